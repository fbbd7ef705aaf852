//! The command palette: opened, searched, and its action done in what lies below.

use chrono::{DateTime, Utc};

use super::{
    keys,
    overlays::{Input, Next},
};
use crate::tui::{
    effect::Effect,
    keymap::Action,
    model::{Model, Overlay, Palette, palette},
};

/// Shows it for the place that has the keys.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let palette = Palette::new(&model.keymap, model.context(), &model.everywhere.actions);
    model.overlays.push(Overlay::Palette(Box::new(palette)));
    Vec::new()
}

/// Takes keys.
pub(super) fn input(
    view: &mut Palette,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Back) => return Next::close(),
        Input::Act(Action::Open) => {
            let Some(command) = view.chosen() else {
                return Next::stay();
            };
            if let Some(focus) = command.focus {
                model.focus = focus;
            }
            palette::remember(&mut model.everywhere.actions, command.action);
            // The palette is off the stack meanwhile: what lies below gets the action.
            return Next::close().with(keys::perform(model, command.action, now));
        }
        Input::Act(Action::Move(movement)) => {
            let (len, page) = (view.fitting().len(), model.viewport.list);
            view.scroll.step(movement, len, page);
        }
        Input::Act(Action::Type(c)) => {
            view.change(|line| {
                line.insert(c.encode_utf8(&mut [0; 4]));
            });
        }
        Input::Act(Action::Edit(edit)) => view.change(|line| line.edit(edit)),
        Input::Paste(text) => view.change(|line| {
            line.insert(text);
        }),
        Input::Act(_) => {}
    }
    Next::stay()
}
