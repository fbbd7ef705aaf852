//! A message that the last line has no room for: a box above it.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::Span,
    widgets::{Clear, Widget},
};

use super::{Scene, pane::Pane, spans};
use crate::tui::{
    model::{Level, Notice},
    styles::Styles,
    text::{cells, wrap},
};

/// Columns of the box, where there are so many.
const WIDTH: u16 = 72;

/// Lines of it at most.
const LINES: usize = 6;

/// How a message of this weight stands out.
pub(super) fn style(level: Level, styles: &Styles) -> Style {
    match level {
        Level::Info => styles.info,
        Level::Warning => styles.warn,
        Level::Error => styles.bad,
    }
}

/// Whether the last line, of so many columns, has room for a message and still for some keys.
pub(super) fn fits(notice: &Notice, columns: usize) -> bool {
    cells::width(&notice.text) <= columns / 3 * 2
}

/// Draws it, if the last line does not show it.
pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let Some(notice) = model.notices.current() else {
        return;
    };
    if fits(notice, area.width.into()) {
        return;
    }
    let width = WIDTH.min(area.width);
    let room = usize::from(width.saturating_sub(4)).max(1);
    let lines: Vec<&str> = wrap::lines(&notice.text, room).take(LINES).collect();
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let above = area.height.saturating_sub(1);
    let frame = Rect {
        x: area.right() - width,
        y: area.y + above.saturating_sub(height),
        width,
        height: height.min(above),
    };
    Clear.render(frame, buffer);
    buffer.set_style(frame, styles.raised);
    let mark = Span::styled("●", style(notice.level, styles));
    let inner = Pane::new(styles, false).title([mark]).draw(frame, buffer);
    for (line, row) in lines.into_iter().zip(spans::rows(inner)) {
        spans::put(buffer, row, vec![Span::styled(line, styles.text)]);
    }
}
