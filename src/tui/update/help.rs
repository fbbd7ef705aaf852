//! The list of all keys: scrolled, searched, and closed.

use super::overlays::{Input, Next};
use crate::tui::{
    keymap::Action,
    model::{Help, LineBox, Model, Overlay, list::scroll_text},
};

/// Shows it, or takes it away when it shows.
pub(super) fn toggle(model: &mut Model) {
    if let Some(Overlay::Help(_)) = model.overlays.last() {
        model.overlays.pop();
    } else {
        let help = Help::new(model.context());
        model.overlays.push(Overlay::Help(help));
    }
}

/// Takes keys.
pub(super) fn input(view: &mut Help, model: &Model, input: Input<'_>) -> Next {
    let viewport = &model.viewport;
    match input {
        Input::Act(Action::Move(movement)) => {
            view.scroll = scroll_text(movement, view.scroll, viewport.help_lines, viewport.help);
        }
        Input::Act(Action::Find) => view.typing = true,
        Input::Act(Action::Type(c)) if view.typing => {
            filter(view, |line| {
                line.insert(c.encode_utf8(&mut [0; 4]));
            });
        }
        Input::Act(Action::Edit(edit)) if view.typing => filter(view, |line| line.edit(edit)),
        Input::Paste(text) => {
            view.typing = true;
            filter(view, |line| {
                line.insert(text);
            });
        }
        Input::Act(Action::Open) if view.typing => view.typing = false,
        Input::Act(Action::Back) if view.typing || !view.filter.text().is_empty() => {
            view.typing = false;
            filter(view, LineBox::clear);
        }
        Input::Act(Action::Back) => return Next::close(),
        Input::Act(_) => {}
    }
    Next::stay()
}

fn filter(view: &mut Help, how: impl FnOnce(&mut LineBox)) {
    how(&mut view.filter);
    view.scroll = 0;
}
