//! Lists of values with a bar for each, in proportion to the longest.

use ratatui::{layout::Rect, style::Style, text::Span};

use super::{SpanLine, rule};
use crate::{
    domain::{
        age_band::AgeBand,
        count::{counted, percent, thousands},
        stats::{Count, Stats},
    },
    tui::{
        model::stats::{List, board::Shown},
        text::cells,
        view::{Scene, bars},
    },
};

/// Most columns of the names in a list, and the sixteenths of the width that they may take.
const MAX_NAME: usize = 24;
const NAME_SIXTEENTHS: usize = 9;

/// So many names are measured: lists may be long, and the first ones count the most.
const MEASURED: usize = 100;

/// From this width on, a row tells the share too.
const WITH_SHARE: usize = 30;

/// Columns of a share: `100 %` and the gap before it.
const SHARE: usize = 6;

/// A row of a list of values; the first is the heading.
pub(super) fn values(
    scene: Scene<'_>,
    stats: &Stats,
    list: List,
    area: Rect,
    row: usize,
) -> SpanLine {
    let width = usize::from(area.width);
    let counts = list.counts(stats);
    let Some(row) = row.checked_sub(1) else {
        let number =
            (counts.len() > 1).then(|| Span::styled(thousands(counts.len()), scene.styles.faint));
        return rule(scene, list.title(), number.into_iter().collect(), width);
    };
    let shown = Shown::within(counts.len(), usize::from(area.height) - 1);
    if row >= shown.rows {
        let left_out = &counts[shown.rows.min(counts.len())..];
        return more(scene, left_out, width);
    }
    let bars = Bars::of(&counts[..shown.rows], stats.total, width);
    let Some(count) = counts.get(row) else {
        return Vec::new();
    };
    let style = match list {
        List::Kinds => scene.styles.kind(&count.name),
        List::Agents => scene.styles.info,
        List::Projects => scene.styles.accent,
        List::Repositories => scene.styles.bar,
    };
    bars.line(scene, label(&count.name), count.entries, style)
}

/// A row of the ages; the first is the heading.
pub(super) fn ages(scene: Scene<'_>, stats: &Stats, width: usize, row: usize) -> SpanLine {
    let Some(row) = row.checked_sub(1) else {
        return rule(scene, "Ages", Vec::new(), width);
    };
    let mut counts: Vec<Count> = AgeBand::count(&stats.by_day, scene.now.date_naive())
        .into_iter()
        .map(|(band, entries)| Count {
            name: band.name().to_owned(),
            entries,
        })
        .collect();
    counts.push(Count {
        name: "undated".to_owned(),
        entries: stats.undated,
    });
    let style = if row + 1 == counts.len() {
        scene.styles.warn
    } else {
        scene.styles.good
    };
    let bars = Bars::of(&counts, stats.total, width);
    counts.get(row).map_or_else(Vec::new, |count| {
        bars.line(scene, &count.name, count.entries, style)
    })
}

fn label(name: &str) -> &str {
    if name.is_empty() { "(none)" } else { name }
}

fn more(scene: Scene<'_>, left_out: &[Count], width: usize) -> SpanLine {
    let entries: usize = left_out.iter().map(|count| count.entries).sum();
    let text = format!(
        "… {} more, {}",
        thousands(left_out.len()),
        counted(entries, "entry", "entries")
    );
    vec![Span::styled(cells::fit(&text, width), scene.styles.faint)]
}

/// What the rows of a list have in common.
struct Bars {
    most: usize,
    total: usize,
    name: usize,
    number: usize,
    bar: usize,
    with_share: bool,
}

impl Bars {
    fn of(counts: &[Count], total: usize, width: usize) -> Self {
        let most = counts.iter().map(|count| count.entries).max().unwrap_or(0);
        let number = cells::width(&thousands(most));
        let name = counts
            .iter()
            .take(MEASURED)
            .map(|count| cells::width(label(&count.name)))
            .max()
            .unwrap_or(0)
            .clamp(6, MAX_NAME.min(width * NAME_SIXTEENTHS / 16).max(6));
        let with_share = width >= WITH_SHARE;
        let taken = name + number + 2 + if with_share { SHARE } else { 0 };
        Self {
            most: most.max(1),
            total,
            name,
            number,
            bar: width.saturating_sub(taken),
            with_share,
        }
    }

    fn line(&self, scene: Scene<'_>, name: &str, entries: usize, style: Style) -> SpanLine {
        let styles = scene.styles;
        let share = entries as f64 / self.most as f64;
        let [filled, rest] = bars::thin(share, self.bar, style, styles);
        let name_style = if entries == 0 {
            styles.faint
        } else {
            styles.text
        };
        let mut line = vec![
            Span::styled(cells::fill(name, self.name), name_style),
            Span::raw(" "),
            filled,
            Span::raw(" ".repeat(cells::width(&rest.content) + 1)),
            Span::styled(
                cells::fill_left(&thousands(entries), self.number),
                styles.muted,
            ),
        ];
        if self.with_share {
            let share = format!("{} %", percent(entries, self.total));
            line.push(Span::styled(cells::fill_left(&share, SHARE), styles.faint));
        }
        line
    }
}
