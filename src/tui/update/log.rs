//! The journal: looked through, and changes in it taken back.

use chrono::{DateTime, Utc};

use super::{
    overlays::{Input, Next},
    undo,
};
use crate::{
    domain::change::Change,
    tui::{
        effect::Effect,
        keymap::Action,
        model::{Level, Model, Overlay, log::LogView, undo::Again},
        msg::Failure,
        read::{Read, ReadKind},
    },
};

/// Shows it.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let (number, effect) = model.read(Read::Log);
    model.overlays.push(Overlay::Log(LogView {
        number,
        ..LogView::default()
    }));
    vec![effect]
}

/// Takes keys.
pub(super) fn input(
    view: &mut LogView,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Back) if view.details => view.details = false,
        Input::Act(Action::Back) => {
            return Next::close().with([Effect::StopRead(ReadKind::Log)]);
        }
        Input::Act(Action::Move(movement)) => {
            view.scroll.step(movement, view.len(), model.viewport.list);
        }
        Input::Act(Action::Open) => view.details = !view.details && !view.is_empty(),
        Input::Act(Action::Undo) => {
            if let Some(change) = view.selected() {
                match undo::refusal(change) {
                    Some(why) => model.notices.say(Level::Info, why, now),
                    None => undo::ask(model, Again::Undo, change.clone()),
                }
            }
        }
        Input::Act(Action::Redo) => return Next::stay().with(undo::redo(model, now)),
        _ => {}
    }
    Next::stay()
}

/// Has it read anew when it shows, because the store changed.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    if shown(model).is_none() {
        return Vec::new();
    }
    let (number, effect) = model.read(Read::Log);
    if let Some(view) = shown(model) {
        view.number = number;
    }
    vec![effect]
}

/// Takes in what it holds.
pub(super) fn loaded(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Change>, Failure>,
) -> Vec<Effect> {
    if let Some(view) = shown(model).filter(|view| view.number == number) {
        match answer {
            Ok(rows) => view.fill(rows),
            Err(failure) => view.error = Some(failure),
        }
    }
    Vec::new()
}

fn shown(model: &mut Model) -> Option<&mut LogView> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Log(view) => Some(view),
        _ => None,
    })
}
