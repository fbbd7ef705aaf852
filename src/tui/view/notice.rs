//! A message that the last line has no room for: a box above it, until its time is over or a click
//! or Esc takes it away. It never takes the keys.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{Scene, floating, pane::Pane, spans};
use crate::tui::{
    model::{Level, Notice, Target},
    styles::Styles,
    text::{cells, wrap},
};

/// Columns of the box, where there are so many.
const WIDTH: u16 = 76;

/// Rows of what lies behind that show above it.
const BEHIND: u16 = 2;

/// How a message of this weight stands out.
pub(super) fn style(level: Level, styles: &Styles) -> Style {
    match level {
        Level::Info => styles.info,
        Level::Warning => styles.warn,
        Level::Error => styles.bad,
    }
}

/// What a message of this weight is called.
fn name(level: Level) -> &'static str {
    match level {
        Level::Info => "Note",
        Level::Warning => "Warning",
        Level::Error => "Error",
    }
}

/// Whether a part of the last line, of so many columns, holds a message and leaves room for keys.
pub(super) fn fits(notice: &Notice, columns: u16) -> bool {
    cells::width(&notice.text) + 2 <= usize::from(columns) * 3 / 5
}

/// Draws it above the last line of the screen.
pub(super) fn draw(notice: &Notice, scene: Scene<'_>, screen: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let width = WIDTH.min(screen.width);
    let room = usize::from(width.saturating_sub(4)).max(1);
    let above = screen.height.saturating_sub(1);
    let most = usize::from(above.saturating_sub(2 + BEHIND).max(1));
    let lines: Vec<&str> = wrap::lines(&notice.text, room).collect();
    let shown = lines.len().min(most);
    let height = u16::try_from(shown + 2).unwrap_or(u16::MAX).min(above);
    let frame = Rect {
        x: screen.right() - width,
        y: screen.y + above - height,
        width,
        height,
    };
    floating::clear(frame, styles.raised, buffer);
    let mark = style(notice.level, styles);
    let more = (shown < lines.len()).then(|| Span::styled(cells::ELLIPSIS, mark));
    let inner = Pane::new(styles, false)
        .title([Span::styled(format!("● {}", name(notice.level)), mark)])
        .bottom_right(more)
        .draw(frame, buffer);
    for (line, row) in lines.into_iter().zip(spans::rows(inner)) {
        spans::put(buffer, row, spans::layered(line, styles.text, &[], 0));
    }
    scene.clickable(frame, Target::Notice);
}
