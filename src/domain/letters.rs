//! Which letters of a text a fuzzy query means.

use std::{cell::RefCell, ops::Range};

use nucleo::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};
use unicode_segmentation::UnicodeSegmentation;

/// Letters with more than about so many others between them are not worth pointing at.
const MAX_GAPS: u32 = 3;

/// A fuzzy query, ready to be looked for in many texts.
pub struct Letters {
    pattern: Pattern,
    matcher: RefCell<Matcher>,
}

impl Letters {
    /// Takes the words of a query as fuzzy search does.
    #[must_use]
    pub fn new(words: &str) -> Self {
        Self {
            pattern: Pattern::parse(words, CaseMatching::Smart, Normalization::Smart),
            matcher: RefCell::new(Matcher::new(Config::DEFAULT)),
        }
    }

    /// The byte ranges of `text` that match, in order, without overlaps.
    #[must_use]
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut buffer = Vec::new();
        let haystack = Utf32Str::new(text, &mut buffer);
        let mut matcher = self.matcher.borrow_mut();
        let mut meant = Vec::new();
        for atom in &self.pattern.atoms {
            let mut letters = Vec::new();
            let found = atom.indices(haystack, &mut matcher, &mut letters);
            if found.is_some() && is_compact(&letters) {
                meant.extend(letters);
            }
        }
        meant.sort_unstable();
        meant.dedup();
        let mut meant = meant.into_iter().peekable();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        // nucleo counts clusters, not characters.
        for (number, (start, cluster)) in (0u32..).zip(text.grapheme_indices(true)) {
            if meant.next_if_eq(&number).is_none() {
                continue;
            }
            let end = start + cluster.len();
            match ranges.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => ranges.push(start..end),
            }
        }
        ranges
    }
}

fn is_compact(letters: &[u32]) -> bool {
    let (Some(first), Some(last)) = (letters.iter().min(), letters.iter().max()) else {
        return false;
    };
    let count = u32::try_from(letters.len()).unwrap_or(u32::MAX);
    last - first <= count.saturating_mul(2).saturating_sub(1) + MAX_GAPS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(words: &str, text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for range in Letters::new(words).ranges(text) {
            out += &[&text[at..range.start], "[", &text[range.clone()], "]"].concat();
            at = range.end;
        }
        out + &text[at..]
    }

    #[test]
    fn letters_in_order_match() {
        assert_eq!(marked("rtry", "the retry"), "the [r]e[try]");
        assert_eq!(marked("検証", "署名の検証"), "署名の[検証]");
        assert_eq!(marked("e", "cafe\u{301}s"), "caf[e\u{301}]s");
    }

    #[test]
    fn strewn_letters_are_left_alone() {
        assert_eq!(
            marked("rtry", "red tape remains every day"),
            "red tape remains every day"
        );
        assert_eq!(marked("", "text"), "text");
    }

    proptest! {
        #[test]
        fn ranges_are_ordered_and_on_characters(words in ".{0,6}", text in ".{0,60}") {
            let mut end = 0;
            for range in Letters::new(&words).ranges(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
