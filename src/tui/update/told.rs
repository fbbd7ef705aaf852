//! What came of a change, in one line.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        change::{Change, Outcome, Refusal},
        count::{counted, thousands},
    },
    service::Exported,
    tui::{
        keymap::{Action, Context},
        model::{Focus, Level, Model},
        write::Write,
    },
};

/// Something that was written, and what kinds of credentials there are in it.
pub(super) fn holding(done: &str, credentials: &[&str]) -> (Level, String) {
    if credentials.is_empty() {
        return (Level::Info, done.to_owned());
    }
    let kinds = credentials.join(", ");
    (
        Level::Warning,
        format!("{done}, with credentials in it ({kinds})"),
    )
}

/// Entries that were changed: how many, why others were left alone, and how to take it back.
pub(super) fn entries(model: &Model, write: &Write, outcome: &Outcome) -> (Level, String) {
    let (mut level, mut text) = summary(write.done(), outcome);
    if let Write::EditAll { edit, .. } = write
        && outcome.change.is_some()
        && !edit.credentials().is_empty()
    {
        (level, text) = holding(&text, &edit.credentials());
    }
    let undoes = model
        .keymap
        .first_key(Action::Undo, Context::of(Focus::Results));
    if let Some(key) = undoes.filter(|_| outcome.change.is_some() && write.can_be_undone()) {
        text = format!("{text} · {key} takes it back");
    }
    (level, text)
}

/// A change that was taken back or made again.
pub(super) fn again(
    write: &Write,
    change: &Change,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> (Level, String) {
    let (level, text) = summary(write.done(), outcome);
    (level, format!("{text} ({})", change.in_brief(now)))
}

/// A file that was written.
pub(super) fn export(write: &Write, exported: Exported) -> (Level, String) {
    let path = match write {
        Write::Export { path, .. } => path.display().to_string(),
        _ => String::new(),
    };
    if exported.cancelled {
        return (Level::Info, "stopped: no file was written".to_owned());
    }
    let written = counted(exported.entries, "entry", "entries");
    if exported.gone == 0 {
        return (Level::Info, format!("{written} written to {path}"));
    }
    let gone = thousands(exported.gone);
    let are = if exported.gone == 1 { "is" } else { "are" };
    let text = format!("{written} written to {path}; {gone} {are} no longer there");
    (Level::Warning, text)
}

fn summary(done: &str, outcome: &Outcome) -> (Level, String) {
    let changed = counted(outcome.changed.len(), "entry", "entries");
    let mut text = if outcome.cancelled {
        format!("stopped: {changed} {done}")
    } else {
        format!("{changed} {done}")
    };
    for (why, count) in reasons(outcome) {
        text = format!("{text}; {} left alone: {}", thousands(count), why.reason());
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
