//! What time it is: the system's clock, or one moment for a whole run.
//!
//! Ages, timestamps and plans depend on the moment, so pictures of the program and tests of what it
//! prints ask for one: `LORE_NOW=2026-03-31T10:00:00Z` stops the clock there.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use thiserror::Error;

/// Stops the clock at a moment, given as RFC 3339.
pub const VARIABLE: &str = "LORE_NOW";

/// The moment at which the clock of this process stands.
static STOPPED: OnceLock<DateTime<Utc>> = OnceLock::new();

/// The variable holds no moment.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{VARIABLE} is `{0}`, which is no moment; write it as 2026-03-31T10:00:00Z, or unset it")]
pub struct NoMoment(String);

/// Stops the clock where the environment says so.
pub fn obey_environment() -> Result<(), NoMoment> {
    let Some(value) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) else {
        return Ok(());
    };
    let moment = moment(&value.to_string_lossy())?;
    // A clock that stands already goes on standing.
    let _ = STOPPED.set(moment);
    Ok(())
}

fn moment(text: &str) -> Result<DateTime<Utc>, NoMoment> {
    text.parse().map_err(|_| NoMoment(text.to_owned()))
}

/// The moment that counts as now.
#[must_use]
pub fn now() -> DateTime<Utc> {
    STOPPED.get().copied().unwrap_or_else(Utc::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_rfc_3339() {
        assert!(moment("2026-03-31T10:00:00Z").is_ok());
        let wrong = moment("yesterday").unwrap_err().to_string();
        assert!(wrong.contains("`yesterday`"), "{wrong}");
    }

    #[test]
    fn the_clock_goes_on_by_itself() {
        let before = Utc::now();
        assert!((before..=Utc::now()).contains(&now()));
    }
}
