//! A list with a cursor in a view: only the rows that show are drawn.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, pane, spans};
use crate::tui::model::{Scrolled, Target, list::Scroll};

/// The frame that a list's rows would have; its scroll bar is drawn into the right side.
pub(super) fn around(rows: Rect) -> Rect {
    Rect {
        x: rows.x.saturating_sub(2),
        y: rows.y.saturating_sub(1),
        width: rows.width + 4,
        height: rows.height + 2,
    }
}

/// A list to draw.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    pub scroll: &'a Scroll,
    /// Rows in all.
    pub len: usize,
    /// Lines of one row.
    pub height: u16,
    /// It has the keys.
    pub focused: bool,
}

impl List<'_> {
    /// Draws the rows that fit into `inner`, and a scroll bar into the right side of `frame`. `row`
    /// draws a row's number into its place. Returns how many fit.
    pub fn draw(
        self,
        scene: Scene<'_>,
        (frame, inner): (Rect, Rect),
        buffer: &mut Buffer,
        mut row: impl FnMut(usize, Rect, &mut Buffer),
    ) -> usize {
        let styles = scene.styles;
        let height = self.height.max(1);
        let page = usize::from(inner.height / height);
        let window = self.scroll.window(self.len, page);
        // The mark of the cursor and its background reach into the air at the sides.
        let wide = Rect {
            x: inner.x.saturating_sub(1),
            width: inner.width + 2,
            height,
            ..inner
        };
        let cursor = self.scroll.cursor.min(self.len.saturating_sub(1));
        for (number, y) in window.clone().zip((inner.y..).step_by(height.into())) {
            scene.clickable(Rect { y, ..wide }, Target::Row(number));
            if number == cursor {
                let (back, mark) = if self.focused {
                    (styles.selection, styles.accent)
                } else {
                    (styles.selection_idle, styles.faint)
                };
                let place = Rect { y, ..wide };
                buffer.set_style(place, back);
                for line in spans::rows(place) {
                    spans::put(buffer, line, vec![Span::styled("▌", mark)]);
                }
            }
            let place = Rect { y, height, ..inner };
            row(number, place, buffer);
        }
        let seen = (window.start, page, self.len);
        pane::scroll_bar(scene, Scrolled::View, self.focused, frame, seen, buffer);
        page
    }
}
