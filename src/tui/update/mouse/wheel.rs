//! The wheel.

use chrono::{DateTime, Utc};
use ratatui::layout::Position;

use super::repeat;
use crate::tui::{
    effect::Effect,
    keymap::{Action, Context, Movement},
    model::{Model, Motion, Pane, Target, TextAction},
    update::moving,
};

/// Lines that a step of the wheel scrolls.
const WHEEL: usize = 3;

/// Scrolls what is under the pointer; what has the keys keeps them.
pub(super) fn turn(model: &mut Model, at: Position, down: bool, now: DateTime<Utc>) -> Vec<Effect> {
    let scrolls =
        |target: &Target| matches!(target, Target::Pane(_) | Target::View | Target::Preview);
    let hits = &model.viewport.hits;
    let found = hits.at(at).map(|hit| hit.target).find(scrolls);
    let Some(target) = found else {
        return Vec::new();
    };
    let movement = if down { Movement::Down } else { Movement::Up };
    match (target, model.context()) {
        (Target::Pane(pane), _) => {
            moving::wheel(model, pane, movement, steps(model, pane));
            Vec::new()
        }
        (Target::Preview, _) => repeat(model, Action::Preview(movement), WHEEL, now),
        (_, Context::Editor) => {
            let motion = if down { Motion::Down } else { Motion::Up };
            repeat(model, Action::Text(TextAction::Go(motion)), WHEEL, now)
        }
        // The rows of a form are no list.
        (_, Context::CleanupRules) => Vec::new(),
        _ => repeat(model, Action::Move(movement), WHEEL, now),
    }
}

/// Rows that a step of the wheel scrolls: an entry may take several lines.
fn steps(model: &Model, pane: Pane) -> usize {
    let viewport = &model.viewport;
    if pane != Pane::Results || viewport.results == 0 {
        return WHEEL;
    }
    let area = viewport.hits.area_of(Target::Pane(pane));
    let lines = area.map_or(1, |area| usize::from(area.height.saturating_sub(2)));
    WHEEL.div_ceil((lines / viewport.results).max(1))
}
