//! The question whether a change of an earlier time is taken back or made again.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Scene, question::Question};
use crate::{
    domain::printable::printable_line,
    tui::model::undo::{Again, UndoQuestion},
};

pub(super) fn draw(
    view: &UndoQuestion,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let change = &view.change;
    let (title, yes) = match view.again {
        Again::Undo => ("Take this back?", "take back"),
        Again::Redo => ("Make this again?", "make again"),
    };
    let mut question = Question::new(title, yes, "leave it")
        .body(format!("{}.", printable_line(&change.summary(scene.now))));
    if !change.detail.is_empty() {
        question = question.body(printable_line(&change.detail).into_owned());
    }
    question
        .body("Entries that somebody changed since are left alone.")
        .draw(scene, area, buffer)
}
