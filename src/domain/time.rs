//! Moments: timestamps of rows, and the `WHEN` of filters.

use chrono::{DateTime, Utc};

/// Reads a row's timestamp. This is Arrow's own parser, so a filter evaluated in memory and the
/// same filter as SQL (`TRY_CAST(timestamp AS TIMESTAMP)`) agree on what is a date.
#[must_use]
pub fn parse_timestamp(text: &str) -> Option<DateTime<Utc>> {
    arrow_cast::parse::string_to_datetime(&Utc, text).ok()
}
