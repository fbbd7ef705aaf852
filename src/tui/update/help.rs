//! The list of all keys: scrolled, and closed.

use super::overlays::{Input, Next};
use crate::tui::{
    keymap::Action,
    model::{Help, Model, Overlay, list::scroll_text},
};

/// Shows it, or takes it away when it shows.
pub(super) fn toggle(model: &mut Model) {
    if let Some(Overlay::Help(_)) = model.overlays.last() {
        model.overlays.pop();
    } else {
        model.overlays.push(Overlay::Help(Help::default()));
    }
}

/// Takes keys.
pub(super) fn input(view: &mut Help, model: &Model, input: Input<'_>) -> Next {
    let viewport = &model.viewport;
    match input {
        Input::Act(Action::Move(movement)) => {
            view.scroll = scroll_text(movement, view.scroll, viewport.help_lines, viewport.help);
            Next::stay()
        }
        Input::Act(Action::Back | Action::Open) => Next::close(),
        _ => Next::stay(),
    }
}
