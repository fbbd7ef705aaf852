//! Changes of the store: begun, watched, stopped, and told what came of them.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        change::{Action as ChangeAction, Change, ChangeId, Guard, Outcome, Refusal},
        entry::{Entry, EntryKey},
    },
    service::{After, Progress},
    tui::{
        effect::Effect,
        model::{Level, Model, Overlay, changes::MAX_WAITING},
        write::{Write, WriteFailure, Wrote},
    },
};

use super::{cleanup, duplicates, editor, file_prompt, history, purge, told};

/// Has a change made after those that wait already; too many may not.
pub(super) fn begin(model: &mut Model, write: Write, now: DateTime<Utc>) -> Vec<Effect> {
    if model.changes.is_full() {
        let text = format!("{MAX_WAITING} changes are waiting; try again when one is through");
        model.notices.say(Level::Warning, text, now);
        return Vec::new();
    }
    model.changes.doing.push_back(write.doing());
    vec![Effect::Write(write)]
}

/// Has what was begun stop at its next safe point.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
    if !model.changes.is_active() || model.changes.stopping {
        return Vec::new();
    }
    model.changes.stopping = true;
    vec![Effect::StopWrites]
}

/// Takes in how far the change at work is.
pub(super) fn progress(model: &mut Model, progress: Progress) -> Vec<Effect> {
    if model.changes.is_active() {
        model.changes.progress = Some(progress);
    }
    Vec::new()
}

/// Takes in what came of a change. What it changed shows at once.
pub(super) fn ended(
    model: &mut Model,
    write: &Write,
    outcome: Result<Wrote, WriteFailure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let changes = &mut model.changes;
    changes.doing.pop_front();
    changes.progress = None;
    if !changes.is_active() {
        changes.stopping = false;
        model
            .overlays
            .retain(|overlay| !matches!(overlay, Overlay::StopChange));
    }
    let mut effects = Vec::new();
    let answered = editor::written(model, write, outcome.as_ref().err(), now);
    let is_told = file_prompt::ended(model, write, outcome.as_ref().err());
    let is_answered = answered.is_some() || is_told;
    effects.extend(answered.into_iter().flatten());
    if let Write::Cleanup(_) = write {
        effects.extend(cleanup::ended(model, outcome.as_ref().err()));
    }
    match outcome {
        Ok(Wrote::Exported(exported)) => {
            let (level, text) = told::export(write, exported);
            model.notices.say(level, text, now);
            return Vec::new();
        }
        Ok(Wrote::Edited(change, entry, credentials)) => {
            remember(model, write, &edited(change, &entry));
            let (level, text) = told::holding("saved", &credentials);
            let text = format!("{text}; u undoes");
            model.notices.say(level, text, now);
        }
        Ok(Wrote::Stored(stored)) => {
            let done = format!("stored as {}", stored.id);
            let (level, text) = told::holding(&done, &stored.credentials);
            model.notices.say(level, text, now);
        }
        Err(_) if is_answered => {}
        Ok(Wrote::Entries(outcome)) => {
            remember(model, write, &outcome);
            let (level, text) = told::entries(model, write, &outcome);
            model.notices.say(level, text, now);
            if write.removes() {
                let gone: Vec<EntryKey> = outcome.changed.into_iter().map(|one| one.key).collect();
                duplicates::gone(model, &gone);
            }
        }
        Ok(Wrote::Saved(path)) => {
            let text = format!("the plan is in {}", path.display());
            model.notices.say(Level::Info, text, now);
        }
        Ok(Wrote::Purged(purged)) => purge::ended(model, Ok(purged), now),
        Err(failure) if matches!(write, Write::Purge(_)) => {
            purge::ended(model, Err(failure), now);
        }
        Ok(Wrote::Again(change, outcome)) => {
            made_again(model, write, &change, &outcome);
            let (level, text) = told::again(write, &change, &outcome, now);
            model.notices.say(level, text, now);
        }
        Err(failure) => {
            if let Write::Undo(Some(id)) = write {
                // The next key would fail in the same way.
                model.changes.made.retain(|made| made != id);
            }
            model.notices.say(Level::Error, failure.text, now);
        }
    }
    effects.extend(super::keep_up(model, After::Write));
    effects.extend(history::refresh(model));
    effects.extend(super::store_changed(model, now));
    effects
}

/// One entry that was changed, as an outcome.
fn edited(change: ChangeId, entry: &Entry) -> Outcome {
    Outcome {
        change: Some(change),
        changed: vec![entry.into()],
        ..Outcome::default()
    }
}

/// The cursor goes to what came back, as soon as it is listed again.
fn select_returned(model: &mut Model, change: &Change, outcome: &Outcome) {
    let removed = matches!(
        change.action,
        ChangeAction::Delete | ChangeAction::Cleanup | ChangeAction::Deduplicate
    );
    if let Some(first) = outcome.changed.first().filter(|_| removed) {
        model.results.selection = Some(first.key.clone());
        // Rows of the search follow the selection only then.
        model.results.moved = true;
    }
}

/// What can be taken back, and which marks there are now.
fn remember(model: &mut Model, write: &Write, outcome: &Outcome) {
    if let Some(id) = outcome.change.clone().filter(|_| write.can_be_undone()) {
        model.changes.made.push(id);
        model.changes.taken_back = 0;
    }
    let deletes = write.removes();
    renew_marks(model, outcome, deletes);
}

/// What went is not marked any more; what changed is, as it stands now.
fn renew_marks(model: &mut Model, outcome: &Outcome, deletes: bool) {
    for changed in &outcome.changed {
        if deletes {
            model.marks.remove(&changed.key);
        } else {
            let guard = Guard::Content(changed.content.clone());
            model.marks.renew(&changed.key, guard);
        }
    }
    for refused in &outcome.refused {
        if deletes && refused.why == Refusal::Gone {
            model.marks.remove(&refused.key);
        }
    }
}

fn made_again(model: &mut Model, write: &Write, change: &Change, outcome: &Outcome) {
    let changes = &mut model.changes;
    if matches!(write, Write::Redo(_)) {
        changes.taken_back = changes.taken_back.saturating_sub(1);
        let made = outcome.change.as_ref().map(|_| change.id.clone());
        changes.made.extend(made);
    } else {
        changes.made.retain(|made| *made != change.id);
        changes.taken_back += usize::from(outcome.change.is_some());
        select_returned(model, change, outcome);
    }
    // Entries that went stay marked: they are what a mark is about when they come back.
    renew_marks(model, outcome, false);
}
