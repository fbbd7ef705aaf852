//! What fuzzy search asks of a text, the cheap questions first.
//!
//! Most texts of some length hold the letters of most words somewhere, and finding out how closely they
//! stand together takes long. But where a word stands as it was typed, at the beginning of a word, nothing
//! can match better: that is quickly seen, and nobody wants the others as long as there are enough of these.

use nucleo::{
    Matcher, Utf32Str,
    pattern::{Atom, AtomKind, Pattern},
};

use crate::domain::letters::{self, ACCENTS, CASE};

/// The words of a fuzzy question.
#[derive(Debug)]
pub(super) struct Question {
    pattern: Pattern,
    /// `None` when it is not known how well a text can match.
    plain: Option<Plain>,
}

/// Words of ASCII letters and digits.
#[derive(Debug)]
struct Plain {
    words: Vec<Word>,
    /// The same words, each to be found in one piece.
    pieces: Pattern,
    perfect: u32,
}

#[derive(Debug)]
struct Word {
    letters: Vec<u8>,
    ignores_case: bool,
}

/// What a text has to do with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// It holds the letters, and does not match perfectly.
    Matches,
    Scored(u32),
}

impl Question {
    pub(super) fn new(words: &str) -> Self {
        let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let pattern = letters::pattern(words);
        let plain = words
            .split_whitespace()
            .all(is_plain)
            .then(|| Plain::new(words));
        Self { pattern, plain }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pattern.atoms.is_empty()
    }

    /// The best score that there can be.
    pub(super) fn perfect(&self) -> Option<u32> {
        self.plain.as_ref().map(|plain| plain.perfect)
    }

    /// How closely the letters of every word stand together.
    pub(super) fn score(&self, haystack: Utf32Str<'_>, matcher: &mut Matcher) -> Option<u32> {
        self.pattern.score(haystack, matcher)
    }

    /// Whether a text matches, and whether it does so perfectly.
    pub(super) fn look(&self, haystack: Utf32Str<'_>, matcher: &mut Matcher) -> Found {
        let (Some(plain), Utf32Str::Ascii(text)) = (&self.plain, haystack) else {
            let score = self.score(haystack, matcher);
            return score.map_or(Found::Nothing, Found::Scored);
        };
        if !plain.words.iter().all(|word| word.is_in(text)) {
            return Found::Nothing;
        }
        match plain.pieces.score(haystack, matcher) {
            Some(score) if score == plain.perfect => Found::Scored(score),
            _ => Found::Matches,
        }
    }
}

impl Plain {
    fn new(words: &str) -> Self {
        let piece = |word| Atom::new(word, CASE, ACCENTS, AtomKind::Substring, false);
        let mut pieces = Pattern::default();
        pieces.atoms = words.split_whitespace().map(piece).collect();
        let mut matcher = Matcher::new(nucleo::Config::DEFAULT);
        // A word matches nothing better than itself.
        let perfect = pieces.atoms.iter().map(|atom| {
            let score = atom.score(atom.needle_text(), &mut matcher);
            score.map_or(0, u32::from)
        });
        let perfect = perfect.sum();
        let words = words.split_whitespace().map(Word::new).collect();
        Self {
            words,
            pieces,
            perfect,
        }
    }
}

impl Word {
    fn new(word: &str) -> Self {
        Self {
            letters: word.as_bytes().to_vec(),
            ignores_case: !word.bytes().any(|byte| byte.is_ascii_uppercase()),
        }
    }

    /// Whether a text holds the letters in order.
    fn is_in(&self, text: &[u8]) -> bool {
        let mut text = text.iter();
        self.letters.iter().all(|letter| {
            if self.ignores_case {
                text.any(|byte| byte.to_ascii_lowercase() == *letter)
            } else {
                text.any(|byte| byte == letter)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use nucleo::Config;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is looked at first agrees with the whole answer.
        #[test]
        fn nothing_matches_better_than_perfectly(
            words in "[a-cA1]{1,4}( [a-c]{1,3})?",
            text in "[a-dA-C1 ,./_-]{0,24}",
        ) {
            let question = Question::new(&words);
            let mut matcher = Matcher::new(Config::DEFAULT);
            let haystack = Utf32Str::Ascii(text.as_bytes());
            let score = question.score(haystack, &mut matcher);
            let found = question.look(haystack, &mut matcher);
            match score {
                None => prop_assert_eq!(found, Found::Nothing),
                Some(score) => {
                    let perfect = question.perfect().unwrap();
                    prop_assert!(score <= perfect);
                    if score == perfect {
                        prop_assert_eq!(found, Found::Scored(score));
                    } else {
                        prop_assert_eq!(found, Found::Matches);
                    }
                }
            }
        }
    }

    #[test]
    fn a_word_as_it_was_typed_is_perfect() {
        let look = |words: &str, text: &str| {
            let mut matcher = Matcher::new(Config::DEFAULT);
            let mut buffer = Vec::new();
            let question = Question::new(words);
            let perfect = question.perfect();
            match question.look(Utf32Str::new(text, &mut buffer), &mut matcher) {
                Found::Scored(score) => Some(perfect == Some(score)),
                Found::Matches => Some(false),
                Found::Nothing => None,
            }
        };
        assert_eq!(look("retry", "the Retry policy"), Some(true));
        assert_eq!(look("retry", "red tape or yes"), Some(false));
        assert_eq!(look("Retry", "the retry policy"), None);
        assert_eq!(look("the retry", "retry the"), Some(true));
        assert_eq!(
            look("caf\u{e9}", "a caf\u{e9}"),
            Some(false),
            "not known to be"
        );
    }
}
