//! Moments that are worth offering behind `before:` and `after:`, and what they mean.

use chrono::{DateTime, Datelike, Months, NaiveTime, Utc};

use super::Field;
use crate::domain::when;

/// Ages people ask for.
const AGES: [&str; 8] = ["1d", "7d", "30d", "90d", "6mo", "1y", "2y", "12h"];

/// Units that may follow a number, the likeliest first.
const UNITS: [&str; 5] = ["d", "w", "mo", "y", "h"];

/// Firsts of months that are offered.
const MONTHS: u32 = 36;

/// A value of a moment, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As it is written.
    pub value: String,
    /// `older than 25 Aug`.
    pub meaning: String,
}

/// The moments that begin with what is typed: ages first, then dates, the newest first.
#[must_use]
pub fn moments(field: Field, typed: &str, now: DateTime<Utc>) -> Vec<Moment> {
    let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    // A number of four digits is more likely a year.
    let ages: Vec<String> = if is_number && typed.len() < 4 {
        UNITS.iter().map(|unit| format!("{typed}{unit}")).collect()
    } else {
        AGES.iter().map(|age| (*age).to_owned()).collect()
    };
    let today = now.date_naive();
    let month = today.with_day(1).unwrap_or(today);
    let months = (0..MONTHS).filter_map(|back| month.checked_sub_months(Months::new(back)));
    let dates = std::iter::once(today)
        .chain(months)
        .map(|date| date.format("%Y-%m-%d").to_string());
    let mut offered: Vec<Moment> = Vec::new();
    for value in ages.into_iter().chain(dates) {
        if !value.starts_with(typed) || offered.iter().any(|one| one.value == value) {
            continue;
        }
        if let Ok(moment) = when::parse(&value, now) {
            let meaning = meaning(field, moment, now);
            offered.push(Moment { value, meaning });
        }
    }
    offered
}

fn meaning(field: Field, moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let hours = (now - moment).num_hours();
    let is_midnight = moment.time() == NaiveTime::MIN;
    let moment = if (0..24).contains(&hours) && !is_midnight {
        format!("{} {}", day(moment, now), moment.format("%H:%M"))
    } else {
        day(moment, now)
    };
    match field {
        Field::Before => format!("older than {moment}"),
        _ => format!("since {moment}"),
    }
}

/// A day as people write it; the year only where it is another one.
fn day(moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let form = if moment.year() == now.year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    moment.format(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(field: Field, typed: &str) -> Vec<(String, String)> {
        let now = "2026-11-23T09:30:00Z".parse().unwrap();
        moments(field, typed, now)
            .into_iter()
            .map(|moment| (moment.value, moment.meaning))
            .collect()
    }

    fn has(field: Field, typed: &str, value: &str, meaning: &str) -> bool {
        offered(field, typed).contains(&(value.to_owned(), meaning.to_owned()))
    }

    #[test]
    fn ages_and_dates_tell_what_they_mean() {
        assert!(has(Field::Before, "", "90d", "older than 25 Aug"));
        assert!(has(Field::After, "", "1y", "since 23 Nov 2025"));
        assert!(has(Field::After, "", "12h", "since 22 Nov 21:30"));
        assert!(has(Field::After, "", "2026-11-23", "since 23 Nov"));
        assert!(has(
            Field::Before,
            "2025",
            "2025-01-01",
            "older than 1 Jan 2025"
        ));
        assert_eq!(offered(Field::Before, "")[0].0, "1d");
    }

    #[test]
    fn a_number_lacks_its_unit() {
        let values: Vec<_> = offered(Field::Before, "45")
            .into_iter()
            .map(|(value, _)| value)
            .collect();
        assert_eq!(values, ["45d", "45w", "45mo", "45y", "45h"]);
        assert!(
            offered(Field::Before, "2")
                .iter()
                .any(|(value, _)| value == "2026-11-01")
        );
        assert_eq!(offered(Field::Before, "soon"), []);
    }
}
