//! Erasing for good: planned, confirmed by a typed word, done, and proved.

use chrono::{DateTime, Utc};

use crate::{
    domain::{change::Target, count::counted},
    service::{PurgePlan, PurgeScope, Purged},
    tui::{
        effect::Effect,
        keymap::Action,
        model::{Level, Model, Overlay, Purge, purge::Stage},
        msg::Failure,
        read::{Read, ReadKind},
        write::{Write, WriteFailure},
    },
};

use super::{
    changes, delete, duplicates,
    overlays::{Input, Next},
};

/// Opens the dialog; it works out what would go.
pub(super) fn open(model: &mut Model, scope: PurgeScope) -> Vec<Effect> {
    let mut view = Purge::new(scope.clone());
    let (number, effect) = model.read(Read::PurgePlan(scope));
    view.reading = Some(number);
    model.overlays.push(Overlay::Purge(Box::new(view)));
    vec![effect]
}

/// Asks whether the marked entries, else the selected one, should be erased.
pub(super) fn pressed(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let targets = delete::chosen(model);
    if targets.is_empty() {
        model.notices.say(Level::Info, "no entry is selected", now);
        return Vec::new();
    }
    ask(model, &targets)
}

/// Asks whether these should be erased.
pub(super) fn ask(model: &mut Model, targets: &[Target]) -> Vec<Effect> {
    let keys = targets.iter().map(|target| target.key.clone());
    open(model, PurgeScope::Entries(keys.collect()))
}

/// Takes keys and pastes.
pub(super) fn input(
    view: &mut Purge,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match (&view.stage, input) {
        (Stage::Planning, Input::Act(Action::Back)) => {
            Next::close().with([Effect::StopRead(ReadKind::PurgePlan)])
        }
        (Stage::Erasing, Input::Act(Action::Back)) => {
            let text = "stopping at the next safe point";
            model.notices.say(Level::Info, text, now);
            Next::stay().with(changes::stop(model))
        }
        (Stage::Planning | Stage::Erasing, _) => Next::stay(),
        (_, Input::Act(Action::Back)) => Next::close(),
        (Stage::Asking(_), input) if view.is_asking() => asked(view, model, input, now),
        (_, Input::Act(Action::Open)) => Next::close(),
        _ => Next::stay(),
    }
}

/// The word is being typed.
fn asked(view: &mut Purge, model: &mut Model, input: Input<'_>, now: DateTime<Utc>) -> Next {
    view.refused = false;
    match input {
        Input::Act(Action::Open) if view.is_confirmed() => {
            let effects = changes::begin(model, Write::Purge(view.scope.clone()), now);
            if !effects.is_empty() {
                view.stage = Stage::Erasing;
            }
            return Next::stay().with(effects);
        }
        Input::Act(Action::Type(c)) => {
            view.line.insert(c.encode_utf8(&mut [0; 4]));
        }
        Input::Act(Action::Edit(edit)) => view.line.edit(edit),
        // A pasted word is no second thought.
        Input::Act(Action::Open) | Input::Paste(_) => view.refused = true,
        Input::Act(_) => {}
    }
    Next::stay()
}

/// Takes in what would go.
pub(super) fn planned(
    model: &mut Model,
    number: u64,
    answer: Result<PurgePlan, Failure>,
) -> Vec<Effect> {
    if let Some(view) = view(model).filter(|view| view.reading == Some(number)) {
        view.reading = None;
        view.stage = match answer {
            Ok(plan) => Stage::Asking(plan),
            Err(failure) => Stage::Failed(failure),
        };
    }
    Vec::new()
}

/// Takes in what came of it: the dialog shows it, or a notice when the dialog was closed.
pub(super) fn ended(model: &mut Model, outcome: Result<Purged, WriteFailure>, now: DateTime<Utc>) {
    if let Ok(purged) = &outcome {
        duplicates::gone(model, &purged.erased);
    }
    if let Some(view) = view(model).filter(|view| matches!(view.stage, Stage::Erasing)) {
        view.stage = match outcome {
            Ok(purged) => Stage::Done(purged),
            Err(failure) => Stage::Failed(failure.text),
        };
        return;
    }
    match outcome {
        Ok(purged) => {
            let count = counted(purged.erased.len(), "entry", "entries");
            let (level, text) = if purged.found_in.is_empty() {
                (
                    Level::Info,
                    format!("{count} erased, and found nowhere any more"),
                )
            } else {
                let files = counted(purged.found_in.len(), "file", "files");
                (
                    Level::Warning,
                    format!("{count} erased, but still found in {files}"),
                )
            };
            model.notices.say(level, text, now);
        }
        Err(failure) => model.notices.say(Level::Error, failure.text, now),
    }
}

fn view(model: &mut Model) -> Option<&mut Purge> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Purge(view) => Some(view.as_mut()),
        _ => None,
    })
}
