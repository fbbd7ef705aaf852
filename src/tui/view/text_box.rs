//! A text being edited: its rows, what is selected in it, and its cursor.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::spans::{self, Layer};
use crate::tui::{
    model::{TextBox, text_box::Room},
    styles::Styles,
};

/// Draws the part of a text around its cursor; tells where the cursor is.
pub(super) fn draw(
    text_box: &TextBox,
    focused: bool,
    styles: &Styles,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    // The cursor needs a cell of its own behind the text.
    let room = Room {
        width: usize::from(area.width.saturating_sub(1).max(1)),
        height: usize::from(area.height),
    };
    let window = text_box.window(room);
    for ((line, range), row) in window.iter().zip(spans::rows(area)) {
        let text = &text_box.lines()[*line];
        let mut layers: Vec<Layer> = Vec::new();
        if let Some(selected) = text_box.selected_in(*line).filter(|_| focused) {
            let start = selected.start.saturating_sub(range.start);
            let end = selected.end.min(range.end).saturating_sub(range.start);
            layers.push((start..end, styles.selected));
        }
        let shown = spans::layered(&text[range.clone()], styles.text, &layers, 0);
        spans::put(buffer, row, shown);
    }
    let (row, column) = text_box.cursor_in_window()?;
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    let row = u16::try_from(row).ok().filter(|row| *row < area.height)?;
    focused.then(|| {
        let x = area.x.saturating_add(column.min(area.width - 1));
        Position::new(x, area.y + row)
    })
}
