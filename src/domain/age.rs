//! How long ago something was, as people say it.

use chrono::{DateTime, Utc};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
/// Weeks are told up to here, months after it.
const WEEKS_END: u64 = 8 * WEEK;
const MONTH: u64 = 30 * DAY + 10 * HOUR;
const YEAR: u64 = 365 * DAY;

/// A unit of time: its short sign, its name, its seconds.
type Unit = (&'static str, &'static str, u64);

/// The age in at most four characters: `now`, `5m`, `3h`, `2d`, `5w`, `7mo`, `2y`; a moment ahead
/// of `now` is marked with `+`.
#[must_use]
pub fn short(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let Some((number, (sign, ..))) = measure(then, now) else {
        return "now".to_owned();
    };
    let ahead = if then > now { "+" } else { "" };
    format!("{ahead}{number}{sign}")
}

/// The age in words: `just now`, `5 minutes ago`, `in 2 days`.
#[must_use]
pub fn long(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let Some((number, (_, name, _))) = measure(then, now) else {
        return "just now".to_owned();
    };
    let plural = if number == 1 { "" } else { "s" };
    if then > now {
        format!("in {number} {name}{plural}")
    } else {
        format!("{number} {name}{plural} ago")
    }
}

/// The age in whole units of the fitting size, or `None` when it is under a minute.
fn measure(then: DateTime<Utc>, now: DateTime<Utc>) -> Option<(u64, Unit)> {
    let seconds = now.signed_duration_since(then).num_seconds().unsigned_abs();
    let unit = match seconds {
        0..MINUTE => return None,
        MINUTE..HOUR => ("m", "minute", MINUTE),
        HOUR..DAY => ("h", "hour", HOUR),
        DAY..WEEK => ("d", "day", DAY),
        WEEK..WEEKS_END => ("w", "week", WEEK),
        WEEKS_END..YEAR => ("mo", "month", MONTH),
        YEAR.. => ("y", "year", YEAR),
    };
    Some((seconds / unit.2, unit))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(seconds: u64) -> (String, String) {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let then = now - TimeDelta::seconds(i64::try_from(seconds).unwrap());
        (short(then, now), long(then, now))
    }

    #[test]
    fn ages_take_the_fitting_unit() {
        for (seconds, brief, words) in [
            (0, "now", "just now"),
            (59, "now", "just now"),
            (60, "1m", "1 minute ago"),
            (59 * MINUTE + 59, "59m", "59 minutes ago"),
            (3 * HOUR, "3h", "3 hours ago"),
            (2 * DAY, "2d", "2 days ago"),
            (7 * DAY, "1w", "1 week ago"),
            (55 * DAY, "7w", "7 weeks ago"),
            (56 * DAY, "1mo", "1 month ago"),
            (364 * DAY, "11mo", "11 months ago"),
            (800 * DAY, "2y", "2 years ago"),
        ] {
            assert_eq!(
                at(seconds),
                (brief.to_owned(), words.to_owned()),
                "{seconds}"
            );
        }
    }

    #[test]
    fn clocks_that_go_ahead_are_told() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let then = now + TimeDelta::hours(49);
        assert_eq!(short(then, now), "+2d");
        assert_eq!(long(then, now), "in 2 days");
    }

    #[test]
    fn the_ends_of_time_have_an_age() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(short(DateTime::<Utc>::MIN_UTC, now).ends_with('y'));
        assert!(short(DateTime::<Utc>::MAX_UTC, now).starts_with('+'));
    }
}
