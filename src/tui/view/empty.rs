//! What the results pane shows when it has no rows: what happened, and what to do next.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{Scene, misread, spans, status};
use crate::{
    domain::{
        count::{counted, thousands},
        filter::Filter,
        health::Meaning,
    },
    tui::{keymap::Action, model::Scope, text::wrap},
};

/// What shows instead of rows: what happened, and what to do next.
pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let results = &model.results;
    let (headline, style, hints) = if let Some(error) = &results.error {
        (
            "This did not work.".to_owned(),
            styles.bad,
            vec![error.clone()],
        )
    } else if results.searching || (results.total().is_none() && !results.shows_hits()) {
        let verb = if model.search_box.query().words.is_empty() {
            "Loading…"
        } else {
            "Searching…"
        };
        (verb.to_owned(), styles.muted, Vec::new())
    } else if is_unfiltered(scene) && !model.changes.made.is_empty() {
        (
            "Nothing is left here.".to_owned(),
            styles.heading,
            ways_back(scene),
        )
    } else if is_unfiltered(scene) {
        (
            "Nothing is stored here yet.".to_owned(),
            styles.heading,
            vec![
                "Agents' entries show up as they write them.".to_owned(),
                "Write one yourself: lore store \"what you learned\"".to_owned(),
            ],
        )
    } else {
        (
            "Nothing matches.".to_owned(),
            styles.heading,
            suggestions(scene),
        )
    };
    let width = usize::from(area.width);
    let mut lines: Vec<(String, Style)> = Vec::new();
    for (text, style) in
        std::iter::once((&headline, style)).chain(hints.iter().map(|hint| (hint, styles.muted)))
    {
        lines.extend(wrap::lines(text, width).map(|line| (line.to_owned(), style)));
    }
    let shown = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .min(area.height);
    // A little above the middle is where the eye expects it.
    let top = area.y + (area.height - shown) * 2 / 5;
    for ((text, style), y) in lines.iter().zip(top..area.bottom()) {
        spans::centre(
            buffer,
            Rect {
                y,
                height: 1,
                ..area
            },
            text,
            *style,
        );
    }
}

/// How entries that went come back.
fn ways_back(scene: Scene<'_>) -> Vec<String> {
    let ways = [
        (Action::Undo, "takes the last change back"),
        (Action::Trash, "shows the trash"),
    ];
    ways.into_iter()
        .filter_map(|(action, does)| Some(format!("{} {does}.", scene.keys(action)?)))
        .collect()
}

fn is_unfiltered(scene: Scene<'_>) -> bool {
    let model = scene.model;
    let query = model.search_box.query();
    model.scope == Scope::All && query.words.is_empty() && query.filter == Filter::default()
}

fn suggestions(scene: Scene<'_>) -> Vec<String> {
    let model = scene.model;
    let query = model.search_box.query();
    let mut hints = misread::sentences(scene);
    if model.scope != Scope::All {
        hints.push(scene.advice(
            "Only the chosen project was searched",
            Action::PreviousPane,
            "leads to the others",
        ));
    }
    let by_meaning = model.mode.compares_meanings();
    if let Some(coverage) = model
        .coverage
        .filter(|coverage| coverage.missing() > 0 && by_meaning && !query.words.is_empty())
    {
        hints.push(missing_vectors(scene, coverage));
    }
    if query.filter != Filter::default() {
        hints.push(scene.advice(
            "Fewer fields or exact words in the search box let more through",
            Action::Search,
            "leads there",
        ));
    }
    if !query.words.is_empty() {
        let others = format!(
            "Other words, or another mode than {}, may find it",
            model.mode.name()
        );
        hints.push(scene.advice(&others, Action::CycleMode, "takes the next"));
    }
    hints
}

/// What search by meaning could not see, and the keys that change that.
fn missing_vectors(scene: Scene<'_>, coverage: Meaning) -> String {
    let missing = thousands(coverage.missing());
    let what = format!(
        "{missing} of {}",
        counted(coverage.entries(), "entry", "entries")
    );
    let verb = if coverage.missing() == 1 {
        "has"
    } else {
        "have"
    };
    match status::reembed_keys(scene).filter(|_| !scene.model.reembed.is_active()) {
        Some(keys) => format!("{what} {verb} no vector: {keys} makes them."),
        None => format!("{what} {verb} no vector."),
    }
}
