//! Groups of near-equal entries, and two of a group compared.

mod pair;
mod words;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::Span,
};

use super::{
    Scene, full,
    list::{self, List},
    snippet, spans,
};
use crate::{
    domain::count::{counted, percent, thousands},
    tui::{
        model::{Duplicates, Viewport, duplicates::Group},
        text::{cells, wrap},
    },
};

/// From this width on, the groups stand beside what is compared, in so many columns.
const BESIDE: u16 = 120;
const LIST: u16 = 36;

/// From this height on, they stand above it.
const ABOVE: u16 = 16;

/// Columns of the likeness and of the number of entries.
const LIKENESS: usize = 6;
const COUNT: usize = 4;

pub(super) fn draw(
    view: &Duplicates,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let inner = full::draw(scene, "Duplicates", state(view, scene), area, buffer);
    let Some(group) = view.group() else {
        say(view, scene, inner, buffer);
        return;
    };
    let (list, pair) = parts(inner, view.shown().len());
    if let Some(list) = list {
        viewport.list = List {
            scroll: &view.scroll,
            len: view.shown().len(),
            height: 1,
            focused: true,
        }
        .draw(
            scene,
            (list::around(list), list),
            buffer,
            |number, place, buffer| {
                if let Some(group) = view.shown().get(number) {
                    put_row(group, scene, place, buffer);
                }
            },
        );
    }
    pair::draw(group, view.first, scene, pair, buffer, viewport);
}

/// Where the groups go, when there is room, and what is compared.
fn parts(inner: Rect, groups: usize) -> (Option<Rect>, Rect) {
    if inner.width >= BESIDE {
        let [list, _, pair] = Layout::horizontal([
            Constraint::Length(LIST),
            Constraint::Length(3),
            Constraint::Fill(1),
        ])
        .areas(inner);
        (Some(list), pair)
    } else if inner.height >= ABOVE {
        let rows = u16::try_from(groups).unwrap_or(u16::MAX);
        let [list, _, pair] = Layout::vertical([
            Constraint::Length(rows.clamp(1, inner.height / 4)),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(inner);
        (Some(list), pair)
    } else {
        (None, inner)
    }
}

/// How far the work is, or how many groups there are.
fn state(view: &Duplicates, scene: Scene<'_>) -> Vec<Span<'static>> {
    let styles = scene.styles;
    let threshold = format!("from {:.2} on", view.threshold());
    if view.reading.is_some() {
        let text = view.progress.map_or_else(
            || "comparing…".to_owned(),
            |at| format!("comparing… {} %", percent(at.done, at.total)),
        );
        return vec![
            Span::styled(text, styles.accent),
            Span::styled(format!(" · {threshold}"), styles.faint),
        ];
    }
    let groups = view.shown().len();
    let place = if groups > 0 {
        format!("{} of ", thousands(view.scroll.cursor + 1))
    } else {
        String::new()
    };
    vec![
        Span::styled(
            format!("{place}{}", counted(groups, "group", "groups")),
            styles.muted,
        ),
        Span::styled(format!(" · {threshold}"), styles.faint),
    ]
}

/// What shows instead of groups.
fn say(view: &Duplicates, scene: Scene<'_>, inner: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let (text, style) = match &view.error {
        Some(error) => (error.clone(), styles.bad),
        None if view.reading.is_some() => (
            "comparing every entry with every other…".to_owned(),
            styles.faint,
        ),
        None => (
            format!(
                "no two entries are {:.2} alike; - looks for less alike ones",
                view.threshold()
            ),
            styles.good,
        ),
    };
    let middle = Rect {
        y: inner.y + inner.height / 3,
        height: inner.height - inner.height / 3,
        ..inner
    };
    for (line, row) in wrap::lines(&text, inner.width.into()).zip(spans::rows(middle)) {
        spans::centre(buffer, row, line, style);
    }
}

/// How alike, how many, and how the newest begins.
fn put_row(group: &Group, scene: Scene<'_>, place: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let Some(entry) = group.entries().first() else {
        return;
    };
    let masked = scene.model.veil.masked(entry);
    let shown = masked.as_deref().unwrap_or(entry);
    let (likeness, style) = if group.exact {
        ("same".to_owned(), styles.good)
    } else {
        (format!("{:.3}", group.similarity), styles.info)
    };
    let count = format!("×{}", thousands(group.entries().len()));
    let mut line = vec![
        Span::styled(cells::fill(&likeness, LIKENESS), style),
        Span::styled(cells::fill(&count, COUNT), styles.muted),
    ];
    let room = usize::from(place.width.saturating_sub(spans::columns(&line)));
    let text = snippet::opening(&shown.text);
    line.extend(spans::fitted(&text, styles.text, &[], room));
    spans::put(buffer, place, line);
}
