//! The frame of a view that covers everything above the status line.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, floating, pane::Pane};

/// Makes room for a view.
pub(super) fn clear(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    floating::clear(area, scene.styles.base, buffer);
}

/// Clears an area and frames it. `right` stands in the frame's top edge, such as a count.
pub(super) fn draw(
    scene: Scene<'_>,
    title: &str,
    right: Vec<Span<'_>>,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    clear(scene, area, buffer);
    Pane::new(scene.styles, true)
        .named(title)
        .right(right)
        .draw(area, buffer)
}
