//! Cursor, scroll offset and selection.

use chrono::{DateTime, Utc};

pub(super) use crate::tui::model::list::screenful;
use crate::tui::{
    effect::Effect,
    keymap::Movement,
    model::{
        Focus, Model, Overlay, Pane, Results, Viewport,
        list::{scroll_text, scrolled, target},
        results::Place,
    },
};

use super::{projects, stats};

/// Moves in what has the keys.
pub(super) fn movement(model: &mut Model, movement: Movement, now: DateTime<Utc>) -> Vec<Effect> {
    let viewport = &model.viewport;
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
            stats::movement(model, movement, now.date_naive());
            Vec::new()
        }
    }
}

/// Moves the cursor of the results.
pub(super) fn move_results(model: &mut Model, movement: Movement) {
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

/// Puts the cursor of the results on a row.
pub(super) fn put_cursor(results: &mut Results, row: usize) {
    if results.is_empty() {
        return;
    }
    results.cursor = row.min(results.len() - 1);
    results.offset = scrolled(
        results.offset,
        results.cursor,
        results.len(),
        results.screenful,
    );
    results.moved = true;
    select(results);
}

/// Scrolls a pane by rows. Only the results take their cursor along, as far as it would leave the
/// screen: what is selected there is what shows.
pub(super) fn wheel(model: &mut Model, pane: Pane, movement: Movement, rows: usize) {
    let first = match pane {
        Pane::Projects => model.projects.offset,
        Pane::Results => model.results.offset,
        Pane::Detail => {
            let key = model.selected_entry().map(|entry| entry.key());
            key.map_or(0, |key| model.detail.scroll(&key))
        }
        Pane::Stats => model.stats.scroll,
    };
    let first = if movement == Movement::Up {
        first.saturating_sub(rows)
    } else {
        first.saturating_add(rows)
    };
    scroll_to(model, pane, first);
}

/// Scrolls a pane so that a row is its first, if there are enough below it.
pub(super) fn scroll_to(model: &mut Model, pane: Pane, first: usize) {
    let viewport = &model.viewport;
    let last = |rows: usize, page: usize| first.min(rows.saturating_sub(page));
    match pane {
        Pane::Projects => {
            model.projects.offset = last(model.projects.rows.len(), viewport.projects);
        }
        Pane::Results => {
            let shown = screenful(viewport.results);
            let results = &mut model.results;
            results.offset = last(results.len(), shown);
            let end = results.offset + shown - 1;
            let cursor = results.cursor.clamp(results.offset, end);
            put_cursor(results, cursor);
        }
        Pane::Detail => {
            if let Some(key) = model.selected_entry().map(|entry| entry.key()) {
                let to = last(viewport.detail_lines, viewport.detail);
                model.detail.set_scroll(&key, to);
            }
        }
        Pane::Stats => model.stats.scroll = last(viewport.stats_lines, viewport.stats),
    }
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

/// After a drawing of another size than `before`: the cursors show, and nothing is scrolled past its
/// end. The projects may be scrolled away from their cursor while they have the same room.
pub(super) fn keep_visible(model: &mut Model, before: &Viewport) {
    let viewport = &model.viewport;
    let results = &mut model.results;
    results.screenful = screenful(viewport.results);
    results.offset = scrolled(
        results.offset,
        results.cursor,
        results.len(),
        results.screenful,
    );
    if viewport.projects != before.projects {
        let projects = &mut model.projects;
        projects.offset = scrolled(
            projects.offset,
            projects.cursor,
            projects.rows.len(),
            viewport.projects,
        );
    }
    let stats = &mut model.stats;
    stats.scroll = stats
        .scroll
        .min(viewport.stats_lines.saturating_sub(viewport.stats));
    if let Some(Overlay::Help(help)) = model.overlays.last_mut() {
        let last = viewport.help_lines.saturating_sub(viewport.help);
        help.scroll = help.scroll.min(last);
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
