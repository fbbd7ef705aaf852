//! What came of a change, for people and as JSON.

use std::io::Write;

use serde_json::{Value, json};

use super::{
    failure::{Code, Failure, Stop},
    output::Output,
};
use crate::{
    domain::{
        change::{Outcome, Refused},
        count::{counted, thousands},
    },
    service::json as shapes,
};

/// Entries that were left alone and are named one by one; with `--json` all are.
const NAMED: usize = 20;

/// Tells what went to the trash.
///
/// # Errors
/// As [`report`].
pub fn report_trashed(out: &mut Output, outcome: &Outcome) -> Result<(), Stop> {
    report(
        out,
        outcome,
        "moved to the trash",
        "`lore undo` brings them back",
    )
}

/// Tells what came of a change: `done` follows the number of entries, `next` tells what can be done
/// now.
///
/// # Errors
/// When somebody stopped it before its end, which is told last.
pub fn report(out: &mut Output, outcome: &Outcome, done: &str, next: &str) -> Result<(), Stop> {
    report_with(out, outcome, &shapes::outcome(outcome), done, next)
}

/// Tells what came of new values, and what kinds of credentials there are in them, or in the entry that
/// got them.
///
/// # Errors
/// As [`report`].
pub fn report_edited(
    out: &mut Output,
    outcome: &Outcome,
    done: &str,
    credentials: &[&str],
) -> Result<(), Stop> {
    let mut document = shapes::outcome(outcome);
    if let Value::Object(fields) = &mut document {
        fields.insert("credentials".to_owned(), json!(credentials));
    }
    let next = "`lore undo` takes it back";
    report_with(out, outcome, &document, done, next)?;
    if !credentials.is_empty() && !outcome.changed.is_empty() {
        let holds = match outcome.changed.as_slice() {
            [one] => format!("{} holds", one.key.id),
            several => counted(several.len(), "entry holds", "entries hold"),
        };
        note_credentials(out, &holds, credentials, "`lore secrets` tells which")?;
    }
    Ok(())
}

/// Says that somebody `holds` credentials, of which kinds, and what can be done about it.
pub fn note_credentials(
    out: &mut Output,
    holds: &str,
    kinds: &[&str],
    next: &str,
) -> std::io::Result<()> {
    out.note(format!(
        "{holds} credentials ({}), in plain text for all who can read the store; {next}",
        kinds.join(", ")
    ))
}

fn report_with(
    out: &mut Output,
    outcome: &Outcome,
    document: &Value,
    done: &str,
    next: &str,
) -> Result<(), Stop> {
    if out.json {
        out.document(document)?;
    } else {
        let changed = counted(outcome.changed.len(), "entry", "entries");
        match &outcome.change {
            Some(change) => writeln!(out, "{changed} {done} (change {change}); {next}")?,
            None => writeln!(out, "nothing changed")?,
        }
    }
    for Refused { key, why } in outcome.refused.iter().take(NAMED) {
        out.note(format!("{} left alone: {}", key.id, why.reason()))?;
    }
    let more = outcome.refused.len().saturating_sub(NAMED);
    if more > 0 {
        out.note(format!(
            "{} more left alone; --json names all of them",
            thousands(more)
        ))?;
    }
    if outcome.cancelled {
        let done = counted(outcome.changed.len(), "entry", "entries");
        let message = format!(
            "interrupted after {done}; the others are as they were, and `lore undo` takes back what was done"
        );
        return Err(Failure::new(Code::ServiceUnavailable, message).into());
    }
    Ok(())
}
