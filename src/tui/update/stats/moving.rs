//! The cursor of the stats: from bar to bar, and from chart to chart.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use crate::tui::{
    keymap::Movement,
    model::{
        Model,
        list::{scroll_text, scrolled},
        stats::{Bar, Board},
    },
};

use super::board;

/// Moves up and down; by a screenful the charts move under the cursor.
pub(in crate::tui::update) fn movement(model: &mut Model, movement: Movement, today: NaiveDate) {
    let board = board(model, today);
    let chosen = model.stats.cursor.clone();
    let Some((place, _)) = board.under_cursor(chosen.as_ref()) else {
        scroll(model, movement);
        return;
    };
    match movement {
        Movement::PageUp | Movement::PageDown => {
            scroll(model, movement);
            let shown = shown(model);
            if !shown(*place) {
                let seen = board.bars.iter().find(|(place, _)| shown(*place));
                model.stats.cursor = seen.map(|(_, bar)| bar.clone()).or(chosen);
            }
        }
        _ => {
            let next = board.step(*place, movement).cloned();
            // Above the first bar stand the totals.
            if next.is_none() && movement == Movement::Up {
                model.stats.scroll = 0;
            }
            go(model, &board, next, today);
        }
    }
}

/// Moves to the left or to the right; in the timeline from one time with entries to the next.
pub(in crate::tui::update) fn aside(model: &mut Model, right: bool, today: NaiveDate) {
    let board = board(model, today);
    let Some((place, bar)) = board.under_cursor(model.stats.cursor.as_ref()) else {
        return;
    };
    let earlier_or_later = |day: &NaiveDate| {
        let stats = model.stats.stats.as_ref()?;
        let timeline = board.timeline.as_ref()?;
        timeline.neighbour(&stats.by_day, *day, right)
    };
    let next = match bar {
        Bar::Time(day) => earlier_or_later(day).map(Bar::Time),
        _ => board.step_aside(*place, right).cloned(),
    };
    go(model, &board, next, today);
}

/// Puts the cursor on a bar and has it show.
fn go(model: &mut Model, before: &Board, to: Option<Bar>, today: NaiveDate) {
    let Some(to) = to else { return };
    let place = before.place_of(&to);
    model.stats.cursor = Some(to);
    let place = place.or_else(|| {
        // A time that did not show before.
        let chosen = model.stats.cursor.as_ref()?;
        board(model, today).place_of(chosen)
    });
    let (Some(place), lines) = (place, usize::from(before.height)) else {
        return;
    };
    let page = model.viewport.stats;
    let with_last_line = usize::from(place.bottom().saturating_sub(1));
    let down = scrolled(model.stats.scroll, with_last_line, lines, page);
    // The heading stays in sight where it can.
    let with_heading = usize::from(place.y.saturating_sub(1));
    model.stats.scroll = down.min(with_heading);
}

fn scroll(model: &mut Model, movement: Movement) {
    let viewport = &model.viewport;
    let (lines, page) = (viewport.stats_lines, viewport.stats);
    model.stats.scroll = scroll_text(movement, model.stats.scroll, lines, page);
}

/// Whether a place is in sight.
fn shown(model: &Model) -> impl Fn(Rect) -> bool + use<> {
    let (first, page) = (model.stats.scroll, model.viewport.stats);
    move |place| {
        usize::from(place.y) >= first && usize::from(place.bottom()) <= first.saturating_add(page)
    }
}
