//! The questions around an entry being edited.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, diff::Look, question::Question, versions};
use crate::tui::{
    keymap::{Action, Context},
    model::BringBack,
};

/// Lines of a comparison in a question, at most.
const MOST_LINES: usize = 30;

/// Columns of a comparison in a question.
const WIDTH: u16 = 76;

/// "Save the changes?"
pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let key = |action| {
        scene
            .model
            .keymap
            .first_key(action, Context::Leave)
            .unwrap_or_default()
    };
    Question::new("Save the changes?", "save", "go on")
        .answers([
            (key(Action::Save), "save"),
            (key(Action::Discard), "discard"),
            (key(Action::Back), "go on"),
        ])
        .body("What you changed is not saved yet.")
        .draw(scene, area, buffer)
}

/// "Save with marks in it?"
pub(super) fn draw_undecided(
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    Question::new("Save it undecided?", "save as it is", "go on editing")
        .body("The text still holds places, between <<<<<<< and >>>>>>>, that both of you changed.")
        .draw(scene, area, buffer)
}

/// "Give yours up?"
pub(super) fn draw_take_theirs(
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    Question::new("Give your changes up?", "take theirs", "not yet")
        .body("The entry stays as somebody else saved it. What you typed is lost.")
        .draw(scene, area, buffer)
}

/// "Store yours as a new one?"
pub(super) fn draw_gone(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    Question::new(
        "The entry is gone",
        "store yours as a new entry",
        "keep editing",
    )
    .body("Somebody deleted it while you edited it.")
    .draw(scene, area, buffer)
}

/// Something that must be read before it goes.
pub(super) fn draw_told(
    text: &str,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let key = |action| {
        scene
            .model
            .keymap
            .first_key(action, Context::Question)
            .unwrap_or_default()
    };
    Question::new("Not saved", "", "")
        .answers([(key(Action::Open), "all right")])
        .body(text)
        .draw(scene, area, buffer)
}

/// "Bring this state back?"
pub(super) fn draw_bring_back(
    view: &BringBack,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let width = WIDTH.min(area.width.saturating_sub(4));
    let look = Look::unified(scene.styles, width);
    let (lines, total): (Vec<Vec<Span<'_>>>, usize) = versions::lines(
        &view.versions,
        look,
        scene.styles,
        width.into(),
        (0, MOST_LINES),
    );
    let more = if total > MOST_LINES {
        " (the beginning of it)"
    } else {
        ""
    };
    Question::new("Bring this state back?", "bring it back", "not now")
        .body(format!(
            "This is what would change{more}. It can be undone."
        ))
        .samples(lines)
        .draw(scene, area, buffer)
}
