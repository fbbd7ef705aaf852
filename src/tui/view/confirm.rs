//! The questions before entries go to the trash, and the prompt for the file of a plan.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, bulk, prompt::Prompt, question::Question, row::label, snippet, spans};
use crate::{
    domain::{
        age,
        count::{counted, thousands},
        entry::Entry,
        time::parse_timestamp,
    },
    tui::{
        model::{ConfirmCleanup, ConfirmDuplicates, SavePlan},
        text::cells,
    },
};

/// Entries that a question shows.
const SAMPLES: usize = 8;

/// Columns of a sample before its text, and of its text.
const AGE: usize = 5;
const KIND: usize = 9;
const TEXT: usize = 60;

/// "Move what the cleanup takes to the trash?"
pub(super) fn draw_cleanup(
    view: &ConfirmCleanup,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let entries = &view.plan.entries;
    let count = counted(entries.len(), "entry", "entries");
    let samples = entries.iter().take(SAMPLES).map(|planned| {
        let age = parse_timestamp(&planned.timestamp)
            .map_or_else(|| "?".to_owned(), |at| age::short(at, scene.now));
        sample(scene, &age, &planned.kind, &planned.excerpt)
    });
    let more = (entries.len() > SAMPLES).then(|| {
        let more = format!("… and {} more", thousands(entries.len() - SAMPLES));
        vec![Span::styled(more, scene.styles.faint)]
    });
    Question::new("Clean up?", "move to the trash", "not yet")
        .body(format!("{count} go to the trash: {}.", view.plan.rule))
        .body("They can be brought back from there, or all at once by undo.")
        .samples(samples.chain(more))
        .draw(scene, area, buffer)
}

/// "Keep this one?"
pub(super) fn draw_duplicates(
    view: &ConfirmDuplicates,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let others = counted(view.rest.len(), "other", "others");
    let mut samples = vec![
        vec![Span::styled("stays", styles.good)],
        entry_sample(scene, &view.keeper),
        vec![Span::styled("to the trash", styles.bad)],
    ];
    samples.extend(
        view.samples
            .iter()
            .take(SAMPLES)
            .map(|entry| entry_sample(scene, entry)),
    );
    if view.samples.len() > SAMPLES {
        let more = format!("… and {} more", thousands(view.samples.len() - SAMPLES));
        samples.push(vec![Span::styled(more, styles.faint)]);
    }
    Question::new("Keep this one?", "keep it", "not yet")
        .body(format!(
            "{} stays, {others} of its group go to the trash. Undo brings them back.",
            view.keeper.id
        ))
        .samples(samples)
        .draw(scene, area, buffer)
}

/// "Save the plan as?"
pub(super) fn draw_save(
    view: &SavePlan,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let count = counted(view.plan.entries.len(), "entry", "entries");
    Prompt::new("Save the plan as", &view.file.line)
        .wrong(view.file.wrong.as_deref())
        .below(bulk::writing(&view.file, scene))
        .about(format!(
            "A file of {count} to look through; `lore apply` carries it out, unless one of them \
             has changed by then. Nothing is deleted now."
        ))
        .draw(scene, area, buffer)
}

fn entry_sample(scene: Scene<'_>, entry: &Entry) -> Vec<Span<'static>> {
    let masked = scene.model.veil.masked(entry);
    let entry = masked.as_deref().unwrap_or(entry);
    let age = entry
        .instant()
        .map_or_else(|| "?".to_owned(), |at| age::short(at, scene.now));
    sample(scene, &age, &entry.kind, &snippet::opening(&entry.text))
}

fn sample(scene: Scene<'_>, age: &str, kind: &str, text: &str) -> Vec<Span<'static>> {
    let styles = scene.styles;
    let mut line = vec![
        Span::styled(format!("{} ", cells::fill_left(age, AGE)), styles.muted),
        Span::styled(cells::fill(&label(kind), KIND), styles.kind(kind)),
    ];
    line.extend(spans::fitted(text, styles.text, &[], TEXT));
    line
}
