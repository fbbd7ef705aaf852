//! Fuzzy search: letters in order, as file finders match; and which letters of a text a query means.

use std::{cell::RefCell, ops::Range};

use nucleo::{
    Config, Matcher, Utf32String,
    pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern},
};
use unicode_segmentation::UnicodeSegmentation;

/// Letters with more than about so many others between them are not worth pointing at.
const MAX_GAPS: u32 = 3;

/// Upper case matters in a word that has any.
pub const CASE: CaseMatching = CaseMatching::Smart;

/// Accents matter in a word that has any.
pub const ACCENTS: Normalization = Normalization::Smart;

/// The words of a fuzzy query: the letters of each must stand in order. No sign means anything
/// special.
#[must_use]
pub fn pattern(words: &str) -> Pattern {
    let atom = |word| Atom::new(word, CASE, ACCENTS, AtomKind::Fuzzy, false);
    let mut pattern = Pattern::default();
    pattern.atoms = words.split_whitespace().map(atom).collect();
    pattern
}

/// What the letters are looked for in.
pub fn write_haystack(haystack: &mut String, [text, id, agent, project]: [&str; 4]) {
    haystack.clear();
    for column in [text, id, agent, project] {
        haystack.push_str(column);
        haystack.push('\n');
    }
}

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
            pattern: pattern(words),
            matcher: RefCell::new(Matcher::new(Config::DEFAULT)),
        }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pattern.atoms.is_empty()
    }

    /// The byte ranges of `name` that match, in order, without overlaps; `None` when not every
    /// word does.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Vec<Range<usize>>> {
        let words = self.places(name).collect::<Option<Vec<_>>>()?;
        Some(ranges(name, words.concat()))
    }

    /// The byte ranges of `text` worth pointing at, in order, without overlaps: letters far from
    /// each other are not.
    #[must_use]
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let near = |letters: &Vec<u32>| is_compact(letters);
        let words: Vec<Vec<u32>> = self.places(text).flatten().filter(near).collect();
        ranges(text, words.concat())
    }

    /// Where the letters of each word stand.
    fn places(&self, text: &str) -> impl Iterator<Item = Option<Vec<u32>>> {
        let haystack = Utf32String::from(text);
        self.pattern.atoms.iter().map(move |atom| {
            let mut letters = Vec::new();
            let mut matcher = self.matcher.borrow_mut();
            atom.indices(haystack.slice(..), &mut matcher, &mut letters)?;
            Some(letters)
        })
    }
}

/// The parts of a text that letters with these numbers make up.
fn ranges(text: &str, mut letters: Vec<u32>) -> Vec<Range<usize>> {
    letters.sort_unstable();
    letters.dedup();
    let mut letters = letters.into_iter().peekable();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    // nucleo counts clusters, not characters.
    for (number, (start, cluster)) in (0u32..).zip(text.grapheme_indices(true)) {
        if letters.next_if_eq(&number).is_none() {
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

    #[test]
    fn signs_mean_nothing_special() {
        for word in ["!important", "^top", "'quoted", "5$", r"C:\", r"\!x"] {
            let text = format!("a {word} b");
            assert_eq!(marked(word, &text), format!("a [{word}] b"));
        }
        assert_eq!(marked("!top", "the top"), "the top");
    }

    #[test]
    fn names_hold_the_letters_of_every_word() {
        let found = |words: &str, name: &str| Letters::new(words).find(name);
        assert_eq!(found("tkn", "tokens"), Some(vec![0..1, 2..3, 4..5]));
        assert_eq!(found("e o", "ce\u{301}xo"), Some(vec![1..4, 5..6]));
        assert_eq!(found("tkn x", "tokens"), None);
        assert_eq!(found("", "tokens"), Some(vec![]));
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
