//! The question whether a change of the store is to stop on its way.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Scene, question::Question};
use crate::domain::count::thousands;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let changes = &scene.model.changes;
    let done = changes.progress.map_or(String::new(), |progress| {
        let (done, total) = (thousands(progress.done), thousands(progress.total));
        format!("{done} of {total} entries are through. ")
    });
    let doing = changes.at_work().unwrap_or("changing");
    let title = format!("Stop {doing}?");
    Question::new(&title, "stop", "go on")
        .body(format!(
            "{done}What is done stays done, and can be taken back."
        ))
        .draw(scene, area, buffer)
}
