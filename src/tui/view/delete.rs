//! The question whether entries go to the trash: what, how many, and samples.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, question::Question, row, snippet};
use crate::{
    domain::{
        count::{counted, thousands},
        stats::Count,
    },
    service::Survey,
    tui::{
        keymap::{Action, Context},
        model::{DeleteQuestion, Focus},
        text::cells,
    },
};

/// Values told of a list of counts.
const TOLD: usize = 4;

/// Columns of the only place.
const PLACE: usize = 48;

/// Columns of a sample's type.
const KIND: usize = 8;

pub(super) fn draw(
    view: &DeleteQuestion,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let title = format!(
        "Delete {}?",
        counted(view.targets.len(), "entry", "entries")
    );
    let mut question = Question::new(&title, "delete", "keep");
    match (&view.survey, &view.error) {
        (Some(survey), _) => question = surveyed(question, survey, view.targets.len(), scene),
        (None, Some(error)) => question = question.warning(format!("What they are: {error}")),
        (None, None) => question = question.body("Looking at what they are…"),
    }
    let undo = scene
        .model
        .keymap
        .first_key(Action::Undo, Context::of(Focus::Results))
        .unwrap_or_default();
    let they = if view.targets.len() == 1 {
        "It goes"
    } else {
        "They go"
    };
    question
        .body(format!("{they} to the trash; {undo} takes that back."))
        .draw(scene, area, buffer)
}

fn surveyed<'a>(
    question: Question<'a>,
    survey: &Survey,
    targets: usize,
    scene: Scene<'_>,
) -> Question<'a> {
    let mut question = match &survey.by_place[..] {
        [] => question,
        [place] => question.body(format!(
            "{} in {}",
            told(&survey.by_kind, " "),
            cells::fit(&place.name, PLACE)
        )),
        places => question
            .body(told(&survey.by_kind, " "))
            .body(told(places, " in ")),
    };
    let mut left = Vec::new();
    if survey.changed > 0 {
        let were = if survey.changed == 1 { "was" } else { "were" };
        left.push(format!(
            "{} {were} changed since and will be left alone",
            thousands(survey.changed)
        ));
    }
    if survey.gone > 0 {
        let are = if survey.gone == 1 { "is" } else { "are" };
        left.push(format!("{} {are} no longer there", thousands(survey.gone)));
    }
    if !left.is_empty() {
        question = question.warning(format!("{}.", left.join("; ")));
    }
    let styles = scene.styles;
    let samples = survey.samples.iter().map(|entry| {
        let width = usize::from(super::question::WIDE) - KIND - 1;
        let line = snippet::masked_opening(&entry.text, width);
        vec![
            Span::styled(
                format!("{} ", cells::fill(&row::label(&entry.kind), KIND)),
                styles.kind(&entry.kind),
            ),
            Span::styled(cells::fit(&line, width), styles.muted),
        ]
    });
    let more = targets.saturating_sub(survey.samples.len() + survey.gone);
    let rest = (more > 0).then(|| {
        let text = format!("… and {} more", thousands(more));
        vec![Span::styled(text, styles.faint)]
    });
    question.samples(samples.chain(rest).collect::<Vec<_>>())
}

/// `12 decision, 3 issue, 40 others`; with something else than a blank between, `12 in shop`.
fn told(counts: &[Count], between: &str) -> String {
    let mut parts: Vec<String> = counts
        .iter()
        .take(TOLD)
        .map(|count| {
            let name = if count.name.is_empty() {
                "(none)"
            } else {
                &count.name
            };
            format!(
                "{}{between}{}",
                thousands(count.entries),
                cells::fit(name, 24)
            )
        })
        .collect();
    let others: usize = counts.iter().skip(TOLD).map(|count| count.entries).sum();
    if others > 0 {
        parts.push(format!("{} others", thousands(others)));
    }
    parts.join(", ")
}
