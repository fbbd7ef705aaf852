//! Taking changes back, and making them again.

use chrono::{DateTime, Utc};

use super::{
    changes,
    overlays::{Input, Next},
};
use crate::{
    domain::change::{Change, ChangeState},
    tui::{
        effect::Effect,
        keymap::Action,
        model::{
            Level, Model, Overlay,
            undo::{Again, UndoQuestion},
        },
        msg::Failure,
        read::Read,
        write::Write,
    },
};

/// Takes back the last change of this run at once; asks about one of an earlier run.
pub(super) fn undo(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if is_busy(model, now) {
        return Vec::new();
    }
    match model.changes.made.last() {
        Some(id) => {
            let write = Write::Undo(Some(id.clone()));
            changes::begin(model, write, now)
        }
        None => look(model, Read::LastChange),
    }
}

/// Makes again at once what was taken back in this run; asks about what was earlier.
pub(super) fn redo(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if is_busy(model, now) {
        return Vec::new();
    }
    if model.changes.taken_back > 0 {
        return changes::begin(model, Write::Redo(None), now);
    }
    look(model, Read::LastUndone)
}

fn is_busy(model: &mut Model, now: DateTime<Utc>) -> bool {
    let Some(doing) = model.changes.at_work() else {
        return false;
    };
    let text = format!("still {doing}; press the key again when it is done");
    model.notices.say(Level::Info, text, now);
    true
}

fn look(model: &mut Model, read: Read) -> Vec<Effect> {
    let (number, effect) = model.read(read);
    model.changes.looking = number;
    vec![effect]
}

/// Takes in which change of an earlier time it would be, and asks.
pub(super) fn found(
    model: &mut Model,
    again: Again,
    number: u64,
    answer: Result<Option<Change>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    if model.changes.looking != number {
        return Vec::new();
    }
    match answer {
        Ok(Some(change)) => ask(model, again, change),
        Ok(None) => {
            let text = match again {
                Again::Undo => "there is nothing to take back",
                Again::Redo => "there is nothing to make again",
            };
            model.notices.say(Level::Info, text, now);
        }
        Err(failure) => model.notices.say(Level::Error, failure, now),
    }
    Vec::new()
}

/// Asks about one change.
pub(super) fn ask(model: &mut Model, again: Again, change: Change) {
    model
        .overlays
        .push(Overlay::Undo(UndoQuestion { again, change }));
}

/// Why a change cannot be taken back, if it cannot.
pub(super) fn refusal(change: &Change) -> Option<&'static str> {
    if !change.action.can_be_undone() {
        return Some("what was erased cannot come back");
    }
    match change.state {
        ChangeState::Done => None,
        ChangeState::Undone => Some("it was taken back already"),
        ChangeState::Unfinished => Some("it is not finished; the next change settles it"),
    }
}

/// Takes keys of the question.
pub(super) fn input(
    view: &UndoQuestion,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Open) => {
            let change = Some(view.change.id.clone());
            let write = match view.again {
                Again::Undo => Write::Undo(change),
                Again::Redo => Write::Redo(change),
            };
            Next::close().with(changes::begin(model, write, now))
        }
        Input::Act(Action::Back) => Next::close(),
        _ => Next::stay(),
    }
}

/// A question that was asked before it was known what it is about is not asked any more.
pub(super) fn forget(model: &mut Model) {
    model.changes.looking = 0;
}
