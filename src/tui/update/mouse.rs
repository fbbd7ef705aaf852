//! Clicks, drags and the wheel.

mod wheel;

use chrono::{DateTime, Utc};
use ratatui::layout::{Position, Rect};

use super::{
    cleanup, keys, moving, neighbours,
    overlays::{self, Input},
    projects, search_box, sizes, stats, undo,
};
use crate::domain::fields::Field;
use crate::tui::{
    effect::Effect,
    keymap::{Action, Context, Movement},
    model::{
        Focus, Gesture, Hit, Level, Model, Overlay, ScrollBar, Scrolled, Target, line_box::Edit,
        pointer::Click,
    },
};

/// The mouse did something.
pub(super) fn mouse(
    model: &mut Model,
    gesture: Gesture,
    at: Position,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    if !model.mouse {
        return Vec::new();
    }
    match gesture {
        Gesture::Press => press(model, at, now),
        Gesture::Drag => drag(model, at, now),
        Gesture::Release => {
            release(model, at);
            Vec::new()
        }
        Gesture::Wheel { down } => wheel::turn(model, at, down, now),
    }
}

/// A border that was taken and not moved was clicked: it is the edge of a pane, with its title.
fn release(model: &mut Model, at: Position) {
    let held = model.pointer.held.take();
    let is_border = |hit: &Hit| matches!(hit.target, Target::Border(_));
    if !held.is_some_and(|(hit, from)| is_border(&hit) && from == at) {
        return;
    }
    let pane = model.viewport.hits.at(at).find_map(|hit| match hit.target {
        Target::Pane(pane) => Some(pane.into()),
        Target::Box(text) => Some(text),
        _ => None,
    });
    model.focus = pane.unwrap_or(model.focus);
}

/// Uses the mouse, or leaves it to the terminal, for this run: the config says what the next one does.
pub(super) fn toggle(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    model.mouse = !model.mouse;
    model.pointer.held = None;
    let told = if model.mouse {
        "lore takes the mouse; hold Shift to select text"
    } else {
        "the mouse is the terminal's"
    };
    model.notices.say(Level::Info, told, now);
    vec![Effect::Mouse(model.mouse)]
}

fn press(model: &mut Model, at: Position, now: DateTime<Utc>) -> Vec<Effect> {
    undo::forget(model);
    let Some(hit) = model.viewport.hits.pressed(at).cloned() else {
        return Vec::new();
    };
    match model.pointer.press(hit.target, at, now) {
        Click::Spare => return Vec::new(),
        Click::Double(target) => {
            if let Some(effects) = open(model, target, now) {
                return effects;
            }
        }
        Click::Single => {}
    }
    model.pointer.held = Some((hit.clone(), at));
    match hit.target {
        Target::Pane(pane) | Target::Tab(pane) => model.focus = pane.into(),
        Target::Box(text) => model.focus = text,
        Target::Entry(row) => {
            model.focus = Focus::Results;
            moving::put_cursor(&mut model.results, row);
        }
        Target::Neighbour(number) => {
            model.focus = Focus::Detail;
            neighbours::choose(model, number);
        }
        Target::Project(row) => {
            model.focus = Focus::Projects;
            return projects::go_to(model, row);
        }
        Target::Fold(row) => {
            model.focus = Focus::Projects;
            return projects::fold(model, row);
        }
        Target::Bar(number) => return stats::click(model, number, now),
        Target::Key(key) => return keys::key(model, key, now),
        Target::Character(steps) => return put_text_cursor(model, steps, at, now),
        Target::Row(row) => return choose(model, row, now),
        Target::Rule(_) | Target::Kind(_) | Target::Day(_) => {
            let line = model.viewport.hits.at(at).find_map(|hit| match hit.target {
                Target::Character(steps) => Some(steps),
                _ => None,
            });
            cleanup::click(model, hit.target, line, now);
        }
        Target::Field(field) => point(model, field, hit.area, at, false),
        Target::ScrollBar(bar) => return scroll_to(model, bar, hit.area, at, now),
        Target::Clause(number) => return search_box::remove_clause(model, number, now),
        Target::Chip(chip) => return search_box::remove_chip(model, chip),
        Target::Offer(number) => return search_box::take_offer(model, number, now),
        Target::Notice => drop(model.notices.dismiss()),
        Target::View | Target::Preview | Target::Border(_) => {}
    }
    Vec::new()
}

