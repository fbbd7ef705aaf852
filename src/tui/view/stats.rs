//! The stats pane: totals, a timeline, and bars by type, agent and project.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{
    Scene, bars,
    pane::{self, Pane},
    spans,
    timeline::Timeline,
};
use crate::{
    domain::{
        age,
        count::{bytes, percent, thousands},
        stats::{Count, Stats},
        time::parse_timestamp,
    },
    tui::{
        model::{self, Scrolled, Target, Viewport},
        text::{cells, wrap},
    },
};

type SpanLine = Vec<Span<'static>>;

/// Columns of the names of totals.
const NAME: usize = 9;

/// Totals stand side by side when each has so many columns.
const MIN_TOTAL: usize = 27;

/// Charts stand side by side from this width on, with a gap between them.
const TWO_CHARTS: usize = 56;
const GAP: usize = 3;

/// Rows of the timeline.
const TIMELINE_HEIGHT: usize = 3;

/// Most columns of the names in a chart.
const MAX_CHART_NAME: usize = 16;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer, viewport: &mut Viewport) {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus.pane() == model::Pane::Stats;
    let progress = if model.stats.error.is_some() {
        Some(Span::styled("failed", styles.bad))
    } else if model.stats.loading {
        Some(Span::styled("counting…", styles.accent))
    } else {
        None
    };
    let inner = Pane::new(styles, focused)
        .named(model::Pane::Stats.title())
        .right(progress)
        .draw(area, buffer);
    let width = usize::from(inner.width);
    let lines = match (&model.stats.stats, &model.stats.error) {
        (_, Some(error)) => told(error, width, styles.bad),
        (None, None) => told("counting…", width, styles.faint),
        (Some(stats), None) => lines(scene, stats, width),
    };
    let shown = usize::from(inner.height);
    let first = model.stats.scroll.min(lines.len().saturating_sub(shown));
    viewport.stats = shown;
    viewport.stats_lines = lines.len();
    scene.clickable(area, Target::Pane(model::Pane::Stats));
    let of = Scrolled::Pane(model::Pane::Stats);
    let seen = (first, shown, lines.len());
    pane::scroll_bar(scene, of, focused, area, seen, buffer);
    for (line, row) in lines.into_iter().skip(first).zip(spans::rows(inner)) {
        spans::put(buffer, row, line);
    }
}

fn told(text: &str, width: usize, style: Style) -> Vec<SpanLine> {
    wrap::lines(text, width)
        .map(|line| spans::layered(line, style, &[], 0))
        .collect()
}

fn lines(scene: Scene<'_>, stats: &Stats, width: usize) -> Vec<SpanLine> {
    let styles = scene.styles;
    let mut lines = totals(scene, stats, width);
    lines.extend(coverage(scene, width));
    if stats.total == 0 {
        return lines;
    }
    if let Some(timeline) = Timeline::new(&stats.by_day, width) {
        lines.push(Vec::new());
        lines.push(rule(&timeline.title(), width, scene));
        lines.extend(timeline.lines(width, TIMELINE_HEIGHT, styles));
    }
    let kind = |name: &str| styles.kind(name);
    let other = |_: &str| styles.info;
    if width >= TWO_CHARTS {
        let half = (width - GAP) / 2;
        let left = chart(scene, "Types", &stats.by_kind, half, &kind);
        let right = chart(scene, "Agents", &stats.by_agent, width - GAP - half, &other);
        lines.push(Vec::new());
        lines.extend(side_by_side(left, right, half));
    } else {
        lines.push(Vec::new());
        lines.extend(chart(scene, "Types", &stats.by_kind, width, &kind));
        lines.push(Vec::new());
        lines.extend(chart(scene, "Agents", &stats.by_agent, width, &other));
    }
    if stats.by_project.len() > 1 {
        lines.push(Vec::new());
        lines.extend(chart(scene, "Projects", &stats.by_project, width, &other));
    }
    lines
}

