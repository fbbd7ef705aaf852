//! Cursor and scroll offset of a list, whatever its rows are.

use std::ops::Range;

use crate::tui::keymap::Movement;

/// Where cursor and view of a list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
}

impl Scroll {
    /// Moves the cursor in a list of `len` rows of which `page` fit.
    pub fn step(&mut self, movement: Movement, len: usize, page: usize) {
        self.cursor = target(movement, self.cursor, len, screenful(page));
        self.offset = scrolled(self.offset, self.cursor, len, page);
    }

    /// Keeps the cursor inside a list that has `len` rows now.
    pub fn clamp(&mut self, len: usize) {
        self.cursor = self.cursor.min(len.saturating_sub(1));
    }

    /// The rows that show when `page` of `len` fit; the cursor is among them.
    #[must_use]
    pub fn window(&self, len: usize, page: usize) -> Range<usize> {
        let cursor = self.cursor.min(len.saturating_sub(1));
        let first = scrolled(self.offset, cursor, len, page);
        first..(first + page).min(len)
    }
}

/// Rows of a screenful; before the first drawing a pane counts as one row.
pub(crate) fn screenful(rows: usize) -> usize {
    rows.max(1)
}

/// Where a movement leads in a list.
pub(crate) fn target(movement: Movement, from: usize, len: usize, page: usize) -> usize {
    let last = len.saturating_sub(1);
    match movement {
        Movement::Up => from.saturating_sub(1),
        Movement::Down => (from + 1).min(last),
        Movement::PageUp => from.saturating_sub(page),
        Movement::PageDown => (from + page).min(last),
        Movement::First => 0,
        Movement::Last => last,
    }
}

/// The offset nearest to `offset` at which `cursor` shows.
pub(crate) fn scrolled(offset: usize, cursor: usize, len: usize, page: usize) -> usize {
    let page = screenful(page);
    let lowest = (cursor + 1).saturating_sub(page);
    offset
        .clamp(lowest, cursor)
        .min(len.saturating_sub(page))
        .max(lowest)
}

/// Where a movement leads in a text of `lines` of which `page` fit.
pub(crate) fn scroll_text(movement: Movement, from: usize, lines: usize, page: usize) -> usize {
    let positions = lines.saturating_sub(page) + 1;
    target(
        movement,
        from.min(positions - 1),
        positions,
        screenful(page),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_always_shows() {
        for len in [1, 2, 5, 100] {
            for page in [0, 1, 3, 10] {
                for cursor in 0..len {
                    for offset in [0, 1, len / 2, len, usize::MAX / 2] {
                        let at = scrolled(offset, cursor, len, page);
                        assert!(at <= cursor && cursor < at + screenful(page));
                    }
                }
            }
        }
    }

    #[test]
    fn movements_stay_inside() {
        use Movement::{Down, First, Last, PageDown, PageUp, Up};
        for movement in [Down, First, Last, PageDown, PageUp, Up] {
            assert_eq!(target(movement, 0, 0, 5), 0);
            assert!(target(movement, 7, 10, 5) < 10);
        }
        assert_eq!(target(Last, 0, 1_000_000, 10), 999_999);
    }

    #[test]
    fn a_list_that_shrank_shows_its_end() {
        let mut scroll = Scroll {
            cursor: 90,
            offset: 80,
        };
        assert_eq!(scroll.window(10, 4), 6..10);
        assert_eq!(scroll.window(0, 4), 0..0);
        scroll.clamp(10);
        assert_eq!(scroll.cursor, 9);
    }
}
