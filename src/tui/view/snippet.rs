//! The part of a text that a row of results shows.

use super::words::Words;
use crate::domain::secret;
use crate::tui::text::cells::{self, Cells, ELLIPSIS};

/// Longer texts are not looked at further than this.
const MAX_BYTES: usize = 4096;

/// A match that lies further down is shown with this part of the row before it.
const BEFORE: usize = 4;

/// Characters looked at for each column: white space takes less room on a row than in its text.
const CHARS: usize = 4;

/// The beginning of a text, safe to print and in at most `columns`; or, when what `words` mean
/// comes only later, the part around its first place. Empty for an empty text.
pub(super) fn snippet(text: &str, words: &Words, columns: usize) -> String {
    let opening = opening(text);
    let shown = cells::fit(&opening, columns);
    // Cut off or not: what shows holds a match, or nothing does.
    if shown.len() == opening.len() || !words.ranges(&shown).is_empty() {
        return shown;
    }
    let Some(first) = words.ranges(&opening).into_iter().next() else {
        return shown;
    };
    // One column is for the ellipsis; near the end of the text, the row is filled from before.
    let room = columns.saturating_sub(1);
    let spare = room.saturating_sub(cells::width(&opening[first.start..]));
    let from = start_before(&opening, first.start, spare.max(columns / BEFORE));
    let rest = cells::fit(&opening[from..], room);
    format!("{ELLIPSIS}{rest}")
}

/// A word's start at most `columns` before `at`, or `at` itself.
fn start_before(text: &str, at: usize, columns: usize) -> usize {
    let before = cells::width(&text[..at]);
    let mut column = 0;
    let mut after_blank = false;
    for cell in Cells::new(&text[..at]) {
        if after_blank && before - column <= columns {
            return cell.start;
        }
        after_blank = &text[cell.start..cell.end] == " ";
        column += cell.width;
    }
    at
}

/// The beginning of a text on one line, at least `columns` of it if there are as many, credentials
/// masked.
pub(super) fn masked_opening(text: &str, columns: usize) -> String {
    let chars = columns.saturating_mul(CHARS);
    opening(&secret::mask_beginning(text.trim_start(), chars))
}

/// The beginning of a text on one line: white space is one space, marks of headings are left out.
pub(super) fn opening(text: &str) -> String {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut opening = String::new();
    let body = text[..end].trim_start().trim_start_matches('#');
    for word in body.split_whitespace() {
        if !opening.is_empty() {
            opening.push(' ');
        }
        opening.push_str(word);
    }
    opening
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::highlight::Highlighter;

    fn around(text: &str, words: &str, columns: usize) -> String {
        snippet(
            text,
            &Words::Words(Highlighter::new(words, false, &[])),
            columns,
        )
    }

    #[test]
    fn openings_are_one_line() {
        assert_eq!(opening("\n# Title\n\n- one\ttwo\n"), "Title - one two");
        assert_eq!(opening(&"日".repeat(MAX_BYTES)).len(), MAX_BYTES / 3 * 3);
        assert_eq!(opening(" \n "), "");
    }

    #[test]
    fn a_later_match_is_brought_into_sight() {
        let text = "The broker persists every message before it acknowledges; retries are safe.";
        assert_eq!(around(text, "broker", 24), "The broker persists eve…");
        assert_eq!(around(text, "retry", 24), "…retries are safe.");
        assert_eq!(around(text, "safe", 24), "…retries are safe.");
        assert_eq!(around(text, "absent", 24), "The broker persists eve…");
    }

    proptest! {
        #[test]
        fn snippets_fit(text in any::<String>(), word in "[a-z]{1,3}", columns in 1usize..40) {
            prop_assert!(cells::width(&around(&text, &word, columns)) <= columns);
        }
    }
}
