//! When the entries were written, as upright bars: what would go, what would stay, and where the
//! age lies between them.

use super::SpanLine;
use crate::domain::calendar::Slots;
use crate::tui::{model::cleanup::Day, styles::Styles, text::cells, view::bars};
use chrono::{DateTime, NaiveDate, Utc};

/// Stands in the column of the age.
const CUTOFF: &str = "┊";

/// Points at the age from the axis.
const POINTER: &str = "▲";

/// What the chart is made of.
#[derive(Clone, Copy)]
pub(super) struct Histogram<'a> {
    /// The days, in order.
    pub days: &'a [Day],
    /// The age.
    pub before: Option<DateTime<Utc>>,
    /// The axis reaches to here at least.
    pub today: NaiveDate,
}

/// One bar.
#[derive(Clone, Copy, Default)]
struct Bar {
    goes: usize,
    stays: usize,
}

impl Bar {
    fn all(self) -> usize {
        self.goes + self.stays
    }
}

impl Histogram<'_> {
    /// The rows of the chart and the axis under them; nothing when there are no days.
    pub fn lines(self, width: usize, height: usize, styles: &Styles) -> Vec<SpanLine> {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else {
            return Vec::new();
        };
        if width == 0 {
            return Vec::new();
        }
        let last = last.day.max(self.today);
        let slots = Slots::new(first.day, last, width);
        let mut bars = vec![Bar::default(); slots.count()];
        for day in self.days {
            if let Some(slot) = slots.of(day.day) {
                bars[slot].goes += day.goes;
                bars[slot].stays += day.stays;
            }
        }
        let bar_at = |column: usize| column * bars.len() / width;
        let cutoff = self.before.map(|before| {
            let day = before.date_naive();
            match slots.of(day) {
                Some(slot) => (slot * width).div_ceil(bars.len()).min(width - 1),
                None if day > last => width - 1,
                None => 0,
            }
        });
        let peak = bars.iter().map(|bar| bar.all()).max().unwrap_or(0);
        let mut lines: Vec<SpanLine> = (0..height)
            .map(|row| {
                let cell = |column: usize| {
                    let bar = bars[bar_at(column)];
                    let symbol = bars::upright(bar.all(), peak, height, row);
                    if symbol == " " && cutoff == Some(column) {
                        return (CUTOFF, styles.accent);
                    }
                    let goes = bars::upright(bar.goes, peak, height, row) != " ";
                    (symbol, if goes { styles.bad } else { styles.bar })
                };
                bars::runs((0..width).map(cell))
            })
            .collect();
        lines.push(axis(first.day, last, width, cutoff, styles));
        lines
    }

    /// What a bar stands for, as in "per week".
    pub fn unit(self, width: usize) -> &'static str {
        self.slots(width).map_or("day", |slots| slots.unit.name())
    }

    /// The columns, and the first day of the bar in each.
    pub fn days(self, width: usize) -> impl Iterator<Item = (u16, NaiveDate)> {
        let slots = self.slots(width);
        (0u16..).take(width).filter_map(move |column| {
            let slots = slots?;
            let bar = usize::from(column) * slots.count() / width;
            Some((column, slots.first_day(bar)?))
        })
    }

    fn slots(self, width: usize) -> Option<Slots> {
        let (first, last) = (self.days.first()?, self.days.last()?);
        Some(Slots::new(first.day, last.day.max(self.today), width))
    }
}

/// The first and the last day, and a pointer at the age.
fn axis(
    first: NaiveDate,
    last: NaiveDate,
    width: usize,
    cutoff: Option<usize>,
    styles: &Styles,
) -> SpanLine {
    const DAY: &str = "%Y-%m-%d";
    let (from, to) = (first.format(DAY).to_string(), last.format(DAY).to_string());
    let (from, to) = match cutoff {
        // A date that the pointer would hide stands beside it.
        Some(at) if at < cells::width(&from) => (format!("{} {from}", " ".repeat(at + 1)), to),
        Some(at) if at + cells::width(&to) >= width => {
            (from, format!("{to} {}", " ".repeat(width - at)))
        }
        _ => (from, to),
    };
    let gap = width.saturating_sub(cells::width(&from) + cells::width(&to));
    let text = if gap >= 2 && first != last {
        format!("{from}{}{to}", " ".repeat(gap))
    } else {
        cells::fill(&from, width)
    };
    bars::runs(Cells(&text).zip(0..).map(|(symbol, column)| {
        if cutoff == Some(column) {
            (POINTER, styles.accent)
        } else {
            (symbol, styles.faint)
        }
    }))
}

/// The characters of a text of which each takes one column.
struct Cells<'a>(&'a str);

impl<'a> Iterator for Cells<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let end = self.0.chars().next()?.len_utf8();
        let (cell, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(cell)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn text(lines: &[SpanLine]) -> Vec<String> {
        lines
            .iter()
            .map(|line| line.iter().map(|span| &*span.content).collect())
            .collect()
    }

    fn chart(before: &str, width: usize) -> Vec<String> {
        let days = [
            ("2026-01-01", 4, 0),
            ("2026-01-03", 2, 0),
            ("2026-01-07", 0, 8),
        ]
        .map(|(at, goes, stays)| Day {
            day: day(at),
            goes,
            stays,
        });
        let histogram = Histogram {
            days: &days,
            before: before.parse().ok(),
            today: day("2026-01-24"),
        };
        text(&histogram.lines(width, 2, &Styles::plain()))
    }

    #[test]
    fn the_age_is_pointed_at() {
        let lines = chart("2026-01-05T00:00:00Z", 24);
        assert_eq!(
            lines,
            [
                "    ┊ █                 ",
                "█ ▄ ┊ █                 ",
                "    ▲ 2026-01-01        ",
            ]
        );
        assert_eq!(
            chart("1999-01-01T00:00:00Z", 24)[2].chars().next(),
            Some('▲')
        );
        assert_eq!(
            chart("2999-01-01T00:00:00Z", 24)[2].chars().last(),
            Some('▲')
        );
    }

    #[test]
    fn columns_tell_the_day_of_their_bar() {
        let days = ["2026-01-01", "2026-01-04"].map(|at| Day {
            day: day(at),
            goes: 1,
            stays: 0,
        });
        let histogram = Histogram {
            days: &days,
            before: None,
            today: day("2026-01-04"),
        };
        let told: Vec<_> = histogram.days(8).collect();
        assert_eq!(told.len(), 8);
        assert_eq!(told[0], (0, day("2026-01-01")));
        assert_eq!(told[3], (3, day("2026-01-02")));
        assert_eq!(told[7], (7, day("2026-01-04")));
    }

    #[test]
    fn nothing_to_show_is_nothing() {
        let none = Histogram {
            days: &[],
            before: None,
            today: day("2026-01-24"),
        };
        assert!(none.lines(20, 3, &Styles::plain()).is_empty());
    }

    proptest! {
        #[test]
        fn lines_fill_the_width(
            offsets in prop::collection::btree_set(0u64..9_000, 1..20),
            width in 1usize..120,
            before in 0i64..2_000_000_000,
        ) {
            let days: Vec<_> = offsets
                .into_iter()
                .map(|offset| Day {
                    day: day("2001-01-01") + chrono::Days::new(offset),
                    goes: 1,
                    stays: 2,
                })
                .collect();
            let histogram = Histogram {
                days: &days,
                before: DateTime::from_timestamp(before, 0),
                today: day("2026-01-24"),
            };
            for line in text(&histogram.lines(width, 3, &Styles::plain())) {
                prop_assert_eq!(cells::width(&line), width);
            }
        }
    }
}