/// Names and numbers, in as many columns as fit.
fn totals(scene: Scene<'_>, stats: &Stats, width: usize) -> Vec<SpanLine> {
    let Scene { styles, now, .. } = scene;
    let moment = |stamp: &Option<String>| {
        stamp.as_deref().and_then(parse_timestamp).map_or_else(
            || "–".to_owned(),
            |then| format!("{} · {}", then.format("%Y-%m-%d"), age::short(then, now)),
        )
    };
    let mut cells_of = vec![
        ("entries", thousands(stats.total), styles.heading),
        ("on disk", bytes(stats.bytes), styles.text),
        ("oldest", moment(&stats.oldest), styles.text),
        ("newest", moment(&stats.newest), styles.text),
    ];
    if stats.undated > 0 {
        cells_of.push(("undated", thousands(stats.undated), styles.warn));
    }
    let columns = (width / MIN_TOTAL).clamp(1, 2);
    let each = (width + GAP) / columns - if columns > 1 { GAP / 2 } else { GAP };
    cells_of
        .chunks(columns)
        .map(|chunk| {
            let mut line = Vec::new();
            for (name, value, style) in chunk {
                line.push(Span::styled(cells::fill(name, NAME), scene.styles.muted));
                let room = each.saturating_sub(NAME);
                line.push(Span::styled(cells::fill(value, room), *style));
            }
            line
        })
        .collect()
}

/// How much of the store search by meaning can see.
fn coverage(scene: Scene<'_>, width: usize) -> Option<SpanLine> {
    let Scene { model, styles, .. } = scene;
    let coverage = model.coverage.filter(|coverage| coverage.entries > 0)?;
    let share = coverage.embedded as f64 / coverage.entries as f64;
    let (told, style) = match coverage.missing() {
        0 => ("all entries".to_owned(), styles.good),
        missing => (
            format!(
                "{} %, {} missing",
                percent(coverage.embedded, coverage.entries),
                thousands(missing)
            ),
            styles.warn,
        ),
    };
    let room = width.saturating_sub(NAME + cells::width(&told) + 2).min(24);
    let [filled, rest] = bars::thin(share, room, style, styles);
    Some(vec![
        Span::styled(cells::fill("semantic", NAME), styles.muted),
        filled,
        rest,
        Span::styled(format!("  {told}"), style),
    ])
}

fn rule(title: &str, width: usize, scene: Scene<'_>) -> SpanLine {
    let title = cells::fit(title, width);
    let rest = width.saturating_sub(cells::width(&title) + 1);
    vec![
        Span::styled(title, scene.styles.muted),
        Span::raw(" "),
        Span::styled("─".repeat(rest), scene.styles.track),
    ]
}

/// A heading and a bar for each value, the bars in proportion to the longest.
fn chart(
    scene: Scene<'_>,
    title: &str,
    counts: &[Count],
    width: usize,
    style: &dyn Fn(&str) -> Style,
) -> Vec<SpanLine> {
    let styles = scene.styles;
    let most = counts
        .iter()
        .map(|count| count.entries)
        .max()
        .unwrap_or(0)
        .max(1);
    let number = cells::width(&thousands(most));
    let name = counts
        .iter()
        .map(|count| cells::width(&count.name))
        .max()
        .unwrap_or(0)
        .clamp(6, MAX_CHART_NAME.min(width / 2));
    let room = width.saturating_sub(name + number + 2);
    let mut lines = vec![rule(title, width, scene)];
    for count in counts {
        let style_of = style(&count.name);
        let label = if count.name.is_empty() {
            "(none)"
        } else {
            &count.name
        };
        let share = count.entries as f64 / most as f64;
        let [filled, rest] = bars::thin(share, room, style_of, styles);
        lines.push(vec![
            Span::styled(cells::fill(label, name), styles.text),
            Span::raw(" "),
            filled,
            Span::raw(" ".repeat(cells::width(&rest.content) + 1)),
            Span::styled(
                cells::fill_left(&thousands(count.entries), number),
                styles.muted,
            ),
        ]);
    }
    lines
}

fn side_by_side(left: Vec<SpanLine>, right: Vec<SpanLine>, width: usize) -> Vec<SpanLine> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let used = usize::from(spans::columns(&line));
            line.push(Span::raw(" ".repeat(width.saturating_sub(used) + GAP)));
            line.extend(right.next().unwrap_or_default());
            line
        })
        .collect()
}
