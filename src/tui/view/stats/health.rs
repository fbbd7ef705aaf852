//! How the repositories stand: a table of them, the sum, and what takes the room on disk.

use ratatui::{style::Style, text::Span};

use super::{SpanLine, rule};
use crate::{
    domain::{
        count::{bytes, percent, thousands},
        health::{RepositoryHealth, WordIndex},
    },
    tui::{
        styles::Styles,
        text::cells,
        view::{Scene, bars, spans},
    },
};

/// Columns of a figure, with the gap before it.
const FIGURE: usize = 11;

/// Columns that a repository's name has at least and at most.
const MIN_NAME: usize = 12;
const MAX_NAME: usize = 40;

/// What takes the room is drawn beside the figures where there are so many columns for it.
const MIN_BAR: usize = 16;
const GAP: usize = 3;

/// The heading of a figure, and how it is told of a repository.
type Figure = (
    &'static str,
    fn(&RepositoryHealth, &Styles) -> (String, Style),
);

/// The figures, the most telling first.
const FIGURES: [Figure; 7] = [
    ("rows", |one, styles| (thousands(one.rows), styles.text)),
    ("on disk", |one, styles| {
        (bytes(one.disk.total()), styles.text)
    }),
    ("versions", |one, styles| {
        let style = flagged(one.has_many_versions(), styles);
        (thousands(one.versions), style)
    }),
    ("files", |one, styles| {
        (
            thousands(one.fragments),
            flagged(one.is_fragmented(), styles),
        )
    }),
    ("old", |one, styles| {
        (bytes(one.disk.old), flagged(one.is_mostly_old(), styles))
    }),
    ("word index", |one, styles| match one.words {
        WordIndex::Needless => ("small".to_owned(), styles.faint),
        WordIndex::Covers(rows, of) => {
            let share = format!("{} %", percent(rows, of));
            (share, flagged(one.index_lags(), styles))
        }
    }),
    ("vectors", |one, styles| {
        let meaning = one.meaning;
        let style = flagged(meaning.missing() > 0, styles);
        (
            format!("{} %", percent(meaning.seen, meaning.entries())),
            style,
        )
    }),
];

fn flagged(is_odd: bool, styles: &Styles) -> Style {
    if is_odd { styles.warn } else { styles.text }
}

/// A row of the table; the first is the heading.
pub(super) fn line(scene: Scene<'_>, width: usize, row: usize) -> SpanLine {
    let styles = scene.styles;
    let Some(row) = row.checked_sub(1) else {
        return rule(scene, "Store health", Vec::new(), width);
    };
    let pane = &scene.model.stats;
    let Some(health) = &pane.health.health else {
        let (text, style) = match &pane.health.error {
            Some(error) => (error.as_str(), styles.bad),
            None => ("reading…", styles.faint),
        };
        return vec![Span::styled(cells::fit(text, width), style)];
    };
    let count = pane.repositories().count();
    let sum = usize::from(count > 1);
    let table = Table::new(pane.repositories(), width);
    let with_bars = table.bar > 0;
    let total = || pane.health_total().unwrap_or_default();
    match row {
        0 if count == 0 => vec![Span::styled("no repository", styles.faint)],
        0 => table.heading(styles),
        row if row <= count => pane
            .repositories()
            .nth(row - 1)
            .map_or_else(Vec::new, |one| table.line(one, &one.name, styles)),
        row if sum == 1 && row == count + 1 => table.line(&total(), "all", styles),
        row if count > 0 && row == count + sum + 1 => disk(&total(), styles, width, with_bars),
        row => {
            let first = if count == 0 { 1 } else { count + sum + 2 };
            let broken = health.broken.get(row - first.min(row));
            broken.map_or_else(Vec::new, |told| {
                vec![Span::styled(cells::fit(told, width), styles.bad)]
            })
        }
    }
}

/// How wide the columns are, and how many figures there is room for.
struct Table {
    name: usize,
    figures: &'static [Figure],
    /// Columns of the bar behind the figures, for the largest repository.
    bar: usize,
    largest: u64,
}

impl Table {
    fn new<'a>(repositories: impl Iterator<Item = &'a RepositoryHealth>, width: usize) -> Self {
        let (mut longest, mut largest) = (0, 0);
        for one in repositories {
            longest = longest.max(cells::width(&one.name));
            largest = largest.max(one.disk.total());
        }
        let figures = (width.saturating_sub(MIN_NAME) / FIGURE).min(FIGURES.len());
        let room = width.saturating_sub(figures * FIGURE);
        let name = longest.clamp(MIN_NAME, MAX_NAME).min(room);
        let bar = room.saturating_sub(name + GAP);
        Self {
            name,
            figures: &FIGURES[..figures],
            bar: if bar < MIN_BAR { 0 } else { bar },
            largest,
        }
    }

    fn heading(&self, styles: &Styles) -> SpanLine {
        let mut line = vec![Span::styled(cells::fill("", self.name), styles.faint)];
        for (name, _) in self.figures {
            line.push(Span::styled(cells::fill_left(name, FIGURE), styles.faint));
        }
        line
    }

    fn line(&self, one: &RepositoryHealth, name: &str, styles: &Styles) -> SpanLine {
        let name_style = if one.name.is_empty() {
            styles.muted
        } else {
            styles.text
        };
        let mut line = vec![Span::styled(cells::fill(name, self.name), name_style)];
        for (_, figure) in self.figures {
            let (text, style) = figure(one, styles);
            line.push(Span::styled(cells::fill_left(&text, FIGURE), style));
        }
        if self.bar > 0 && !one.name.is_empty() {
            let share = u128::from(one.disk.total()) * self.bar as u128;
            let columns = share.div_ceil(u128::from(self.largest.max(1)));
            line.push(Span::raw(" ".repeat(GAP)));
            line.extend(disk_bar(
                one,
                styles,
                usize::try_from(columns).unwrap_or(self.bar),
            ));
        }
        line
    }
}

/// What takes how much, in the order of the bars.
fn disk_parts(one: &RepositoryHealth, styles: &Styles) -> [(&'static str, u64, Style); 4] {
    let disk = one.disk;
    [
        ("now", disk.live, styles.good),
        ("old versions", disk.old, styles.warn),
        ("word index", disk.index, styles.info),
        ("trash and journal", disk.side, styles.bar),
    ]
}

fn disk_bar(one: &RepositoryHealth, styles: &Styles, columns: usize) -> SpanLine {
    let shares = disk_parts(one, styles)
        .map(|(_, size, style)| (usize::try_from(size).unwrap_or(usize::MAX), style));
    bars::shares(&shares, columns, styles)
}

/// What takes the room on disk, and how much; a bar of it where the table has none.
fn disk(total: &RepositoryHealth, styles: &Styles, width: usize, in_table: bool) -> SpanLine {
    let mut line: SpanLine = Vec::new();
    let parts = disk_parts(total, styles).into_iter();
    for (name, size, style) in parts.filter(|(_, size, _)| *size > 0) {
        let text = format!(" {} {name}   ", bytes(size));
        if usize::from(spans::columns(&line)) + cells::width(&text) + 1 > width {
            break;
        }
        line.push(Span::styled("■", style));
        line.push(Span::styled(text, styles.muted));
    }
    if !in_table {
        let room = width.saturating_sub(usize::from(spans::columns(&line)));
        line.extend(disk_bar(total, styles, room));
    }
    line
}
