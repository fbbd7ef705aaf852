//! What came of a change, as a result.

use crate::{
    domain::{
        change::{Outcome, Refusal, Refused},
        count::counted,
        printable::printable_line,
    },
    service::{Error, Result},
};

/// How many entries a message names.
const NAMED: usize = 3;

/// An outcome in which something changed, or nothing had to; else what stood in the way.
pub(super) fn conclude(outcome: Outcome) -> Result<Outcome> {
    let nothing = outcome.changed.is_empty() && !outcome.cancelled;
    let hindered = outcome.refused.iter().any(|one| one.why != Refusal::Same);
    if nothing && hindered {
        Err(failure(&outcome.refused))
    } else {
        Ok(outcome)
    }
}

/// Nothing was changed, and why.
pub(super) fn failure(refused: &[Refused]) -> Error {
    let message = match refused {
        [] => "nothing was changed: there is nothing to change".to_owned(),
        [one] => format!(
            "entry '{}' of repository '{}' was left alone: {}; look at it again",
            printable_line(&one.key.id),
            printable_line(&one.key.repository),
            one.why.reason()
        ),
        several => {
            let names: Vec<String> = several
                .iter()
                .take(NAMED)
                .map(|one| format!("'{}' ({})", printable_line(&one.key.id), one.why.reason()))
                .collect();
            let more = several.len().saturating_sub(NAMED);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!(
                "nothing was changed, {} were left alone: {}{more}; look at them again",
                counted(several.len(), "entry", "entries"),
                names.join(", ")
            )
        }
    };
    if refused.iter().all(|one| one.why == Refusal::Gone) {
        Error::NotFound(message)
    } else {
        Error::Conflict(message)
    }
}
