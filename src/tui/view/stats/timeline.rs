//! How many entries were written when: upright bars in the colours of the types, a scale at the
//! left, and dates below.

use chrono::{Datelike, NaiveDate};
use ratatui::{layout::Rect, style::Style, text::Span};

use super::{SpanLine, rule};
use crate::{
    domain::{
        calendar::{Unit, day_before},
        count::{counted, thousands},
        stats::Stats,
    },
    tui::{
        model::stats::{Bar, Board, Timeline},
        styles::Styles,
        text::cells,
        view::{Scene, bars},
    },
};

/// Columns between two dates of the axis, at least.
const GAP: usize = 2;

/// A row of the chart: the heading, the bars from top to bottom, the axis.
pub(super) fn line(
    scene: Scene<'_>,
    board: &Board,
    stats: &Stats,
    area: Rect,
    row: usize,
    selected: Option<&Bar>,
) -> SpanLine {
    let Some(timeline) = &board.timeline else {
        return Vec::new();
    };
    let (width, height) = (usize::from(area.width), usize::from(area.height) - 2);
    let chosen = match selected {
        Some(Bar::Time(day)) => timeline.slots.of(*day),
        _ => None,
    };
    if row == 0 {
        return heading(scene, timeline, stats, chosen, width);
    }
    match row - 1 {
        row if row < height => bars_row(scene.styles, timeline, stats, (height, row), width),
        _ => axis(scene.styles, timeline, chosen, width),
    }
}

fn heading(
    scene: Scene<'_>,
    timeline: &Timeline,
    stats: &Stats,
    chosen: Option<usize>,
    width: usize,
) -> SpanLine {
    let styles = scene.styles;
    let unit = timeline.slots.unit;
    let title = match (chosen, timeline.cut) {
        (Some(_), _) => format!("Per {}", unit.name()),
        (None, false) => format!(
            "Per {}, at most {}",
            unit.name(),
            thousands(timeline.peak())
        ),
        (None, true) => format!(
            "Per {}, the last {}",
            unit.name(),
            counted(
                timeline.bars.len(),
                unit.name(),
                &format!("{}s", unit.name())
            )
        ),
    };
    let told = chosen.map(|slot| readout(styles, timeline, stats, slot, width / 2 + width / 4));
    rule(scene, &title, told.unwrap_or_default(), width)
}

/// What a bar stands for: the time, how many entries, and of which types, as there is room.
fn readout(
    styles: &Styles,
    timeline: &Timeline,
    stats: &Stats,
    slot: usize,
    room: usize,
) -> SpanLine {
    let bar = &timeline.bars[slot];
    let when = timeline
        .slots
        .first_day(slot)
        .map_or_else(String::new, |day| time(timeline.slots.unit, day));
    let number = format!("{when} · {}", counted(bar.entries, "entry", "entries"));
    let mut used = cells::width(&number);
    let mut line = vec![Span::styled(number, styles.accent)];
    let mut kinds = bar.kinds.clone();
    kinds.sort_by_key(|(kind, entries)| (std::cmp::Reverse(*entries), *kind));
    for (kind, entries) in kinds {
        let Some(count) = stats.by_kind.get(kind) else {
            continue;
        };
        let text = format!("  {} {}", thousands(entries), cells::fit(&count.name, 16));
        used += cells::width(&text);
        if used > room {
            break;
        }
        line.push(Span::styled(text, styles.kind(&count.name)));
    }
    line
}

fn time(unit: Unit, first: NaiveDate) -> String {
    match unit {
        Unit::Day => first.format("%a %Y-%m-%d").to_string(),
        Unit::Week => {
            let next = unit.first_day(unit.number(first) + 1);
            let last = next.map_or(first, day_before);
            format!("{first} – {}", last.format("%m-%d"))
        }
        Unit::Month => first.format("%B %Y").to_string(),
        Unit::Quarter => format!("Q{} {}", first.month0() / 3 + 1, first.year()),
        Unit::Year => first.year().to_string(),
    }
}

