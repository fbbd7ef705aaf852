//! Changing an entry: opened, typed, saved, and asked about before anything is lost.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        change::{Guard, Target},
        entry::Entry,
        fields::{Field, Fields},
    },
    tui::{
        effect::Effect,
        keymap::Action,
        model::{Conflict, Editor, Level, Model, Motion, Overlay, TextAction, editor::Stage},
        msg::Failure,
        read::Read,
        write::{Write, WriteFailure},
    },
};

use super::{
    changes, keys,
    overlays::{Input, Next},
};

/// Opens the selected entry.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if let Some(entry) = model.selected_entry().cloned() {
        open_on(model, &entry);
    }
    Vec::new()
}

/// Opens an entry in the pane.
pub(super) fn open_on(model: &mut Model, entry: &Arc<Entry>) {
    let editor = Editor::new(entry, model.stats.stats.as_deref());
    model.overlays.push(Overlay::Editor(Box::new(editor)));
}

/// Opens the selected entry in the editor that the environment names.
pub(super) fn open_outside(model: &Model) -> Vec<Effect> {
    model
        .selected_entry()
        .map(|entry| Effect::EditOutside(Arc::clone(entry)))
        .into_iter()
        .collect()
}

/// Takes in what came back from there. It is saved as if it had been typed here.
pub(super) fn back_from_outside(
    model: &mut Model,
    entry: &Arc<Entry>,
    outcome: Result<Option<Fields>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    match outcome {
        Ok(Some(fields)) => {
            let mut editor = Editor::new(entry, model.stats.stats.as_deref()).holding(&fields);
            let effects = save(&mut editor, model, now);
            model.overlays.push(Overlay::Editor(Box::new(editor)));
            effects
        }
        Ok(None) => {
            model.notices.say(Level::Info, "nothing was changed", now);
            Vec::new()
        }
        Err(failure) => {
            model.overlays.push(Overlay::Told(failure));
            Vec::new()
        }
    }
}

/// Takes keys and pastes.
pub(super) fn input(
    view: &mut Editor,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    if view.is_busy() {
        model.notices.say(Level::Info, "saving; wait a moment", now);
        return Next::stay();
    }
    let effects = match input {
        Input::Paste(text) => {
            view.focused().insert(text);
            view.checked();
            Vec::new()
        }
        Input::Act(Action::Back) if view.changed().is_empty() => return Next::close(),
        Input::Act(Action::Back) => {
            view.leaving = false;
            model.overlays.push(Overlay::LeaveEditor);
            Vec::new()
        }
        Input::Act(Action::Save) if view.changed().is_empty() => {
            model.notices.say(Level::Info, "nothing was changed", now);
            return Next::close();
        }
        Input::Act(Action::Save) => save(view, model, now),
        Input::Act(action) => typed(view, action),
    };
    Next::stay().with(effects)
}

fn typed(view: &mut Editor, action: Action) -> Vec<Effect> {
    match action {
        Action::NextPane => step(view, true),
        Action::PreviousPane => step(view, false),
        Action::Copy => return copy(view),
        Action::Cut => {
            let effects = copy(view);
            view.focused().act(TextAction::Delete(Motion::Left));
            view.checked();
            return effects;
        }
        Action::Paste => {
            let clip = view.clip.clone();
            view.focused().insert(&clip);
            view.checked();
        }
        Action::Type(c) => {
            view.focused().insert(c.encode_utf8(&mut [0; 4]));
            view.checked();
        }
        Action::Text(TextAction::Go(motion @ (Motion::Up | Motion::Down)))
            if !view.focus.has_lines() =>
        {
            view.take_offer(motion == Motion::Down);
        }
        Action::Text(TextAction::Newline) if !view.focus.has_lines() => step(view, true),
        Action::Text(action) => {
            view.focused().act(action);
            view.checked();
        }
        _ => {}
    }
    Vec::new()
}

fn step(view: &mut Editor, forward: bool) {
    let at = view.focus as usize;
    let by = if forward { 1 } else { Field::ALL.len() - 1 };
    view.focus = Field::ALL[(at + by) % Field::ALL.len()];
}

fn copy(view: &mut Editor) -> Vec<Effect> {
    let Some(text) = view.focused().selected() else {
        return Vec::new();
    };
    view.clip.clone_from(&text);
    vec![Effect::Copy(text)]
}

/// Has it saved, if it can be.
fn save(view: &mut Editor, model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if let Some(field) = view.wrong() {
        view.focus = field;
        view.leaving = false;
        let why = view.error(field).unwrap_or_default();
        let text = format!("not saved, {}: {why}", field.name());
        model.notices.say(Level::Warning, text, now);
        return Vec::new();
    }
    if view.is_undecided() {
        model.overlays.push(Overlay::SaveUndecided);
        return Vec::new();
    }
    begin(view, model, view.to_write(), now)
}

fn begin(view: &mut Editor, model: &mut Model, write: Write, now: DateTime<Utc>) -> Vec<Effect> {
    let effects = changes::begin(model, write.clone(), now);
    if !effects.is_empty() {
        view.stage = Stage::Saving(write);
        view.failure = None;
    }
    effects
}

/// The question before unsaved changes are left.
pub(super) fn leave(model: &mut Model, input: Input<'_>, now: DateTime<Utc>) -> Next {
    match input {
        Input::Act(Action::Save) => {
            Next::close().with(with_editor(model, |view, model| save(view, model, now)))
        }
        Input::Act(Action::Discard) => {
            let leaving = find(model).is_some_and(|view| view.leaving);
            close(model);
            let effects = if leaving {
                keys::quit(model, now)
            } else {
                Vec::new()
            };
            Next::close().with(effects)
        }
        Input::Act(Action::Back) => {
            if let Some(view) = find(model) {
                view.leaving = false;
            }
            Next::close()
        }
        _ => Next::stay(),
    }
}

