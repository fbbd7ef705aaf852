//! Marks on the screen: a glyph for each row, and how many there are.

use ratatui::text::Span;

use super::Scene;
use crate::{
    domain::count::thousands,
    tui::model::{Model, Row},
};

/// What stands before a marked row, and before one that a range will mark.
const MARKED: &str = "●";
const IN_RANGE: &str = "○";

/// The glyph of a row; `None` when it is not marked.
pub(super) fn glyph(scene: Scene<'_>, number: usize, row: Row<'_>) -> Option<Span<'static>> {
    let Scene { model, styles, .. } = scene;
    let marks = &model.marks;
    if row.entry().is_some_and(|entry| marks.has(entry)) {
        return Some(Span::styled(MARKED, styles.accent));
    }
    let range = marks.range.as_ref()?;
    let cursor = model.results.cursor;
    let rows = range.row.min(cursor)..=range.row.max(cursor);
    rows.contains(&number)
        .then(|| Span::styled(IN_RANGE, styles.accent))
}

/// Whether rows need room for their glyph.
pub(super) fn are_there(model: &Model) -> bool {
    !model.marks.is_empty() || model.marks.range.is_some()
}

/// How many entries are marked, how many of them are not on the screen, and what goes on; in fewer
/// words where there is little room.
pub(super) fn count(scene: Scene<'_>, shown: usize, width: u16) -> Option<Span<'static>> {
    /// Below this width there is little room.
    const ROOMY: u16 = 56;
    let Scene { model, styles, .. } = scene;
    let marks = &model.marks;
    let words = |words: &'static str| if width < ROOMY { "" } else { words };
    let mut parts = Vec::new();
    if !marks.is_empty() {
        parts.push(format!("{MARKED} {} marked", thousands(marks.len())));
        let hidden = marks.len().saturating_sub(in_sight(model, shown));
        if hidden > 0 {
            let hidden = thousands(hidden);
            parts.push(format!(
                "{hidden} {}",
                if width < ROOMY {
                    "hidden"
                } else {
                    "out of sight"
                }
            ));
        }
    }
    if let Some(range) = &marks.range {
        let rows = range.row.abs_diff(model.results.cursor) + 1;
        parts.push(format!(
            "{IN_RANGE} {}{}",
            words("range of "),
            thousands(rows)
        ));
    }
    if marks.marking.is_some() {
        parts.push("marking…".to_owned());
    }
    (!parts.is_empty()).then(|| Span::styled(parts.join(" · "), styles.accent))
}

fn in_sight(model: &Model, shown: usize) -> usize {
    let results = &model.results;
    let rows = results.offset..(results.offset + shown).min(results.len());
    rows.filter_map(|row| results.row(row)?.entry())
        .filter(|entry| model.marks.has(entry))
        .count()
}