fn bars_row(
    styles: &Styles,
    timeline: &Timeline,
    stats: &Stats,
    (height, row): (usize, usize),
    width: usize,
) -> SpanLine {
    let peak = timeline.peak();
    let mut line = scale(styles, timeline, peak, (height, row));
    let parts: Vec<Vec<(usize, Style)>> = timeline
        .bars
        .iter()
        .map(|bar| {
            let style = |kind: usize| {
                let count = stats.by_kind.get(kind);
                count.map_or(styles.bar, |count| styles.kind(&count.name))
            };
            bar.kinds
                .iter()
                .map(|(kind, entries)| (*entries, style(*kind)))
                .collect()
        })
        .collect();
    let grid = if row == 0 || row * 2 == height {
        "┈"
    } else {
        " "
    };
    let cell = |column: usize| {
        let stack = timeline
            .at(column)
            .and_then(|slot| bars::stacked(&parts[slot], peak, height, row));
        stack.map_or((grid, styles.track), |stack| {
            let behind = stack.behind.and_then(|style| style.fg);
            let style = match behind {
                Some(colour) => stack.front.bg(colour),
                None => stack.front,
            };
            (stack.symbol, style)
        })
    };
    line.extend(bars::runs((timeline.scale..width).map(cell)));
    line
}

/// The numbers at the left: the most at the top, half of it in the middle.
fn scale(
    styles: &Styles,
    timeline: &Timeline,
    peak: usize,
    (height, row): (usize, usize),
) -> SpanLine {
    if timeline.scale == 0 {
        return Vec::new();
    }
    let number = if row == 0 {
        thousands(peak)
    } else if row * 2 == height && peak > 1 {
        thousands(peak.div_ceil(2))
    } else {
        String::new()
    };
    let text = cells::fill_left(&number, timeline.scale - 1);
    vec![Span::styled(text + " ", styles.faint)]
}

/// Dates below the bars they belong to, those of new years first; and the chosen one.
fn axis(styles: &Styles, timeline: &Timeline, chosen: Option<usize>, width: usize) -> SpanLine {
    let mut taken: Vec<(usize, String)> = Vec::new();
    for rank in [Rank::Year, Rank::Part] {
        for slot in 0..timeline.bars.len() {
            let Some(label) = label(timeline, slot, rank) else {
                continue;
            };
            let from = timeline.scale + slot * timeline.step;
            let to = from + cells::width(&label);
            let free = |(at, other): &(usize, String)| {
                to + GAP <= *at || at + cells::width(other) + GAP <= from
            };
            if to <= width && taken.iter().all(free) {
                taken.push((from, label));
            }
        }
    }
    taken.sort_unstable();
    let mut line = SpanLine::new();
    let mut column = 0;
    for (from, label) in taken {
        let end = from + cells::width(&label);
        let slots = (from..end).filter_map(|column| timeline.at(column));
        let style = match chosen {
            Some(chosen) if slots.into_iter().next() == Some(chosen) => styles.accent,
            _ => styles.faint,
        };
        line.push(Span::raw(" ".repeat(from - column)));
        line.push(Span::styled(label, style));
        column = end;
    }
    line
}

/// Which dates come first when there is no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Year,
    Part,
}

/// The date below a bar, if it begins something: a year, a month, a week.
fn label(timeline: &Timeline, slot: usize, rank: Rank) -> Option<String> {
    let unit = timeline.slots.unit;
    let first = timeline.slots.first_day(slot)?;
    let next = timeline.slots.first_day(slot + 1)?;
    // The day within the unit that a month begins with: weeks begin in the middle of others.
    let begins = |day: NaiveDate| day.day() == 1;
    let month = first
        .iter_days()
        .take_while(|day| *day < next)
        .take(7)
        .find(|day| begins(*day));
    let few_days = unit == Unit::Day && timeline.bars.len() <= 2 * 31;
    match (rank, unit) {
        (Rank::Year, _) if slot == 0 => Some(match unit {
            Unit::Day if few_days => first.format("%Y-%m-%d").to_string(),
            Unit::Day | Unit::Week | Unit::Month => first.format("%b %Y").to_string(),
            Unit::Quarter | Unit::Year => first.year().to_string(),
        }),
        (Rank::Year, Unit::Year) => Some(first.year().to_string()),
        (Rank::Year, Unit::Month | Unit::Quarter) => {
            (first.month() == 1).then(|| first.year().to_string())
        }
        (Rank::Year, Unit::Day | Unit::Week) => month
            .filter(|day| day.month() == 1)
            .map(|day| day.year().to_string()),
        (Rank::Part, Unit::Year | Unit::Quarter) => None,
        (Rank::Part, Unit::Month) => Some(first.format("%b").to_string()),
        (Rank::Part, Unit::Day) if few_days => {
            let monday = first.weekday().num_days_from_monday() == 0;
            monday.then(|| first.format("%m-%d").to_string())
        }
        (Rank::Part, Unit::Day | Unit::Week) => month.map(|day| day.format("%b").to_string()),
    }
}
