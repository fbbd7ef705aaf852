//! Cursor, scroll offset and selection.

use crate::tui::{
    effect::Effect,
    keymap::Movement,
    model::{Focus, Model, Overlay, Results, results::Place},
};

use super::projects;

/// Rows of a screenful; before the first drawing a pane counts as one row.
pub(super) fn screenful(rows: usize) -> usize {
    rows.max(1)
}

/// Where a movement leads in a list.
fn target(movement: Movement, from: usize, len: usize, page: usize) -> usize {
    let last = len.saturating_sub(1);
    match movement {
        Movement::Up => from.saturating_sub(1),
        Movement::Down => (from + 1).min(last),
        Movement::PageUp => from.saturating_sub(page),
        Movement::PageDown => (from + page).min(last),
        Movement::First => 0,
        Movement::Last => last,
    }
}

/// The offset nearest to `offset` at which `cursor` shows.
fn scrolled(offset: usize, cursor: usize, len: usize, page: usize) -> usize {
    let page = screenful(page);
    let lowest = (cursor + 1).saturating_sub(page);
    offset
        .clamp(lowest, cursor)
        .min(len.saturating_sub(page))
        .max(lowest)
}

/// Moves in what has the keys.
pub(super) fn movement(model: &mut Model, movement: Movement) -> Vec<Effect> {
    let viewport = model.viewport;
    if let Some(Overlay::Help { scroll }) = &mut model.overlay {
        *scroll = scroll_text(movement, *scroll, viewport.help_lines, viewport.help);
        return Vec::new();
    }
    match model.focus {
        Focus::Results | Focus::SearchBox => {
            move_results(model, movement);
            Vec::new()
        }
        Focus::Projects | Focus::ProjectFilter => {
            let rows = model.projects.rows.len();
            let to = target(
                movement,
                model.projects.cursor,
                rows,
                screenful(viewport.projects),
            );
            projects::go_to(model, to)
        }
        Focus::Detail => {
            if let Some(key) = model.selected_entry().map(|entry| entry.key()) {
                let from = model.detail.scroll(&key);
                let to = scroll_text(movement, from, viewport.detail_lines, viewport.detail);
                model.detail.set_scroll(&key, to);
            }
            Vec::new()
        }
        Focus::Stats => {
            let from = model.stats.scroll;
            model.stats.scroll = scroll_text(movement, from, viewport.stats_lines, viewport.stats);
            Vec::new()
        }
    }
}

fn scroll_text(movement: Movement, from: usize, lines: usize, page: usize) -> usize {
    let positions = lines.saturating_sub(page) + 1;
    target(
        movement,
        from.min(positions - 1),
        positions,
        screenful(page),
    )
}

fn move_results(model: &mut Model, movement: Movement) {
    let page = screenful(model.viewport.results);
    let results = &mut model.results;
    if results.is_empty() {
        return;
    }
    results.cursor = target(movement, results.cursor, results.len(), page);
    results.offset = scrolled(results.offset, results.cursor, results.len(), page);
    results.moved = true;
    results.screenful = page;
    select(results);
}

/// The entry under the cursor becomes the selection.
pub(super) fn select(results: &mut Results) {
    results.selection = results
        .row(results.cursor)
        .and_then(|row| row.entry().map(|entry| entry.key()));
}

/// Puts the cursor on the first row.
pub(super) fn to_first(results: &mut Results) {
    results.cursor = 0;
    results.offset = 0;
    select(results);
}

/// Puts the cursor on a row of a changed list, so that the row stays where it was on the screen.
/// A view of the very beginning stays there as long as the cursor shows: that is where news come.
pub(super) fn place(results: &mut Results, row: usize, before: Place) {
    let len = results.len();
    results.cursor = row.min(len.saturating_sub(1));
    let offset = if before.offset == 0 {
        0
    } else {
        results
            .cursor
            .saturating_sub(before.cursor.saturating_sub(before.offset))
    };
    results.offset = scrolled(offset, results.cursor, len, results.screenful);
    select(results);
}

/// After a drawing of another size: the cursors show, and nothing is scrolled past its end.
pub(super) fn keep_visible(model: &mut Model) {
    let viewport = model.viewport;
    let results = &mut model.results;
    results.screenful = screenful(viewport.results);
    results.offset = scrolled(
        results.offset,
        results.cursor,
        results.len(),
        results.screenful,
    );
    let projects = &mut model.projects;
    projects.offset = scrolled(
        projects.offset,
        projects.cursor,
        projects.rows.len(),
        viewport.projects,
    );
    let stats = &mut model.stats;
    stats.scroll = stats
        .scroll
        .min(viewport.stats_lines.saturating_sub(viewport.stats));
    if let Some(Overlay::Help { scroll }) = &mut model.overlay {
        *scroll = (*scroll).min(viewport.help_lines.saturating_sub(viewport.help));
    }
}

/// The offset of the projects pane after its cursor moved.
pub(super) fn scroll_projects(model: &mut Model) {
    let projects = &mut model.projects;
    projects.offset = scrolled(
        projects.offset,
        projects.cursor,
        projects.rows.len(),
        model.viewport.projects,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_always_shows() {
        for len in [1, 2, 5, 100] {
            for page in [0, 1, 3, 10] {
                for cursor in 0..len {
                    for offset in [0, 1, len / 2, len, usize::MAX / 2] {
                        let at = scrolled(offset, cursor, len, page);
                        assert!(at <= cursor && cursor < at + screenful(page));
                    }
                }
            }
        }
    }

    #[test]
    fn movements_stay_inside() {
        use Movement::{Down, First, Last, PageDown, PageUp, Up};
        for movement in [Down, First, Last, PageDown, PageUp, Up] {
            assert_eq!(target(movement, 0, 0, 5), 0);
            assert!(target(movement, 7, 10, 5) < 10);
        }
        assert_eq!(target(Last, 0, 1_000_000, 10), 999_999);
    }
}
