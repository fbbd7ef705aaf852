//! Text in columns, by the width it takes on a terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Widest a column of names gets; longer names stand out of it.
const WIDEST_COLUMN: usize = 28;

/// Stands for what was cut off.
const ELLIPSIS: &str = "…";

/// Spaces between two columns.
pub const GAP: &str = "  ";

/// Cuts a line to so many columns, visibly.
#[must_use]
pub fn truncate(line: &str, width: usize) -> String {
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in line.graphemes(true) {
        used += grapheme.width();
        if used > width {
            while kept.width() + 1 > width {
                let Some((at, _)) = kept.grapheme_indices(true).next_back() else {
                    break;
                };
                kept.truncate(at);
            }
            if width > 0 {
                kept.push_str(ELLIPSIS);
            }
            return kept;
        }
        kept.push_str(grapheme);
    }
    kept
}

/// The spaces that fill a cell up to the column's width.
#[must_use]
pub fn padding(cell: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(cell.width()))
}

/// The width that a column needs for its cells.
pub fn column_width<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    widest(cells).min(WIDEST_COLUMN)
}

/// The width of the widest cell.
pub fn widest<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells.map(UnicodeWidthStr::width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cut_is_visible() {
        assert_eq!(truncate("knowledge", 9), "knowledge");
        assert_eq!(truncate("knowledge", 5), "know…");
        assert_eq!(truncate("日本語です", 5), "日本…");
        assert_eq!(truncate("日本語です", 4), "日…");
        assert_eq!(truncate("x", 0), "");
    }

    proptest! {
        #[test]
        fn a_cut_line_fits(line in any::<String>(), width in 0usize..40) {
            prop_assert!(truncate(&line, width).width() <= width.max(line.width().min(width)));
        }
    }
}
