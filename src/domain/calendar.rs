//! Days gathered into weeks, months, quarters and years, for charts over time.

use chrono::{Datelike, Days, NaiveDate};

/// A unit of time that a bar of a chart may stand for. Days are UTC's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// A day.
    Day,
    /// A week from Monday on.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Unit {
    /// All units, the finest first.
    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// The name, as in "per day".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Whether a span of time, its end not included, is a unit of any kind.
    #[must_use]
    pub fn is_one(from: NaiveDate, to: NaiveDate) -> bool {
        Self::ALL.into_iter().any(|unit| {
            let number = unit.number(from);
            unit.first_day(number) == Some(from) && unit.first_day(number + 1) == Some(to)
        })
    }

    /// The number of the unit that a day lies in; the next unit has the next number.
    #[must_use]
    pub fn number(self, day: NaiveDate) -> i64 {
        let (year, month) = (i64::from(day.year()), i64::from(day.month0()));
        match self {
            Self::Day => i64::from(day.num_days_from_ce()),
            // The first of January of the year 1 was a Monday, and is day 1.
            Self::Week => (i64::from(day.num_days_from_ce()) - 1).div_euclid(7),
            Self::Month => year * 12 + month,
            Self::Quarter => year * 4 + month / 3,
            Self::Year => year,
        }
    }

    /// The first day of a unit by its number; `None` beyond the calendar.
    #[must_use]
    pub fn first_day(self, number: i64) -> Option<NaiveDate> {
        let small = |number: i64| i32::try_from(number).ok();
        let months = |number: i64| {
            let month = u32::try_from(number.rem_euclid(12)).ok()?;
            NaiveDate::from_ymd_opt(small(number.div_euclid(12))?, month + 1, 1)
        };
        match self {
            Self::Day => NaiveDate::from_num_days_from_ce_opt(small(number)?),
            Self::Week => {
                NaiveDate::from_num_days_from_ce_opt(small(number.checked_mul(7)?.checked_add(1)?)?)
            }
            Self::Month => months(number),
            Self::Quarter => months(number.checked_mul(3)?),
            Self::Year => NaiveDate::from_ymd_opt(small(number)?, 1, 1),
        }
    }
}

/// Units of time side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    /// What each of them is.
    pub unit: Unit,
    start: i64,
    count: usize,
}

impl Slots {
    /// The finest unit of which at most `columns` are needed from the first day to the last one.
    /// Were even years too many, the last ones.
    #[must_use]
    pub fn new(first: NaiveDate, last: NaiveDate, columns: usize) -> Self {
        let unit = Unit::ALL
            .into_iter()
            .find(|unit| Self::needed(*unit, first, last) <= columns.max(1))
            .unwrap_or(Unit::Year);
        Self::of_unit(unit, first, last, columns)
    }

    /// As many of a unit as there are from the first day to the last one; were these more than
    /// `columns`, the last ones.
    #[must_use]
    pub fn of_unit(unit: Unit, first: NaiveDate, last: NaiveDate, columns: usize) -> Self {
        let count = Self::needed(unit, first, last).clamp(1, columns.max(1));
        Self {
            unit,
            start: unit.number(last) - i64::try_from(count).unwrap_or(i64::MAX) + 1,
            count,
        }
    }

    /// How many of a unit there are from the first day to the last one.
    #[must_use]
    pub fn needed(unit: Unit, first: NaiveDate, last: NaiveDate) -> usize {
        usize::try_from(unit.number(last) - unit.number(first) + 1).unwrap_or(0)
    }

    /// The same number of units, moved back so far that the one with this day is among them.
    #[must_use]
    pub fn showing(self, day: NaiveDate) -> Self {
        Self {
            start: self.start.min(self.unit.number(day)),
            ..self
        }
    }

    /// The same ones and earlier ones, `count` in all.
    #[must_use]
    pub fn extended(self, count: usize) -> Self {
        let more = i64::try_from(count.saturating_sub(self.count)).unwrap_or(0);
        Self {
            start: self.start - more,
            count: self.count.max(count),
            ..self
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> usize {
        self.count
    }

    /// The one that a day lies in; `None` before the first and behind the last.
    #[must_use]
    pub fn of(self, day: NaiveDate) -> Option<usize> {
        let slot = usize::try_from(self.unit.number(day) - self.start).ok()?;
        (slot < self.count).then_some(slot)
    }

    /// The first day of one, also of those behind the last.
    #[must_use]
    pub fn first_day(self, slot: usize) -> Option<NaiveDate> {
        let slot = i64::try_from(slot).ok()?;
        self.unit.first_day(self.start.checked_add(slot)?)
    }
}

/// The day before a day; the calendar's first day itself.
#[must_use]
pub fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_whole_unit_is_known_by_its_ends() {
        let is_one = |from: &str, to: &str| Unit::is_one(day(from), day(to));
        assert!(is_one("2026-02-01", "2026-03-01"), "a month");
        assert!(is_one("2026-11-16", "2026-11-23"), "a week");
        assert!(is_one("2026-11-16", "2026-11-17"), "a day");
        assert!(!is_one("2026-11-17", "2026-11-24"), "no week begins there");
        assert!(!is_one("2026-03-01", "2026-02-01"));
    }

    #[test]
    fn the_unit_fits_the_width() {
        let unit = |columns| Slots::new(day("2026-01-01"), day("2026-02-01"), columns).unit;
        assert_eq!(unit(32), Unit::Day);
        assert_eq!(unit(31), Unit::Week);
        assert_eq!(unit(4), Unit::Month);
        assert_eq!(unit(1), Unit::Quarter);
    }

    #[test]
    fn weeks_begin_on_monday() {
        let sunday = Unit::Week.number(day("2026-11-22"));
        assert_eq!(Unit::Week.number(day("2026-11-23")), sunday + 1);
        assert_eq!(Unit::Week.number(day("2026-11-29")), sunday + 1);
        assert_eq!(Unit::Week.first_day(sunday + 1), Some(day("2026-11-23")));
    }

    #[test]
    fn too_many_units_keep_the_last_ones_and_move_back_when_asked() {
        let slots = Slots::of_unit(Unit::Day, day("2026-01-01"), day("2026-03-01"), 10);
        assert_eq!(slots.first_day(0), Some(day("2026-02-20")));
        assert_eq!(slots.of(day("2026-02-19")), None);
        let more = slots.extended(12);
        assert_eq!((more.of(day("2026-02-18")), more.count()), (Some(0), 12));
        let back = slots.showing(day("2026-02-01"));
        assert_eq!((back.of(day("2026-02-01")), back.count()), (Some(0), 10));
        assert_eq!(slots.showing(day("2026-02-25")), slots);
    }

    proptest! {
        #[test]
        fn a_unit_begins_with_its_first_day(days in -300_000i32..1_000_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            for unit in Unit::ALL {
                let number = unit.number(day);
                let first = unit.first_day(number).unwrap();
                prop_assert!(first <= day);
                prop_assert_eq!(unit.number(first), number);
                prop_assert_eq!(unit.number(day_before(first)), number - 1);
            }
        }

        #[test]
        fn slots_hold_first_and_last(start in 0u64..100_000, days in 0u64..5_000, columns in 1usize..300) {
            let first = day("2000-01-01") + Days::new(start);
            let last = first + Days::new(days);
            let slots = Slots::new(first, last, columns);
            prop_assert!(slots.count() <= columns);
            prop_assert_eq!(slots.of(last), Some(slots.count() - 1));
            if slots.unit != Unit::Year {
                prop_assert_eq!(slots.of(first), Some(0));
            }
        }
    }
}
