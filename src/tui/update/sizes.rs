//! How large the panes are: zoom, keys, and borders being dragged.

use chrono::{DateTime, Utc};
use ratatui::layout::Position;

use crate::tui::model::{
    Arrangement, Axis, Border, Level, Model, Pane, Sizes, Target, sizes::border_of,
};

/// Columns and rows that a key moves a border by.
const COLUMNS: u16 = 2;
const ROWS: u16 = 1;

/// Gives the whole screen to the pane with the focus, or shows all panes again.
pub(super) fn zoom(model: &mut Model, now: DateTime<Utc>) {
    if model.zoomed {
        model.zoomed = false;
    } else if model.viewport.arrangement == Arrangement::Single {
        tell_single(model, now);
    } else {
        model.zoomed = true;
    }
}

/// All panes get the sizes they had at first.
pub(super) fn reset(model: &mut Model) {
    model.sizes = Sizes::default();
}

/// The pane with the focus grows, or shrinks.
pub(super) fn grow(model: &mut Model, axis: Axis, more: bool, now: DateTime<Utc>) {
    let arrangement = model.viewport.arrangement;
    if arrangement == Arrangement::Single {
        tell_single(model, now);
        return;
    }
    let Some((border, with_it)) = border_of(arrangement, model.focus.pane(), axis) else {
        let told = match axis {
            Axis::Across => "this pane is as wide as the screen",
            Axis::Down => "this pane is as tall as the screen",
        };
        model.notices.say(Level::Info, told, now);
        return;
    };
    let step = match axis {
        Axis::Across => COLUMNS,
        Axis::Down => ROWS,
    };
    if let Some(size) = size(model, border) {
        let size = if more == with_it {
            size.saturating_add(step)
        } else {
            size.saturating_sub(step)
        };
        choose(model, border, size);
    }
}

/// The first of the two cells of a border is dragged to a position.
pub(super) fn drag(model: &mut Model, border: Border, to: Position) {
    let body = model.viewport.body;
    let size = match (border, model.viewport.arrangement) {
        (Border::Projects, _) => (to.x + 1).saturating_sub(body.x),
        (Border::Detail, Arrangement::Columns) => body.right().saturating_sub(to.x + 1),
        (Border::Detail | Border::Stats, _) => body.bottom().saturating_sub(to.y + 1),
    };
    choose(model, border, size);
}

fn tell_single(model: &mut Model, now: DateTime<Utc>) {
    let told = "the screen shows one pane at a time";
    model.notices.say(Level::Info, told, now);
}

fn choose(model: &mut Model, border: Border, size: u16) {
    let room = room(model, border);
    model
        .sizes
        .choose(model.viewport.arrangement, border, size, room);
}

/// The columns or rows that the parts at both sides of a border share, and how many of them belong
/// to others.
fn room(model: &Model, border: Border) -> (u16, u16) {
    let viewport = &model.viewport;
    let body = viewport.body;
    match (border, viewport.arrangement) {
        (Border::Projects, _) => (body.width, 0),
        (Border::Detail, Arrangement::Columns) => {
            let projects = size(model, Border::Projects);
            (body.width, projects.unwrap_or(0))
        }
        (Border::Detail | Border::Stats, _) => (body.height, 0),
    }
}

/// The columns or rows behind a border: what was chosen, also since the last drawing, else what was
/// drawn.
fn size(model: &Model, border: Border) -> Option<u16> {
    let viewport = &model.viewport;
    let chosen = model
        .sizes
        .chosen(viewport.arrangement, border, room(model, border));
    let area = |pane| viewport.hits.area_of(Target::Pane(pane));
    let drawn = || match (border, viewport.arrangement) {
        (Border::Projects, _) => area(Pane::Projects).map(|area| area.width),
        (Border::Detail, Arrangement::Columns) => area(Pane::Detail)
            .or_else(|| area(Pane::Stats))
            .map(|area| area.width),
        (Border::Detail, _) => area(Pane::Detail).map(|area| area.height),
        (Border::Stats, _) => area(Pane::Stats).map(|area| area.height),
    };
    chosen.or_else(drawn)
}
