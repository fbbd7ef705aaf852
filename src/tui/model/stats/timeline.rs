//! How many entries of which type were written when, cut into the bars that a chart has room for.

use chrono::NaiveDate;

use crate::{
    domain::{
        calendar::{Slots, Unit},
        count::thousands,
        stats::Day,
    },
    tui::text::cells,
};

/// Most columns of a bar.
const MAX_BAR: usize = 8;

/// A chart narrower than this has no scale at its side.
const WITH_SCALE: usize = 48;

/// Columns that the scale may take.
const MAX_SCALE: usize = 8;

/// The best unit fills so many hundredths of the width.
const WELL_FILLED: usize = 66;

/// The bars of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// Which times they stand for.
    pub slots: Slots,
    /// What was written then, times without entries included.
    pub bars: Vec<TimeBar>,
    /// Columns of the scale at the left.
    pub scale: usize,
    /// Columns of a bar, with the gap behind it.
    pub step: usize,
    /// The chart begins later than the entries.
    pub cut: bool,
}

/// What was written in a unit of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeBar {
    /// How many entries.
    pub entries: usize,
    /// How many of each type, by the type's place in the counts, in that order.
    pub kinds: Vec<(usize, usize)>,
}

impl Timeline {
    /// The bars for a width; `None` when nothing is dated. Of more bars than there is room for, the
    /// last show, or those from `shown` on. What is dated ahead of `today` does not stretch it.
    #[must_use]
    pub fn new(
        days: &[Day],
        unit: Option<Unit>,
        shown: Option<NaiveDate>,
        today: NaiveDate,
        width: usize,
    ) -> Option<Self> {
        let first = days.first()?.date;
        let last = days.last()?.date;
        let last = if first <= today {
            last.min(today)
        } else {
            last
        };
        let with_scale = width >= WITH_SCALE;
        let columns = width.saturating_sub(if with_scale { MAX_SCALE } else { 0 });
        let unit = unit.unwrap_or_else(|| best(first, last, columns));
        let needed = Slots::of_unit(unit, first, last, columns);
        let step = step(needed.count(), columns);
        // Times before the first entry fill what is left, so that today is always at the right.
        let placed = |count: usize| {
            let slots = needed.extended(count);
            let slots = shown.map_or(slots, |shown| slots.showing(shown.max(first)));
            (slots, bars(days, slots))
        };
        let (_, fewest) = placed(needed.count());
        let scale = if with_scale {
            (cells::width(&thousands(peak(&fewest))) + 1).min(MAX_SCALE)
        } else {
            0
        };
        let (slots, bars) = placed((width - scale) / step);
        Some(Self {
            step,
            cut: slots.of(first).is_none(),
            slots,
            bars,
            scale,
        })
    }

    /// The most entries in one unit.
    #[must_use]
    pub fn peak(&self) -> usize {
        peak(&self.bars)
    }

    /// Columns of a bar without the gap behind it.
    #[must_use]
    pub fn bar_width(&self) -> usize {
        if self.step >= 3 {
            self.step - 1
        } else {
            self.step
        }
    }

    /// The bar in a column of the chart, if it is not a gap.
    #[must_use]
    pub fn at(&self, column: usize) -> Option<usize> {
        let column = column.checked_sub(self.scale)?;
        let slot = column / self.step;
        (slot < self.bars.len() && column % self.step < self.bar_width()).then_some(slot)
    }

    /// The nearest unit with entries before or after the one that begins with a day.
    #[must_use]
    pub fn neighbour(&self, days: &[Day], from: NaiveDate, later: bool) -> Option<NaiveDate> {
        let unit = self.slots.unit;
        let number = unit.number(from);
        let last = self.slots.first_day(self.slots.count())?;
        let mut others = days
            .iter()
            .filter(|day| day.entries > 0 && day.date < last)
            .map(|day| unit.number(day.date));
        let found = if later {
            others.find(|other| *other > number)
        } else {
            others.rfind(|other| *other < number)
        };
        found.and_then(|number| unit.first_day(number))
    }
}

impl TimeBar {
    fn add(&mut self, day: &Day) {
        self.entries += day.entries;
        for (kind, entries) in &day.kinds {
            match self.kinds.binary_search_by_key(kind, |(known, _)| *known) {
                Ok(at) => self.kinds[at].1 += entries,
                Err(at) => self.kinds.insert(at, (*kind, *entries)),
            }
        }
    }
}

fn bars(days: &[Day], slots: Slots) -> Vec<TimeBar> {
    let mut bars = vec![TimeBar::default(); slots.count()];
    for day in days {
        if let Some(slot) = slots.of(day.date) {
            bars[slot].add(day);
        }
    }
    bars
}

fn peak(bars: &[TimeBar]) -> usize {
    bars.iter().map(|bar| bar.entries).max().unwrap_or(0)
}

