//! Changes of the store: begun, watched, stopped, and told what came of them.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        change::{Outcome, Refusal},
        count::{counted, thousands},
        entry::EntryKey,
    },
    service::Progress,
    tui::{
        effect::Effect,
        model::{Level, Model, Overlay, Upkeep, changes::MAX_WAITING},
        write::{Write, WriteFailure, Wrote},
    },
};

use super::{cleanup, duplicates, purge};

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
    model.upkeep = Upkeep::AfterChanges;
    let mut effects = Vec::new();
    if let Write::Cleanup(_) = write {
        effects.extend(cleanup::ended(model, outcome.as_ref().err()));
    }
    match outcome {
        Ok(Wrote::Entries(outcome)) => {
            let (level, text) = told(write.done(), &outcome);
            model.notices.say(level, text, now);
            let gone: Vec<EntryKey> = outcome.changed.into_iter().map(|one| one.key).collect();
            duplicates::gone(model, &gone);
        }
        Ok(Wrote::Saved(path)) => {
            let text = format!("the plan is in {}", path.display());
            model.notices.say(Level::Info, text, now);
        }
        Ok(Wrote::Purged(purged)) => purge::ended(model, Ok(purged), now),
        Err(failure) if matches!(write, Write::Purge(_)) => {
            purge::ended(model, Err(failure), now);
        }
        Ok(Wrote::Again(..)) => {}
        Err(failure) => model.notices.say(Level::Error, failure.text, now),
    }
    effects.extend(super::store_changed(model));
    effects
}

/// What came of it in one line: how many entries, and why others were left alone.
fn told(done: &str, outcome: &Outcome) -> (Level, String) {
    let changed = counted(outcome.changed.len(), "entry", "entries");
    let mut text = if outcome.cancelled {
        format!("stopped: {changed} {done}")
    } else {
        format!("{changed} {done}")
    };
    for (why, count) in reasons(outcome) {
        text += &format!("; {} left alone: {}", thousands(count), why.reason());
    }
    let level = if outcome.refused.is_empty() {
        Level::Info
    } else {
        Level::Warning
    };
    (level, text)
}

/// Why entries were left alone, the most frequent reason first.
fn reasons(outcome: &Outcome) -> Vec<(Refusal, usize)> {
    let mut reasons: Vec<(Refusal, usize)> = Vec::new();
    for refused in &outcome.refused {
        match reasons.iter_mut().find(|(why, _)| *why == refused.why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((refused.why, 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons
}