/// Saves although places are marked that two changed.
pub(super) fn save_undecided(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    with_editor(model, |view, model| {
        begin(view, model, view.to_write(), now)
    })
}

/// Whether the program must not end yet: asks about unsaved changes, once, and with a selection
/// `Ctrl-C` copies it.
pub(super) fn holds_back(model: &mut Model, now: DateTime<Utc>) -> Option<Vec<Effect>> {
    if let Some(Overlay::Editor(view)) = model.overlays.last_mut() {
        let effects = copy(view);
        if !effects.is_empty() {
            view.focused().deselect();
            model.notices.say(Level::Info, "copied", now);
            return Some(effects);
        }
    }
    let asks = |overlay: &Overlay| matches!(overlay, Overlay::LeaveEditor);
    if model.overlays.iter().any(asks) {
        return None;
    }
    let view = find(model)?;
    if view.is_busy() || view.changed().is_empty() {
        return None;
    }
    view.leaving = true;
    model.overlays.push(Overlay::LeaveEditor);
    Some(Vec::new())
}

/// Takes in what came of a save. Tells `None` when it was not the editor's.
pub(super) fn written(
    model: &mut Model,
    write: &Write,
    failure: Option<&WriteFailure>,
    now: DateTime<Utc>,
) -> Option<Vec<Effect>> {
    let view = find(model)?;
    if !matches!(&view.stage, Stage::Saving(saving) if saving == write) {
        return None;
    }
    let Some(failure) = failure else {
        let leaving = view.leaving;
        close(model);
        return Some(if leaving {
            keys::quit(model, now)
        } else {
            Vec::new()
        });
    };
    view.leaving = false;
    view.failure = Some(failure.text.clone());
    view.stage = Stage::Typing;
    if !failure.conflict && !failure.gone {
        model.notices.say(Level::Error, failure.text.clone(), now);
        return Some(Vec::new());
    }
    let target = Target {
        key: view.base().key(),
        guard: Guard::Any,
    };
    let (number, effect) = model.read(Read::Entry(target));
    if let Some(view) = find(model) {
        view.stage = Stage::Looking(number);
    }
    Some(vec![effect])
}

/// Takes in how the entry stands now that somebody else changed.
pub(super) fn looked_up(
    model: &mut Model,
    number: u64,
    answer: Result<Option<Entry>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let Some(view) = find(model).filter(|view| view.stage == Stage::Looking(number)) else {
        return Vec::new();
    };
    view.stage = Stage::Typing;
    match answer {
        Ok(Some(theirs)) => {
            let mine = view.fields();
            if Fields::from(&theirs) == mine {
                close(model);
                model
                    .notices
                    .say(Level::Info, "somebody saved the very same meanwhile", now);
            } else if theirs.content() != view.base().content() {
                let conflict = Conflict::new(view.was(), Arc::new(theirs), &mine);
                // Saving once more from above it leads here again.
                model.overlays.retain(|overlay| {
                    !matches!(overlay, Overlay::Conflict(_) | Overlay::LeaveEditor)
                });
                model.overlays.push(Overlay::Conflict(Box::new(conflict)));
            }
        }
        Ok(None) => model.overlays.push(Overlay::EntryGone),
        Err(failure) => {
            view.failure = Some(failure.clone());
            model.notices.say(Level::Error, failure, now);
        }
    }
    Vec::new()
}

/// Stores what was typed as an entry of its own: the one it was made of is gone.
pub(super) fn store_as_new(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    with_editor(model, |view, model| {
        let write = Write::Store {
            repository: view.base().repository.clone(),
            entry: view.fields().to_new_entry(),
        };
        begin(view, model, write, now)
    })
}

/// Saves what was typed over what somebody else saved.
pub(super) fn take_mine(model: &mut Model, theirs: Arc<Entry>, now: DateTime<Utc>) -> Vec<Effect> {
    with_editor(model, |view, model| {
        let mine = view.fields();
        view.rebase(theirs, &mine);
        save(view, model, now)
    })
}

/// Goes on with both changes together.
pub(super) fn edit_merged(model: &mut Model, conflict: &Conflict, now: DateTime<Utc>) {
    if let Some(view) = find(model) {
        view.rebase(Arc::clone(&conflict.theirs), &conflict.merged.fields);
        view.failure = None;
        let text = if conflict.merged.conflicts.is_empty() {
            "both changes are in it; look it over and save"
        } else {
            "both changes are in it; decide where they meet, and save"
        };
        model.notices.say(Level::Info, text, now);
    }
}

/// Takes the editor away, and what lies over it.
pub(super) fn close(model: &mut Model) {
    model.overlays.retain(|overlay| {
        !matches!(
            overlay,
            Overlay::Editor(_)
                | Overlay::LeaveEditor
                | Overlay::SaveUndecided
                | Overlay::Conflict(_)
                | Overlay::TakeTheirs
                | Overlay::EntryGone
        )
    });
}

fn find(model: &mut Model) -> Option<&mut Editor> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Editor(editor) => Some(editor.as_mut()),
        _ => None,
    })
}

/// Does something to the editor under a question.
fn with_editor(
    model: &mut Model,
    how: impl FnOnce(&mut Editor, &mut Model) -> Vec<Effect>,
) -> Vec<Effect> {
    let place = model
        .overlays
        .iter()
        .position(|overlay| matches!(overlay, Overlay::Editor(_)));
    let Some(place) = place else {
        return Vec::new();
    };
    let mut overlay = model.overlays.remove(place);
    let effects = match &mut overlay {
        Overlay::Editor(view) => how(view, model),
        _ => Vec::new(),
    };
    model.overlays.insert(place, overlay);
    effects
}