/// The finest unit that fills the width well, or the one that fills it best.
fn best(first: NaiveDate, last: NaiveDate, columns: usize) -> Unit {
    let filled = |unit: &Unit| {
        let needed = Slots::needed(*unit, first, last);
        (needed <= columns).then(|| needed * step(needed, columns))
    };
    let fitting = Unit::ALL.into_iter().filter(|unit| filled(unit).is_some());
    let well =
        |unit: &Unit| filled(unit).is_some_and(|filled| filled * 100 >= columns * WELL_FILLED);
    fitting
        .clone()
        .find(well)
        // Of equals the first one is the finest.
        .or_else(|| fitting.rev().max_by_key(|unit| filled(unit)))
        .unwrap_or(Unit::Year)
}

fn step(bars: usize, columns: usize) -> usize {
    (columns / bars.max(1)).clamp(1, MAX_BAR)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(dates: &[(&str, usize)]) -> Vec<Day> {
        dates
            .iter()
            .map(|(date, entries)| Day {
                date: day(date),
                entries: *entries,
                kinds: vec![(0, *entries)],
            })
            .collect()
    }

    fn chart(days: &[Day], unit: Option<Unit>, width: usize) -> Timeline {
        Timeline::new(days, unit, None, day("2026-11-23"), width).unwrap()
    }

    #[test]
    fn days_between_count_nothing() {
        let days = days(&[("2026-01-01", 2), ("2026-01-04", 3)]);
        let counts: Vec<_> = chart(&days, None, 40)
            .bars
            .iter()
            .map(|bar| bar.entries)
            .collect();
        assert_eq!(counts, [0, 2, 0, 0, 3], "five bars fill the width");
    }

    #[test]
    fn units_add_up_by_type() {
        let mut days = days(&[("2026-11-16", 2), ("2026-11-18", 3)]);
        days[1].kinds = vec![(0, 1), (2, 2)];
        let chart = chart(&days, Some(Unit::Week), 40);
        let week = TimeBar {
            entries: 5,
            kinds: vec![(0, 3), (2, 2)],
        };
        assert_eq!(chart.bars.last(), Some(&week));
    }

    #[test]
    fn what_is_dated_ahead_does_not_stretch_the_chart() {
        let days = days(&[("2026-11-20", 2), ("9999-12-31", 1)]);
        let chart_of = |days: &[Day]| chart(days, None, 40);
        assert_eq!(chart_of(&days).slots.of(day("2026-11-24")), None);
        let ahead = &days[1..];
        assert_eq!(
            chart_of(ahead).slots.unit,
            Unit::Day,
            "nothing else is there"
        );
    }

    #[test]
    fn more_bars_than_room_show_the_last_or_the_chosen() {
        let days = days(&[("2026-01-01", 2), ("2026-11-20", 3)]);
        let last = chart(&days, Some(Unit::Day), 40);
        assert!(last.cut && last.bars.len() == 40);
        assert_eq!(last.bars[39].entries, 3);
        let shown = Some(day("2026-01-01"));
        let back = Timeline::new(&days, Some(Unit::Day), shown, day("2026-11-23"), 40).unwrap();
        assert_eq!((back.bars[0].entries, back.cut), (2, false));
    }

    #[test]
    fn neighbours_have_entries() {
        let days = days(&[("2026-01-01", 2), ("2026-11-02", 3), ("2026-11-20", 3)]);
        let chart = chart(&days, Some(Unit::Day), 40);
        let step = |from, later| chart.neighbour(&days, day(from), later);
        assert_eq!(step("2026-11-20", false), Some(day("2026-11-02")));
        assert_eq!(step("2026-11-02", false), Some(day("2026-01-01")));
        assert_eq!(step("2026-01-01", false), None);
        assert_eq!(step("2026-01-01", true), Some(day("2026-11-02")));
        assert_eq!(step("2026-11-20", true), None);
    }

    proptest! {
        #[test]
        fn every_entry_is_in_a_bar_and_every_bar_on_the_chart(
            offsets in prop::collection::btree_set(0u64..9_000, 1..40),
            width in 1usize..200,
        ) {
            let days: Vec<Day> = offsets
                .into_iter()
                .map(|offset| Day {
                    date: day("2001-01-01") + Days::new(offset),
                    entries: 1,
                    kinds: vec![(0, 1)],
                })
                .collect();
            let chart = chart(&days, None, width);
            prop_assert!(chart.scale + chart.bars.len() * chart.step <= width);
            if !chart.cut {
                let entries: usize = chart.bars.iter().map(|bar| bar.entries).sum();
                prop_assert_eq!(entries, days.len());
            }
            let drawn = (0..width).filter_map(|column| chart.at(column)).next_back();
            prop_assert_eq!(drawn, Some(chart.bars.len() - 1));
        }
    }
}
