//! Two changes of one entry: looked at, and decided.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::tui::{
    keymap::Action,
    model::{Conflict, Model, Overlay, list::scroll_text},
};

use super::{
    editor,
    overlays::{Input, Next},
};

/// Takes keys.
pub(super) fn input(
    view: &mut Conflict,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let Input::Act(action) = input else {
        return Next::stay();
    };
    match action {
        Action::Back => return Next::close(),
        Action::Open => {
            editor::edit_merged(model, view, now);
            return Next::close();
        }
        Action::TakeMine => {
            let effects = editor::take_mine(model, Arc::clone(&view.theirs), now);
            return Next::close().with(effects);
        }
        Action::TakeTheirs => model.overlays.push(Overlay::TakeTheirs),
        Action::NextPane => view.step(true),
        Action::PreviousPane => view.step(false),
        Action::Move(movement) => {
            let viewport = &model.viewport;
            view.scroll = scroll_text(
                movement,
                view.scroll,
                viewport.preview_lines,
                viewport.preview,
            );
        }
        _ => {}
    }
    Next::stay()
}
