//! The questions about missing vectors.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{Scene, question::Question};
use crate::{
    domain::count::{counted, thousands},
    tui::model::Reembed,
};

/// "Make them now?"
pub(super) fn draw_offer(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let missing = counted(scene.model.missing_vectors(), "entry has", "entries have");
    let body = format!(
        "{missing} no vector of the current model, so search by meaning cannot see them. The \
         work runs in the background and can be stopped."
    );
    Question::new("Make the missing vectors?", "make them", "not now")
        .body(body)
        .draw(scene, area, buffer)
}

/// "Stop it?"
pub(super) fn draw_stop(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let done = match scene.model.reembed {
        Reembed::Running {
            progress: Some(progress),
        }
        | Reembed::Stopping {
            progress: Some(progress),
        } => {
            let (done, total) = (thousands(progress.done), thousands(progress.total));
            format!("{done} of {total} are made and stay. ")
        }
        _ => String::new(),
    };
    Question::new("Stop making vectors?", "stop", "go on")
        .body(format!("{done}It can go on later where it was."))
        .draw(scene, area, buffer)
}
