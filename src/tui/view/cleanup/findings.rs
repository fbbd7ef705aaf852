//! What the rules would take: counts, chart, shares.

use ratatui::{layout::Rect, text::Span};

use super::{SpanLine, histogram::Histogram, shares};
use crate::{
    domain::count::{counted, thousands},
    tui::{
        model::{Cleanup, Target, cleanup::Tally},
        text::cells,
        view::{Scene, spans},
    },
};

/// With at least so many lines, parts are set apart by empty ones.
const AIRY: usize = 16;

/// What the rules would take, in lines for these rows.
pub(super) fn lines(
    view: &Cleanup,
    scene: Scene<'_>,
    width: usize,
    rows: &[Rect],
) -> Vec<SpanLine> {
    let styles = scene.styles;
    let height = rows.len();
    let Some(tally) = &view.tally else {
        let text = if view.counting.is_some() && view.error.is_none() {
            "counting…"
        } else {
            ""
        };
        return vec![vec![Span::styled(text, styles.faint)]];
    };
    let airy = height >= AIRY;
    let mut lines = Vec::new();
    if airy {
        lines.push(Vec::new());
    }
    let histogram = Histogram {
        days: &tally.by_day,
        before: view.rules.age.before().ok(),
        today: scene.now.date_naive(),
    };
    let per = format!("per {}", histogram.unit(width));
    lines.push(totals(tally, &per, scene, width));
    let told: Vec<SpanLine> = [spared(tally), never(tally)]
        .into_iter()
        .map(|text| vec![Span::styled(cells::fit(&text, width), styles.muted)])
        .collect();
    let left = height.saturating_sub(lines.len());
    // The chart comes first where there is little room.
    let (with_told, chart) = match left {
        0..=1 => (false, 0),
        2..=3 => (false, left - 1),
        4..=6 => (true, left - 3),
        _ => (true, (left / 4).clamp(3, 8)),
    };
    if chart > 0 {
        let bars = histogram.lines(width, chart, styles);
        for row in rows.iter().skip(lines.len()).take(bars.len()) {
            for (column, day) in histogram.days(width) {
                let place = Rect {
                    x: row.x + column,
                    width: 1,
                    ..*row
                };
                scene.clickable(place, Target::Day(day));
            }
        }
        lines.extend(bars);
    }
    if with_told {
        lines.extend(told);
    }
    if airy {
        lines.push(Vec::new());
    }
    let left = height.saturating_sub(lines.len());
    let types = rows
        .iter()
        .skip(lines.len() + 1)
        .zip(shares::types(tally, width, left));
    let kinds = view.kinds();
    for (row, (name, width)) in types {
        if let Some(number) = kinds.iter().position(|kind| *kind == name) {
            scene.clickable(Rect { width, ..*row }, Target::Kind(number));
        }
    }
    lines.extend(shares::lines(tally, width, left, styles));
    lines
}

fn totals(tally: &Tally, per: &str, scene: Scene<'_>, width: usize) -> SpanLine {
    let styles = scene.styles;
    let told = |going: String, go: &'static str, gap: &'static str, stay: &'static str| {
        vec![
            Span::styled(going, styles.bad),
            Span::styled(go, styles.text),
            Span::styled(gap, styles.faint),
            Span::styled(thousands(tally.stays()), styles.heading),
            Span::styled(stay, styles.text),
        ]
    };
    let entries = counted(tally.goes, "entry", "entries");
    let mut line = told(entries, " would go", "  ·  ", " would stay");
    if usize::from(spans::columns(&line)) > width {
        line = told(thousands(tally.goes), " would go", " · ", " stay");
    }
    let used = usize::from(spans::columns(&line)) + cells::width(per);
    if used + 2 <= width {
        line.push(Span::raw(" ".repeat(width - used)));
        line.push(Span::styled(per.to_owned(), styles.faint));
    }
    line
}

/// Why old entries stay.
fn spared(tally: &Tally) -> String {
    let spared = tally.spared;
    let parts: Vec<String> = [
        (spared.protected, "of a protected type"),
        (spared.newest, "among the newest of a project"),
        (spared.pinned, "pinned"),
        (spared.system, "system"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, why)| format!("{} {why}", thousands(count)))
    .collect();
    if parts.is_empty() {
        "Old and spared: none".to_owned()
    } else {
        format!("Old and spared: {}", parts.join(", "))
    }
}

/// What is never taken.
fn never(tally: &Tally) -> String {
    let never = tally.never;
    format!(
        "Never taken: pinned ({}), undated ({}), system ({})",
        thousands(never.pinned),
        thousands(never.undated),
        thousands(never.system)
    )
}
