//! How many entries were written when, as upright bars over a time axis.

use chrono::{Datelike, NaiveDate};
use ratatui::text::Span;

use super::bars;
use crate::{
    domain::count::thousands,
    tui::{styles::Styles, text::cells},
};

/// Bars that have so many columns are set apart by one of them.
const MIN_SLOT_WITH_GAP: usize = 3;

/// What one bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// The name, as in "per day".
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The number of the unit that a day lies in.
    fn number(self, day: NaiveDate) -> i64 {
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
}

/// Units of time side by side, from the first day to the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slots {
    pub unit: Unit,
    start: i64,
    count: usize,
}

impl Slots {
    /// The finest unit of which at most `columns` are needed. Were even years too many, the last
    /// ones.
    pub fn new(first: NaiveDate, last: NaiveDate, columns: usize) -> Self {
        let slots = |unit: Unit| unit.number(last) - unit.number(first) + 1;
        let columns = i64::try_from(columns.max(1)).unwrap_or(i64::MAX);
        let unit = Unit::ALL
            .into_iter()
            .find(|unit| slots(*unit) <= columns)
            .unwrap_or(Unit::Year);
        let shown = slots(unit).clamp(1, columns);
        Self {
            unit,
            start: unit.number(last) - shown + 1,
            count: usize::try_from(shown).unwrap_or(1),
        }
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// The one that a day lies in; `None` before the first and behind the last.
    pub fn of(self, day: NaiveDate) -> Option<usize> {
        let slot = usize::try_from(self.unit.number(day) - self.start).ok()?;
        (slot < self.count).then_some(slot)
    }
}

/// Counts by unit of time, units without entries included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timeline {
    pub unit: Unit,
    pub counts: Vec<usize>,
    /// The first and the last day with entries.
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Timeline {
    /// Counts in the finest unit of which at most `columns` are needed. Were even years too many,
    /// the newest ones show. `by_day` is in order; `None` when it is empty.
    pub fn new(by_day: &[(NaiveDate, usize)], columns: usize) -> Option<Self> {
        let (first, last) = (by_day.first()?.0, by_day.last()?.0);
        let slots = Slots::new(first, last, columns);
        let mut counts = vec![0; slots.count()];
        let mut seen_first = last;
        for (day, entries) in by_day {
            if let Some(slot) = slots.of(*day) {
                counts[slot] += entries;
                seen_first = seen_first.min(*day);
            }
        }
        Some(Self {
            unit: slots.unit,
            counts,
            first: seen_first,
            last,
        })
    }

    /// The most entries in one unit.
    pub fn peak(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// The rows of the chart, stretched over `width`, and the axis under them.
    pub fn lines(&self, width: usize, height: usize, styles: &Styles) -> Vec<Vec<Span<'static>>> {
        let bars = self.counts.len();
        let bar_at = |column: usize| column * bars / width;
        let peak = self.peak();
        let mut lines: Vec<Vec<Span<'static>>> = (0..height)
            .map(|row| {
                let bar = |column: usize| {
                    let ends = column + 1 < width && bar_at(column + 1) != bar_at(column);
                    if ends && width / bars >= MIN_SLOT_WITH_GAP {
                        " "
                    } else {
                        bars::upright(self.counts[bar_at(column)], peak, height, row)
                    }
                };
                vec![Span::styled(
                    (0..width).map(bar).collect::<String>(),
                    styles.bar,
                )]
            })
            .collect();
        lines.push(self.axis(width, styles));
        lines
    }

    fn axis(&self, width: usize, styles: &Styles) -> Vec<Span<'static>> {
        const DAY: &str = "%Y-%m-%d";
        let from = self.first.format(DAY).to_string();
        let to = self.last.format(DAY).to_string();
        let text = if self.first == self.last {
            from
        } else {
            let gap = width.saturating_sub(cells::width(&from) + cells::width(&to));
            if gap >= 2 {
                format!("{from}{}{to}", " ".repeat(gap))
            } else {
                format!("{from} – {to}")
            }
        };
        vec![Span::styled(text, styles.faint)]
    }

    /// What the chart shows.
    pub fn title(&self) -> String {
        format!(
            "Per {}, at most {}",
            self.unit.name(),
            thousands(self.peak())
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_unit_fits_the_width() {
        let days = [(day("2026-01-01"), 2), (day("2026-02-01"), 3)];
        let unit = |columns| Timeline::new(&days, columns).unwrap().unit;
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
    }

    #[test]
    fn days_between_count_nothing() {
        let days = [(day("2026-01-01"), 2), (day("2026-01-04"), 3)];
        assert_eq!(Timeline::new(&days, 10).unwrap().counts, [2, 0, 0, 3]);
        assert_eq!(Timeline::new(&[], 10), None);
    }

    #[test]
    fn when_years_are_too_many_the_newest_show() {
        let days = [
            (NaiveDate::MIN, 1),
            (day("2025-05-05"), 2),
            (day("2026-01-04"), 3),
        ];
        let timeline = Timeline::new(&days, 3).unwrap();
        assert_eq!(timeline.counts, [0, 2, 3]);
        assert_eq!(timeline.first, day("2025-05-05"));
    }

    proptest! {
        #[test]
        fn lines_fit(offsets in prop::collection::btree_set(0u64..40_000, 1..20), width in 8usize..90) {
            let start = day("1990-01-01");
            let days: Vec<_> = offsets
                .into_iter()
                .map(|offset| (start + chrono::Days::new(offset), 1))
                .collect();
            let timeline = Timeline::new(&days, width).unwrap();
            for line in timeline.lines(width, 3, &Styles::plain()).iter().take(3) {
                prop_assert!(cells::width(&line[0].content) <= width);
            }
        }
    }
}
