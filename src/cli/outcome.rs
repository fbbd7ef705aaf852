//! What came of a change, for people and as JSON.

use std::io::Write;

use super::{
    failure::{Code, Failure, Stop},
    output::Output,
};
use crate::{
    domain::{
        change::{Outcome, Refused},
        count::{counted, thousands},
    },
    service::json,
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
    if out.json {
        out.document(&json::outcome(outcome))?;
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
