//! The trash: looked through, restored from, emptied.

use chrono::{DateTime, Utc};

use super::{
    changes,
    overlays::{Input, Next},
    purge, undo,
};
use crate::{
    domain::{change::Trashed, filter::Filter},
    service::PurgeScope,
    tui::{
        effect::Effect,
        keymap::{Action, Movement},
        model::{
            Level, Model, Overlay,
            list::scroll_text,
            trash::{EmptyTrashQuestion, TrashView},
        },
        msg::Failure,
        read::{Read, ReadKind},
        write::Write,
    },
};

/// Shows it.
pub(super) fn open(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let (number, effect) = model.read(Read::Trash(Filter::default()));
    model.overlays.push(Overlay::Trash(TrashView {
        number,
        asked: now,
        ..TrashView::default()
    }));
    vec![effect]
}

/// Takes keys.
pub(super) fn input(
    view: &mut TrashView,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let Input::Act(action) = input else {
        return Next::stay();
    };
    match action {
        Action::Back if view.marked.is_empty() => {
            return Next::close().with([Effect::StopRead(ReadKind::Trash)]);
        }
        Action::Back | Action::ClearMarks => view.marked.clear(),
        Action::Move(movement) => step(view, model, movement),
        Action::Preview(movement) => {
            let viewport = &model.viewport;
            let (lines, page) = (viewport.preview_lines, viewport.preview);
            view.preview = scroll_text(movement, view.preview, lines, page);
        }
        Action::Mark => {
            if let Some(key) = view.selected().map(|row| row.entry.key()) {
                if !view.marked.remove(&key) {
                    view.marked.insert(key);
                }
                step(view, model, Movement::Down);
            }
        }
        Action::MarkAll => {
            let keys = view.rows.iter().flatten().map(|row| row.entry.key());
            view.marked = keys.collect();
        }
        Action::Open | Action::Restore => return restore(view, model, now),
        Action::Undo => return Next::stay().with(undo::undo(model, now)),
        Action::Redo => return Next::stay().with(undo::redo(model, now)),
        Action::Purge => {
            let keys = view.chosen();
            if !keys.is_empty() {
                return Next::stay().with(purge::open(model, PurgeScope::Entries(keys)));
            }
        }
        Action::EmptyTrash => {
            if view.is_empty() {
                model.notices.say(Level::Info, "the trash is empty", now);
            } else {
                model.overlays.push(Overlay::EmptyTrash(EmptyTrashQuestion {
                    entries: view.len(),
                    before: view.as_of,
                }));
            }
        }
        _ => {}
    }
    Next::stay()
}

fn step(view: &mut TrashView, model: &Model, movement: Movement) {
    let before = view.scroll.cursor;
    view.scroll.step(movement, view.len(), model.viewport.list);
    if view.scroll.cursor != before {
        view.preview = 0;
    }
}

fn restore(view: &mut TrashView, model: &mut Model, now: DateTime<Utc>) -> Next {
    let keys = view.chosen();
    if keys.is_empty() {
        return Next::stay();
    }
    let effects = changes::begin(model, Write::Restore(keys), now);
    if !effects.is_empty() {
        view.marked.clear();
    }
    Next::stay().with(effects)
}

/// Takes keys of the question whether it is emptied.
pub(super) fn empty(
    view: EmptyTrashQuestion,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Open) => {
            let write = Write::EmptyTrash {
                before: view.before,
            };
            Next::close().with(changes::begin(model, write, now))
        }
        Input::Act(Action::Back) => Next::close(),
        _ => Next::stay(),
    }
}

/// Has it read anew when it shows, because the store changed.
pub(super) fn refresh(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if shown(model).is_none() {
        return Vec::new();
    }
    let (number, effect) = model.read(Read::Trash(Filter::default()));
    if let Some(view) = shown(model) {
        view.number = number;
        view.asked = now;
    }
    vec![effect]
}

/// Takes in what is in it.
pub(super) fn loaded(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Trashed>, Failure>,
) -> Vec<Effect> {
    if let Some(view) = shown(model).filter(|view| view.number == number) {
        match answer {
            Ok(rows) => view.fill(rows),
            Err(failure) => view.error = Some(failure),
        }
    }
    Vec::new()
}

fn shown(model: &mut Model) -> Option<&mut TrashView> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Trash(view) => Some(view),
        _ => None,
    })
}
