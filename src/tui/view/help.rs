//! All keys, made from the keymap.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
    widgets::{Clear, Widget},
};

use super::{
    Scene,
    pane::{self, Pane},
    spans,
};
use crate::tui::{
    keymap::Section,
    model::{Help, Scrolled, Viewport},
    text::{cells, wrap},
};

/// Width of one column of keys.
const COLUMN: u16 = 54;

/// Air between two columns.
const GAP: u16 = 3;

/// Columns of the keys themselves.
const KEYS: usize = 16;

type SpanLine = Vec<Span<'static>>;

pub(super) fn draw(
    view: Help,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let styles = scene.styles;
    let columns: u16 = if area.width >= COLUMN * 2 + GAP + 8 {
        2
    } else {
        1
    };
    let text = columns * COLUMN + (columns - 1) * GAP;
    let width = (text + 4).min(area.width);
    let column = if columns > 1 {
        COLUMN
    } else {
        width.saturating_sub(4)
    };
    let parts = arranged(scene, usize::from(columns), usize::from(column));
    let lines = parts.iter().map(Vec::len).max().unwrap_or(0);
    let height = u16::try_from(lines + 2)
        .unwrap_or(u16::MAX)
        .min(area.height);
    let frame = centred(area, width, height);
    Clear.render(frame, buffer);
    buffer.set_style(frame, styles.raised);
    let inner = Pane::new(styles, true)
        .named("Keys")
        .right([Span::styled("Esc closes", styles.faint)])
        .draw(frame, buffer);
    let shown = usize::from(inner.height);
    let first = view.scroll.min(lines.saturating_sub(shown));
    viewport.help = shown;
    viewport.help_lines = lines;
    for (at, part) in (0u16..).zip(parts) {
        let x = inner.x + at * (COLUMN + GAP);
        let place = Rect {
            x,
            width: column.min(inner.right().saturating_sub(x)),
            ..inner
        };
        for (line, row) in part.into_iter().skip(first).zip(spans::rows(place)) {
            spans::put(buffer, row, line);
        }
    }
    pane::scroll_bar(
        scene,
        Scrolled::View,
        true,
        frame,
        (first, shown, lines),
        buffer,
    );
    None
}

/// The sections in columns of about the same length.
fn arranged(scene: Scene<'_>, columns: usize, width: usize) -> Vec<Vec<SpanLine>> {
    let sections: Vec<Vec<SpanLine>> = scene
        .model
        .keymap
        .help()
        .iter()
        .map(|section| lines(scene, section, width))
        .collect();
    let total: usize = sections.iter().map(Vec::len).sum();
    let mut parts: Vec<Vec<SpanLine>> = vec![Vec::new()];
    let mut placed = 0;
    for section in sections {
        // A section goes where the larger part of it belongs.
        let middle = placed + section.len() / 2;
        placed += section.len();
        if middle * columns >= total * parts.len() && parts.len() < columns {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push(Vec::new());
            }
            part.extend(section);
        }
    }
    parts
}

fn lines(scene: Scene<'_>, section: &Section, width: usize) -> Vec<SpanLine> {
    let styles = scene.styles;
    let mut lines = vec![vec![Span::styled(section.title, styles.accent)]];
    let column = KEYS.min(width / 2);
    let room = width.saturating_sub(column + 2);
    for (keys, help) in &section.lines {
        let mut keys = wrap::lines(keys, column);
        let mut help = wrap::lines(help, room);
        loop {
            let (left, right) = (keys.next(), help.next());
            if left.is_none() && right.is_none() {
                break;
            }
            lines.push(vec![
                Span::styled(cells::fill(left.unwrap_or_default(), column), styles.key),
                Span::raw("  "),
                Span::styled(right.unwrap_or_default().to_owned(), styles.muted),
            ]);
        }
    }
    lines
}

/// An area of that size in the middle.
pub(super) fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
