//! Two entries of a group: which they are, what matters in their difference, and their texts.

use chrono::{DateTime, Utc};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::words;
use crate::{
    domain::{age, entry::Entry},
    tui::{
        model::{
            Target, Viewport,
            duplicates::{Compared, Group, Side},
        },
        styles::Styles,
        text::{cells, wrap},
        view::{
            Scene, diff,
            spans::{self, Layer},
        },
    },
};

/// Lines for differences in words at most.
const MOST_TOLD: usize = 4;

pub(super) fn draw(
    group: &Group,
    first: usize,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let styles = scene.styles;
    let (left, right) = group.pair();
    let (Some(one), Some(other)) = (group.entries().get(left), group.entries().get(right)) else {
        return;
    };
    let veil = &scene.model.veil;
    let (one_shown, other_shown) = (veil.shown(one), veil.shown(other));
    let compared = group.compared(&one_shown.text, &other_shown.text);
    let Some(Compared {
        comparison,
        contrast,
    }) = &*compared
    else {
        return;
    };
    let mut rows = spans::rows(area);
    for (side, number, entry) in [
        (Side::Left, left, &one_shown),
        (Side::Right, right, &other_shown),
    ] {
        let Some(row) = rows.next() else { return };
        put_head(group, (side, number), entry, scene, row, buffer);
    }
    let hidden = one_shown.text == other_shown.text && one.text != other.text;
    let told = words::told(contrast, &one_shown.text, &other_shown.text);
    for line in findings(group, &told, hidden, area.width.into(), styles) {
        let Some(row) = rows.next() else { return };
        spans::put(buffer, row, line);
    }
    if area.height >= 12 {
        rows.next();
    }
    let Some(top) = rows.next() else { return };
    let body = Rect {
        height: area.bottom() - top.y,
        ..top
    };
    scene.clickable(body, Target::Preview);
    let layers = |found: &[(_, std::ops::Range<usize>)]| -> Vec<Layer> {
        found
            .iter()
            .map(|(_, range)| (range.clone(), styles.matched))
            .collect()
    };
    let (here, there) = (layers(&contrast.0), layers(&contrast.1));
    let look = diff::Look::fitting(styles, body.width);
    let lines = look.rows(comparison);
    let shown = usize::from(body.height);
    viewport.preview = shown;
    viewport.preview_lines = lines;
    let first = first.min(lines.saturating_sub(shown));
    look.draw(comparison, [&here, &there], first, body, buffer);
}

/// Which entry it is, and what becomes of it if the one under the cursor is kept.
fn put_head(
    group: &Group,
    (side, number): (Side, usize),
    entry: &Entry,
    scene: Scene<'_>,
    row: Rect,
    buffer: &mut Buffer,
) {
    let styles = scene.styles;
    let selected = group.side() == side;
    if selected {
        let wide = Rect {
            x: row.x.saturating_sub(1),
            width: row.width + 2,
            ..row
        };
        buffer.set_style(wide, styles.selection);
        spans::put(buffer, wide, vec![Span::styled("▌", styles.accent)]);
    }
    let (name, colour) = match side {
        Side::Left => ("left ", styles.removed),
        Side::Right => ("right", styles.added),
    };
    let (fate, fate_style): (&str, Style) = if group.is_left_alone(number) {
        ("left alone", styles.info)
    } else if selected {
        ("Enter keeps it", styles.good)
    } else {
        ("goes", styles.bad)
    };
    let mut row = row;
    row.width -= spans::put_right(
        buffer,
        row,
        vec![Span::raw("  "), Span::styled(fate, fate_style)],
    );
    let mut line = vec![
        Span::styled(name, colour),
        Span::styled(
            format!(" {}/{} ", number + 1, group.entries().len()),
            styles.muted,
        ),
    ];
    let room = usize::from(row.width.saturating_sub(spans::columns(&line)));
    line.push(Span::styled(
        when(entry, number == 0, room, scene.now),
        styles.text,
    ));
    let about = format!(" · {} · {} · {}", entry.kind, entry.agent, entry.place());
    let room = usize::from(row.width.saturating_sub(spans::columns(&line)));
    line.push(Span::styled(cells::fit(&about, room), styles.muted));
    spans::put(buffer, row, line);
}

/// How old it is, in so many columns.
fn when(entry: &Entry, newest: bool, room: usize, now: DateTime<Utc>) -> String {
    let Some(at) = entry.instant() else {
        return cells::fit("undated", room);
    };
    let newest = if newest { ", the newest" } else { "" };
    let (long, short) = (age::long(at, now), age::short(at, now));
    [format!("{long}{newest}"), long, format!("{short}{newest}")]
        .into_iter()
        .find(|told| cells::width(told) <= room)
        .unwrap_or(short)
}

/// What matters in the difference, in words.
fn findings(
    group: &Group,
    told: &[String],
    hidden: bool,
    width: usize,
    styles: &Styles,
) -> Vec<Vec<Span<'static>>> {
    let room = width.saturating_sub(2).max(1);
    let mut lines: Vec<Vec<Span<'static>>> = told
        .iter()
        .flat_map(|sentence| {
            wrap::lines(sentence, room).enumerate().map(|(at, line)| {
                let mark = if at == 0 { "≠ " } else { "  " };
                let mut spans = vec![Span::styled(mark, styles.warn)];
                spans.extend(spans::layered(line, styles.warn, &[], 0));
                spans
            })
        })
        .take(MOST_TOLD)
        .collect();
    if hidden {
        let text = cells::fit("≠ the masked credentials differ", width);
        lines.push(vec![Span::styled(text, styles.warn)]);
    }
    if lines.is_empty() {
        let text = if group.exact {
            "= the same but for white space and case"
        } else {
            "= the same numbers, dates and negations"
        };
        lines.push(vec![Span::styled(cells::fit(text, width), styles.good)]);
    }
    lines
}
