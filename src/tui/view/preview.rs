//! An entry beside a list: where it belongs, and its text as far as there is room.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, spans};
use crate::{
    domain::{age, entry::Entry},
    tui::{
        model::{Target, Viewport},
        text::{cells, wrap},
    },
};

/// Lines of a text that can be scrolled to; who wants more reads it in the detail pane.
const MOST_LINES: usize = 2_000;

/// Draws an entry from a line on, masked.
pub(super) fn draw(
    scene: Scene<'_>,
    entry: &Entry,
    first: usize,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let styles = scene.styles;
    scene.clickable(area, Target::Preview);
    let masked = scene.model.veil.masked(entry);
    let entry = masked.as_deref().unwrap_or(entry);
    let width = usize::from(area.width);
    let mut rows = spans::rows(area);
    if let Some(row) = rows.next() {
        let when = entry
            .instant()
            .map_or_else(|| "undated".to_owned(), |at| age::long(at, scene.now));
        let mut head = vec![Span::styled(
            cells::fit(&entry.kind, 20),
            styles.kind(&entry.kind),
        )];
        let about = format!(" · {} · {} · {when}", entry.agent, entry.place());
        let room = width.saturating_sub(usize::from(spans::columns(&head)));
        head.push(Span::styled(cells::fit(&about, room), styles.muted));
        spans::put(buffer, row, head);
    }
    let rows: Vec<Rect> = rows.collect();
    let metadata = Some(entry.metadata.as_str()).filter(|metadata| metadata.len() > 2);
    let lines: Vec<(&str, bool)> = paragraphs(&entry.text, width)
        .map(|line| (line, false))
        .chain(metadata.is_some().then_some(("", false)))
        .chain(
            metadata
                .into_iter()
                .flat_map(|metadata| paragraphs(metadata, width))
                .map(|line| (line, true)),
        )
        .take(MOST_LINES)
        .collect();
    viewport.preview = rows.len();
    viewport.preview_lines = lines.len();
    let first = first.min(lines.len().saturating_sub(rows.len()));
    for ((line, faint), row) in lines.into_iter().skip(first).zip(rows) {
        let style = if faint { styles.faint } else { styles.text };
        spans::put(buffer, row, spans::layered(line, style, &[], 0));
    }
}

/// The lines of a text, empty ones between paragraphs included.
fn paragraphs(text: &str, width: usize) -> impl Iterator<Item = &str> {
    text.trim_end().split('\n').flat_map(move |paragraph| {
        let paragraph = paragraph.strip_suffix('\r').unwrap_or(paragraph);
        let empty = paragraph.is_empty().then_some("");
        empty.into_iter().chain(wrap::lines(paragraph, width))
    })
}
