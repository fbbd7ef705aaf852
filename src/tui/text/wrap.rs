//! Breaks a paragraph into lines that fit, one at a time, so that only what is seen costs.

use super::cells::{Cell, Cells};

/// Distance of the tab stops in columns.
pub const TAB: usize = 4;

/// Columns a cell takes when it starts in `column`.
#[must_use]
pub fn advance(text: &str, cell: Cell, column: usize) -> usize {
    if &text[cell.start..cell.end] == "\t" {
        TAB - column % TAB
    } else {
        cell.width
    }
}

/// The first line of `paragraph`: where it ends, and where the next one starts. The blanks at a
/// break belong to neither. Always takes at least one cell.
#[must_use]
pub fn first_line(paragraph: &str, width: usize) -> (usize, usize) {
    let mut column = 0;
    let mut last_break = None;
    // Where the blanks before the current cell start, if there are any.
    let mut blanks = None;
    let mut previous_wide = false;
    for cell in Cells::new(paragraph) {
        let symbol = &paragraph[cell.start..cell.end];
        let blank = symbol == " " || symbol == "\t";
        let wide = cell.width > 1;
        if !blank && cell.start > 0 {
            if let Some(start) = blanks {
                last_break = Some((start, cell.start));
            } else if (wide || previous_wide) && !clings_to_the_left(symbol) {
                last_break = Some((cell.start, cell.start));
            }
        }
        let advance = advance(paragraph, cell, column);
        if column + advance > width {
            if blank {
                let rest = &paragraph[cell.start..];
                let next = paragraph.len() - rest.trim_start_matches([' ', '\t']).len();
                return (blanks.unwrap_or(cell.start), next);
            }
            let at = if cell.start == 0 {
                cell.end
            } else {
                cell.start
            };
            return last_break.filter(|(end, _)| *end > 0).unwrap_or((at, at));
        }
        column += advance;
        blanks = blank.then(|| blanks.unwrap_or(cell.start));
        previous_wide = wide;
    }
    (paragraph.len(), paragraph.len())
}

/// The lines of a paragraph, none for an empty one.
pub fn lines(paragraph: &str, width: usize) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (end, next) = first_line(rest, width.max(1));
        let line = &rest[..end];
        rest = &rest[next..];
        Some(line)
    })
}

/// Punctuation that must not start a line.
fn clings_to_the_left(symbol: &str) -> bool {
    symbol.starts_with([
        '、', '。', '，', '．', '」', '』', '）', '】', '》', '！', '？', '：', '；', 'ー', 'っ',
        'ゃ', 'ゅ', 'ょ', 'ッ', 'ャ', 'ュ', 'ョ', ',', '.', ')', ']', '!', '?', ':', ';',
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrap(text: &str, width: usize) -> Vec<&str> {
        lines(text, width).collect()
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("the  quick", 4), ["the", "quic", "k"]);
        assert!(wrap("", 4).is_empty());
        assert_eq!(wrap("exact fit", 9), ["exact fit"]);
    }

    #[test]
    fn long_words_break_hard() {
        assert_eq!(
            wrap("see https://example.org/a", 10),
            ["see", "https://ex", "ample.org/", "a"]
        );
    }

    #[test]
    fn wide_characters_break_anywhere_but_before_punctuation() {
        assert_eq!(wrap("日本語です", 4), ["日本", "語で", "す"]);
        assert_eq!(wrap("日本語。", 6), ["日本", "語。"]);
        assert_eq!(wrap("日", 1), ["日"]);
    }

    #[test]
    fn tabs_reach_to_their_stops() {
        assert_eq!(wrap("a\tb c", 6), ["a\tb", "c"]);
        assert_eq!(wrap("\tabcd", 6), ["\tab", "cd"]);
    }

    #[test]
    fn indentation_stays() {
        assert_eq!(wrap("  let x = 1;", 8), ["  let x", "= 1;"]);
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_is_lost(text in "[ \\ta-c日é\u{301}👩‍💻]{0,40}", width in 1usize..12) {
            let lines = wrap(&text, width);
            let kept: String = lines.concat();
            let solid = |text: &str| text.replace([' ', '\t'], "");
            prop_assert_eq!(solid(&kept), solid(&text));
        }

        #[test]
        fn lines_fit(text in any::<String>(), width in 2usize..20) {
            for line in wrap(&text, width) {
                let mut column = 0;
                for cell in Cells::new(line) {
                    column += advance(line, cell, column);
                }
                prop_assert!(column <= width || Cells::new(line).count() == 1, "{:?}", line);
            }
        }
    }
}