/// A double click: goes into what the first click chose. `None` when there is nothing to go into.
fn open(model: &mut Model, target: Target, now: DateTime<Utc>) -> Option<Vec<Effect>> {
    match target {
        Target::Entry(_) => {
            if model.selected_entry().is_some() {
                model.focus = Focus::Detail;
            }
            Some(Vec::new())
        }
        Target::Neighbour(_) => {
            neighbours::open(model);
            Some(Vec::new())
        }
        // The first click filtered by the bar.
        Target::Project(_) | Target::Bar(_) => {
            model.focus = Focus::Results;
            Some(Vec::new())
        }
        Target::Row(_) => Some(overlays::input(model, Input::Act(Action::Open), now)),
        _ => None,
    }
}

/// Puts the cursor of a line that is typed so many characters further.
fn put_text_cursor(
    model: &mut Model,
    steps: isize,
    at: Position,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    if model.overlays.is_empty() {
        let text = model.viewport.hits.at(at).find_map(|hit| match hit.target {
            Target::Box(text) => Some(text),
            _ => None,
        });
        model.focus = text.unwrap_or(model.focus);
    }
    let edit = if steps < 0 { Edit::Left } else { Edit::Right };
    repeat(model, Action::Edit(edit), steps.unsigned_abs(), now)
}

/// Puts the cursor of the editor into a field; as it is dragged on, it selects.
fn point(model: &mut Model, field: Field, area: Rect, at: Position, select: bool) {
    let Some(Overlay::Editor(editor)) = model.overlays.last_mut() else {
        return;
    };
    if editor.is_busy() {
        return;
    }
    editor.focus = field;
    let row = at.y.clamp(area.top(), area.bottom() - 1) - area.y;
    let column = at.x.clamp(area.left(), area.right() - 1) - area.x;
    let place = (usize::from(row), usize::from(column));
    editor.focused().point(place, select);
}

/// A click on a row: in a menu it does what the row says, elsewhere it goes there.
fn choose(model: &mut Model, row: usize, now: DateTime<Utc>) -> Vec<Effect> {
    let mut effects = walk(model, row, now);
    if matches!(model.context(), Context::Bulk | Context::Palette) {
        model.pointer.has_opened();
        effects.extend(overlays::input(model, Input::Act(Action::Open), now));
    }
    effects
}

/// Moves the cursor of the list in the view on top to a row.
fn walk(model: &mut Model, row: usize, now: DateTime<Utc>) -> Vec<Effect> {
    let Some(list) = model.overlays.last().and_then(Overlay::list) else {
        return Vec::new();
    };
    let (movement, steps) = if row < list.cursor {
        (Movement::Up, list.cursor - row)
    } else {
        (Movement::Down, row - list.cursor)
    };
    repeat(model, Action::Move(movement), steps, now)
}

fn repeat(model: &mut Model, action: Action, times: usize, now: DateTime<Utc>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for _ in 0..times {
        effects.extend(keys::act_on_top(model, action, now));
    }
    effects
}

fn drag(model: &mut Model, at: Position, now: DateTime<Utc>) -> Vec<Effect> {
    let Some((hit, from)) = model.pointer.held.clone() else {
        return Vec::new();
    };
    match hit.target {
        Target::Border(border) => {
            // Two cells wide; whichever was taken stays under the pointer.
            let edge = Position {
                x: at.x.saturating_sub(from.x - hit.area.x),
                y: at.y.saturating_sub(from.y - hit.area.y),
            };
            sizes::drag(model, border, edge);
            Vec::new()
        }
        Target::ScrollBar(bar) => scroll_to(model, bar, hit.area, at, now),
        Target::Field(field) => {
            point(model, field, hit.area, at, true);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Scrolls to where a scroll bar was taken.
fn scroll_to(
    model: &mut Model,
    bar: ScrollBar,
    track: Rect,
    at: Position,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let height = usize::from(track.height.saturating_sub(1).max(1));
    let along = usize::from(at.y.saturating_sub(track.y)).min(height);
    let hidden = bar.total.saturating_sub(bar.shown);
    let first = (along * hidden + height / 2) / height;
    match bar.of {
        Scrolled::Pane(pane) => moving::scroll_to(model, pane, first),
        Scrolled::View if model.overlays.last().and_then(Overlay::list).is_some() => {
            let last = bar.total.saturating_sub(1);
            return walk(model, (along * last + height / 2) / height, now);
        }
        Scrolled::View => return text_to(model, Action::Move, first, now),
        Scrolled::Preview => return text_to(model, Action::Preview, first, now),
    }
    Vec::new()
}

/// Scrolls a text of the view on top to a line.
fn text_to(
    model: &mut Model,
    how: fn(Movement) -> Action,
    line: usize,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let mut effects = repeat(model, how(Movement::First), 1, now);
    effects.extend(repeat(model, how(Movement::Down), line, now));
    effects
}
