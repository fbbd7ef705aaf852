//! How old entries are, in bands that filters can name.

use chrono::{Days, NaiveDate};

use super::{calendar::day_before, stats::Day};

/// A band of ages, in UTC days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgeBand {
    /// Written today, or dated ahead of it.
    Today,
    /// Written in the six days before.
    Week,
    /// Written in the last thirty days, but not in the last week.
    Month,
    /// Written in the last ninety days, but not in the last month.
    Quarter,
    /// Written in the last 365 days, but not in the last quarter.
    Year,
    /// Older than that.
    Older,
}

impl AgeBand {
    /// All bands, the youngest first.
    pub const ALL: [Self; 6] = [
        Self::Today,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Older,
    ];

    /// The name in charts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "last week",
            Self::Month => "last month",
            Self::Quarter => "last quarter",
            Self::Year => "last year",
            Self::Older => "older",
        }
    }

    /// Days from today on that the band reaches back to; `None` without end.
    fn days(self) -> Option<u64> {
        match self {
            Self::Today => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::Older => None,
        }
    }

    /// Its first day, and the first day that is younger; `None` where it has no end.
    #[must_use]
    pub fn bounds(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let from = |band: Self| {
            band.days()
                .map(|days| today.checked_sub_days(Days::new(days - 1)).unwrap_or(today))
        };
        let at = Self::ALL.iter().position(|band| *band == self);
        let younger = at.and_then(|at| at.checked_sub(1)).map(|at| Self::ALL[at]);
        (from(self), younger.and_then(from))
    }

    /// The band that a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate, today: NaiveDate) -> Self {
        Self::ALL
            .into_iter()
            .find(|band| band.bounds(today).0.is_none_or(|first| day >= first))
            .unwrap_or(Self::Older)
    }

    /// How many entries lie in each band, the youngest first.
    #[must_use]
    pub fn count(days: &[Day], today: NaiveDate) -> [(Self, usize); Self::ALL.len()] {
        let mut counts = Self::ALL.map(|band| (band, 0));
        for day in days {
            let band = Self::of(day.date, today);
            if let Some((_, entries)) = counts.iter_mut().find(|(known, _)| *known == band) {
                *entries += day.entries;
            }
        }
        counts
    }

    /// Its last day; `None` for the band that reaches into the future.
    #[must_use]
    pub fn last_day(self, today: NaiveDate) -> Option<NaiveDate> {
        self.bounds(today).1.map(day_before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn bands_meet_without_gap_or_overlap() {
        let today = day("2026-11-23");
        for pair in AgeBand::ALL.windows(2) {
            assert_eq!(pair[0].bounds(today).0, pair[1].bounds(today).1, "{pair:?}");
        }
        assert_eq!(AgeBand::Today.bounds(today), (Some(today), None));
        assert_eq!(AgeBand::Older.bounds(today).0, None);
        assert_eq!(AgeBand::Week.last_day(today), Some(day("2026-11-22")));
    }

    #[test]
    fn every_day_is_counted_once() {
        let today = day("2026-11-23");
        let days: Vec<Day> = [
            ("2027-01-01", 1),
            ("2026-11-23", 2),
            ("2026-11-17", 4),
            ("2026-11-16", 8),
            ("2026-10-25", 16),
            ("2026-10-24", 32),
            ("2026-08-26", 64),
            ("2026-08-25", 128),
            ("2025-11-24", 256),
            ("2025-11-23", 512),
        ]
        .map(|(date, entries)| Day {
            date: day(date),
            entries,
            kinds: Vec::new(),
        })
        .into();
        let counts = AgeBand::count(&days, today).map(|(_, entries)| entries);
        assert_eq!(counts, [3, 4, 24, 96, 384, 512]);
    }
}
