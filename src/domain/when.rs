//! The `WHEN` of filters: a day, a moment, or an age.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use thiserror::Error;

use super::time;

/// How a moment may be written, for help and error texts.
pub const FORMS: &str = "2026-01-31, 2026-01-31T12:00:00Z, or an age such as 90d, 12h or 6w";

/// The units of an age, for error texts.
const UNITS: &str = "min, h, d, w, mo (months) or y";

/// A text that names no moment. Quotes the part that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct WhenError(String);

/// Reads a moment: a day (its start in UTC), an RFC 3339 moment (UTC when it names no offset), or
/// an age before `now`.
pub fn parse(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, WhenError> {
    let text = text.trim();
    if let Some(age) = Age::split(text) {
        return age.before(now);
    }
    time::parse_timestamp(text).ok_or_else(|| WhenError(what_is_wrong(text)))
}

/// Reads the end of what is named, itself included: the moment after the last of a day, else the
/// moment after the one that [`parse`] reads.
pub fn end(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, WhenError> {
    let begin = parse(text, now)?;
    let is_day = text.trim().parse::<NaiveDate>().is_ok();
    let after = if is_day {
        begin.checked_add_days(Days::new(1))
    } else {
        // Moments are compared to the microsecond.
        begin.checked_add_signed(TimeDelta::microseconds(1))
    };
    after.ok_or_else(|| WhenError(format!("`{}` is too far ahead", text.trim())))
}

/// Refuses what is no age, such as a day.
pub fn check_age(text: &str) -> Result<(), WhenError> {
    let no_age = || {
        WhenError(format!(
            "`{text}` is no age: write one such as 90d, 12h or 2y"
        ))
    };
    let age = Age::split(text.trim()).ok_or_else(no_age)?;
    // Any clock will do to look at the unit.
    age.before(DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(365 * 56))
        .map(drop)
}

/// Digits and a unit.
struct Age<'a> {
    text: &'a str,
    count: &'a str,
    unit: &'a str,
}

impl<'a> Age<'a> {
    fn split(text: &'a str) -> Option<Self> {
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit) = text.split_at(at);
        (!count.is_empty() && unit.chars().all(char::is_alphabetic)).then_some(Self {
            text,
            count,
            unit,
        })
    }

    fn before(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, WhenError> {
        let too_old = || WhenError(format!("the age `{}` reaches back too far", self.text));
        let count: u32 = self.count.parse().map_err(|_| too_old())?;
        let moment = match self.unit {
            "min" => now.checked_sub_signed(TimeDelta::minutes(count.into())),
            "h" => now.checked_sub_signed(TimeDelta::hours(count.into())),
            "d" => now.checked_sub_days(Days::new(count.into())),
            "w" => now.checked_sub_days(Days::new(u64::from(count) * 7)),
            "mo" => now.checked_sub_months(Months::new(count)),
            "y" => count
                .checked_mul(12)
                .and_then(|months| now.checked_sub_months(Months::new(months))),
            // Some tools take it for minutes, others for months, and what is old gets deleted.
            "m" => {
                return Err(WhenError(format!(
                    "`m` in `{}` may mean minutes or months: write {count}min or {count}mo",
                    self.text
                )));
            }
            unit => {
                return Err(WhenError(format!(
                    "`{unit}` in `{}` is no unit of time: use {UNITS}",
                    self.text
                )));
            }
        };
        moment
            .filter(|moment| *moment >= DateTime::<Utc>::UNIX_EPOCH - TimeDelta::days(365 * 1970))
            .ok_or_else(too_old)
    }
}

/// Names the wrong part of what looks like a date, else says how a moment is written.
fn what_is_wrong(text: &str) -> String {
    if text.is_empty() {
        return format!("an empty text is no date: write {FORMS}");
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return format!(
            "`{text}` lacks a unit of time, such as `{text}d`; a date is written 2026-01-31"
        );
    }
    wrong_date_part(text).unwrap_or_else(|| format!("`{text}` is no date: write {FORMS}"))
}

/// For `YYYY-MM-DD...`: the month or day that does not exist, or the time after a sound date.
fn wrong_date_part(text: &str) -> Option<String> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let (y, m, d) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !(1..=12).contains(&m) {
        return Some(format!("`{month}` in `{text}` is no month: use 01 to 12"));
    }
    if NaiveDate::from_ymd_opt(y, m, d).is_none() {
        return Some(format!("`{day}` in `{text}` is no day of {year}-{month}"));
    }
    Some(format!(
        "`{rest}` in `{text}` is no time of day: write {date} or {date}T12:00:00Z"
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    fn at(text: &str) -> String {
        parse(text, now()).unwrap().to_rfc3339()
    }

    #[test]
    fn a_day_ends_with_its_last_moment() {
        let at = |text| end(text, now()).unwrap().to_rfc3339();
        assert_eq!(at("2026-02-28"), "2026-03-01T00:00:00+00:00");
        assert_eq!(
            at("2026-01-31T12:00:00Z"),
            "2026-01-31T12:00:00.000001+00:00"
        );
        assert_eq!(at("1d"), "2026-03-30T10:00:00.000001+00:00");
        assert!(end("2026-02-30", now()).is_err());
    }

    fn wrong(text: &str) -> String {
        parse(text, now()).unwrap_err().to_string()
    }

    #[test]
    fn a_day_is_its_start_in_utc() {
        assert_eq!(at("2026-01-31"), "2026-01-31T00:00:00+00:00");
    }

    #[test]
    fn a_moment_keeps_its_offset() {
        assert_eq!(at("2026-01-31T12:00:00+02:00"), "2026-01-31T10:00:00+00:00");
        assert_eq!(at("2026-01-31T12:00:00Z"), "2026-01-31T12:00:00+00:00");
    }

    #[test]
    fn ages_count_back_from_now() {
        assert_eq!(at("90d"), "2025-12-31T10:00:00+00:00");
        assert_eq!(at("12h"), "2026-03-30T22:00:00+00:00");
        assert_eq!(at("6w"), "2026-02-17T10:00:00+00:00");
        assert_eq!(at("30min"), "2026-03-31T09:30:00+00:00");
        assert_eq!(at("1mo"), "2026-02-28T10:00:00+00:00");
        assert_eq!(at("1y"), "2025-03-31T10:00:00+00:00");
        assert_eq!(at("0d"), "2026-03-31T10:00:00+00:00");
    }

    #[test]
    fn errors_quote_the_wrong_part() {
        assert!(wrong("2026-13-01").starts_with("`13` in `2026-13-01` is no month"));
        assert!(wrong("2026-02-30").starts_with("`30` in `2026-02-30` is no day of 2026-02"));
        assert!(wrong("2026-02-03Tnoon").starts_with("`Tnoon` in"));
        assert!(wrong("90x").starts_with("`x` in `90x` is no unit of time"));
        assert_eq!(
            wrong("30m"),
            "`m` in `30m` may mean minutes or months: write 30min or 30mo"
        );
        assert!(wrong("90").starts_with("`90` lacks a unit"));
        assert!(wrong("soon").starts_with("`soon` is no date"));
        assert!(wrong(" ").starts_with("an empty text"));
        assert!(wrong("99999999999999999999y").contains("too far"));
        assert!(wrong("4000000000y").contains("too far"));
        assert!(wrong("9000y").contains("too far"));
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = parse(&text, now());
        }

        #[test]
        fn never_panics_near_dates(text in "[0-9]{0,11}[-a-zé]{0,2}[0-9]{0,3}-?[0-9]{0,3}[Tt ]?.{0,4}") {
            let _ = parse(&text, now());
        }

        #[test]
        fn a_longer_age_is_earlier(days in 0u32..100_000) {
            let older = parse(&format!("{}d", days + 1), now()).unwrap();
            let newer = parse(&format!("{days}d"), now()).unwrap();
            prop_assert!(older < newer);
        }
    }
}
