//! How wide a text is in cells of the terminal, cluster by cluster.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::printable::printable_line;

/// Longest cluster that is drawn whole, in characters. Emoji families have eleven; what has more is
/// a heap of combining marks that would spill over its neighbours.
const MAX_CLUSTER: usize = 16;

/// A heap of marks is taken in pieces of this size, so that no single step is long.
const MAX_CLUSTER_BYTES: usize = 512;

/// What stands for text that was cut off.
pub const ELLIPSIS: &str = "…";

/// What is drawn for a cluster: nothing a terminal would act on.
#[must_use]
pub fn symbol(cluster: &str) -> Cow<'_, str> {
    let symbol = printable_line(cluster);
    if symbol.len() <= MAX_CLUSTER || symbol.chars().count() <= MAX_CLUSTER {
        return symbol;
    }
    symbol.chars().take(1).collect::<String>().into()
}

/// A cluster of characters that the terminal shows as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Its first byte in the text.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Columns it takes; a tab counts as one.
    pub width: usize,
}

/// The clusters of a text.
#[derive(Debug, Clone)]
pub struct Cells<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cells<'a> {
    /// The clusters from the start of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Cells<'_> {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let first = *bytes.get(start)?;
        // Only a character behind it could join an ASCII one, or the line feed of CR LF.
        let alone =
            first.is_ascii() && first != b'\r' && bytes.get(start + 1).is_none_or(u8::is_ascii);
        let (length, width) = if alone {
            (1, 1)
        } else {
            let end = self.text.floor_char_boundary(start + MAX_CLUSTER_BYTES);
            let cluster = self.text[start..end].graphemes(true).next()?;
            (cluster.len(), usize::from(symbol(cluster).cell_width()))
        };
        self.at = start + length;
        Some(Cell {
            start,
            end: self.at,
            width,
        })
    }
}

/// Columns of a text on one line.
#[must_use]
pub fn width(text: &str) -> usize {
    Cells::new(text).map(|cell| cell.width).sum()
}

/// The text on one line, safe to print, in at most `columns`; an ellipsis tells of a cut.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let cut = cut(text, columns);
    let mut fitted = String::new();
    // What has no width would join what is before it.
    for cell in Cells::new(&text[..cut.unwrap_or(text.len())]).filter(|cell| cell.width > 0) {
        fitted.push_str(&symbol(&text[cell.start..cell.end]));
    }
    if cut.is_some() && columns > 0 {
        fitted.push_str(ELLIPSIS);
    }
    fitted
}

/// Where a text is cut so that it fits into `columns` with an ellipsis behind it; `None` when it
/// fits as it is.
#[must_use]
pub fn cut(text: &str, columns: usize) -> Option<usize> {
    let (mut used, mut keep) = (0, 0);
    for cell in Cells::new(text) {
        used += cell.width;
        if used > columns {
            return Some(keep);
        }
        if used < columns {
            keep = cell.end;
        }
    }
    None
}

/// [`fit`], filled up with spaces to exactly `columns`.
#[must_use]
pub fn fill(text: &str, columns: usize) -> String {
    let mut fitted = fit(text, columns);
    let missing = columns.saturating_sub(width(&fitted));
    fitted.extend(std::iter::repeat_n(' ', missing));
    fitted
}

/// [`fill`], the text at the right.
#[must_use]
pub fn fill_left(text: &str, columns: usize) -> String {
    let fitted = fit(text, columns);
    let missing = columns.saturating_sub(width(&fitted));
    " ".repeat(missing) + &fitted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn widths_are_those_of_the_terminal() {
        for (text, columns) in [
            ("abc", 3),
            ("日本", 4),
            ("e\u{301}", 1),
            ("👩‍💻", 2),
            ("\u{200b}", 0),
            ("\x1b[0m", 4),
            ("🇯🇵", 2),
        ] {
            assert_eq!(width(text), columns, "{text:?}");
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(fit("retry policy", 12), "retry policy");
        assert_eq!(fit("retry policy", 8), "retry p…");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fill_left("7", 3), "  7");
    }

    #[test]
    fn heaps_of_marks_do_not_spill() {
        for marks in [40, 500, 5_000] {
            let heap = format!("a{}b", "\u{301}".repeat(marks));
            assert_eq!(fit(&heap, 10), "ab");
            assert!(Cells::new(&heap).all(|cell| cell.end - cell.start <= MAX_CLUSTER_BYTES));
        }
    }

    proptest! {
        #[test]
        fn fitted_text_has_the_width_asked_for(text in any::<String>(), columns in 0usize..30) {
            prop_assert!(width(&fit(&text, columns)) <= columns);
            prop_assert_eq!(width(&fill(&text, columns)), columns);
        }

        #[test]
        fn cells_cover_the_text(text in any::<String>()) {
            let mut end = 0;
            for cell in Cells::new(&text) {
                prop_assert_eq!(cell.start, end);
                end = cell.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
