//! Which parts of a text match the words of a query: what the eye should find first.

use std::ops::Range;

use super::{
    stem::stem,
    token::{Token, Tokens},
};

/// Words too common to point at, unless the query has no others.
const STOP_WORDS: [&str; 34] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how",
    "i", "in", "is", "it", "of", "on", "or", "our", "that", "the", "this", "to", "was", "we",
    "what", "when", "where", "which", "why", "with",
];

/// The words of a query, ready to be looked for in many texts.
#[derive(Debug, Clone, Default)]
pub struct Highlighter {
    /// Lower-case words of scripts that put spaces between words.
    words: Vec<Word>,
    /// Lower-case runs of scripts that do not, and exact phrases: found anywhere.
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Word {
    text: String,
    stem: String,
    /// The word may go on: it also matches the start of a longer one.
    prefix: bool,
}

#[derive(Debug, Clone)]
struct Part {
    text: Vec<char>,
    /// Where the whole is absent, its pairs of characters are looked for.
    in_pairs: bool,
}

impl Highlighter {
    /// Takes the free words of a query. With `typing`, the last word is still being written.
    /// `phrases` are found as they stand, ignoring case.
    #[must_use]
    pub fn new(words: &str, typing: bool, phrases: &[String]) -> Self {
        let mut this = Self::default();
        let tokens: Vec<Token<'_>> = Tokens::new(words).collect();
        let meaningful = |token: &Token<'_>| {
            !token.spaceless && !STOP_WORDS.contains(&token.text.to_lowercase().as_str())
        };
        let only_stop_words = !tokens
            .iter()
            .any(|token| token.spaceless || meaningful(token));
        for (at, token) in tokens.iter().enumerate() {
            let open = typing && at + 1 == tokens.len() && token.range.end == words.len();
            let text = token.text.to_lowercase();
            if token.spaceless {
                this.parts.push(Part {
                    text: text.chars().collect(),
                    in_pairs: true,
                });
            } else if open || only_stop_words || meaningful(token) {
                this.words.push(Word {
                    stem: stem(&text).into_owned(),
                    text,
                    prefix: open,
                });
            }
        }
        for phrase in phrases {
            let text: Vec<char> = phrase.chars().map(lower).collect();
            if !text.is_empty() {
                this.parts.push(Part {
                    text,
                    in_pairs: false,
                });
            }
        }
        this
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.parts.is_empty()
    }

    /// The byte ranges of `text` that match, in order, without overlaps.
    #[must_use]
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if !self.words.is_empty() {
            self.find_words(text, &mut found);
        }
        if !self.parts.is_empty() {
            let folded: Vec<(usize, char)> =
                text.char_indices().map(|(at, c)| (at, lower(c))).collect();
            for part in &self.parts {
                part.find(text, &folded, &mut found);
            }
        }
        merge(found)
    }

    fn find_words(&self, text: &str, found: &mut Vec<Range<usize>>) {
        for token in Tokens::new(text).filter(|token| !token.spaceless) {
            let lower = token.text.to_lowercase();
            let mut stemmed = None;
            for word in &self.words {
                let stem = stemmed.get_or_insert_with(|| stem(&lower));
                if lower == word.text || *stem == word.stem {
                    found.push(token.range.clone());
                } else if word.prefix && lower.starts_with(&word.text) {
                    found.push(token.range.start..prefix_end(&token, word.text.len()));
                }
            }
        }
    }
}

impl Part {
    fn find(&self, text: &str, folded: &[(usize, char)], found: &mut Vec<Range<usize>>) {
        if find_chars(&self.text, text, folded, found) || !self.in_pairs || self.text.len() < 3 {
            return;
        }
        for pair in self.text.windows(2) {
            find_chars(pair, text, folded, found);
        }
    }
}

/// Adds each place of `wanted`; tells whether there was one.
fn find_chars(
    wanted: &[char],
    text: &str,
    folded: &[(usize, char)],
    found: &mut Vec<Range<usize>>,
) -> bool {
    let before = found.len();
    for (at, window) in folded.windows(wanted.len()).enumerate() {
        if window.iter().map(|(_, c)| c).eq(wanted) {
            let end = folded
                .get(at + wanted.len())
                .map_or(text.len(), |(end, _)| *end);
            found.push(window[0].0..end);
        }
    }
    found.len() > before
}

/// Where a token's first `bytes` lower-case bytes end in the text as it stands.
fn prefix_end(token: &Token<'_>, bytes: usize) -> usize {
    let mut lower_bytes = 0;
    for (at, c) in token.text.char_indices() {
        if lower_bytes >= bytes {
            return token.range.start + at;
        }
        lower_bytes += c.to_lowercase().map(char::len_utf8).sum::<usize>();
    }
    token.range.end
}

fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// One character for one: what lengthens in lower case stays as it is.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(words: &str, typing: bool, text: &str) -> String {
        mark(&Highlighter::new(words, typing, &[]), text)
    }

    fn mark(highlighter: &Highlighter, text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for range in highlighter.ranges(text) {
            out += &[&text[at..range.start], "[", &text[range.clone()], "]"].concat();
            at = range.end;
        }
        out + &text[at..]
    }

    #[test]
    fn whole_words_match_whatever_their_case() {
        assert_eq!(
            marked("token", false, "Token tokens broken"),
            "[Token] [tokens] broken"
        );
        assert_eq!(
            marked("rs256", false, "RS256, not RS2567"),
            "[RS256], not RS2567"
        );
    }

    #[test]
    fn inflected_words_match() {
        assert_eq!(
            marked("retry", false, "retries; retried, retrying RETRY retro"),
            "[retries]; [retried], [retrying] [RETRY] retro"
        );
        assert_eq!(
            marked("caching", false, "cache caches cached"),
            "[cache] [caches] [cached]"
        );
    }

    #[test]
    fn parts_of_identifiers_match() {
        assert_eq!(
            marked("retry policy", false, "retry_policy.rs"),
            "[retry]_[policy].rs"
        );
        assert_eq!(
            marked("retry_policy", false, "the retry policy"),
            "the [retry] [policy]"
        );
    }

    #[test]
    fn only_a_word_being_typed_matches_as_prefix() {
        assert_eq!(
            marked("auth", true, "authentication auth"),
            "[auth]entication [auth]"
        );
        assert_eq!(
            marked("auth", false, "authentication auth"),
            "authentication [auth]"
        );
        assert_eq!(marked("auth ", true, "authentication"), "authentication");
        assert_eq!(
            marked("auth to", true, "authority tokens"),
            "authority [to]kens"
        );
        assert_eq!(marked("é", true, "École"), "[É]cole");
    }

    #[test]
    fn stop_words_do_not_shout() {
        let question = "how do services check a token";
        assert_eq!(
            marked(question, false, "A service does check the token"),
            "A [service] does [check] the [token]"
        );
        assert_eq!(marked("how to", false, "how to be"), "[how] [to] be");
    }

    #[test]
    fn scripts_without_spaces_match_anywhere() {
        assert_eq!(
            marked("認証", false, "サービス認証の方式"),
            "サービス[認証]の方式"
        );
        assert_eq!(marked("認証方式", false, "認証の方式"), "[認証]の[方式]");
        assert_eq!(
            marked("トークン検証", false, "トークンを検証する"),
            "[トークン]を[検証]する"
        );
    }

    #[test]
    fn phrases_match_as_they_stand() {
        let phrases = ["Exact words".to_owned()];
        let highlighter = Highlighter::new("", false, &phrases);
        assert_eq!(
            mark(&highlighter, "the EXACT WORDS, not exact  words"),
            "the [EXACT WORDS], not exact  words"
        );
    }

    proptest! {
        #[test]
        fn ranges_are_ordered_and_on_characters(words in ".{0,12}", typing: bool, text in ".{0,60}", phrase in ".{0,3}") {
            let ranges = Highlighter::new(&words, typing, &[phrase]).ranges(&text);
            let mut end = 0;
            for range in ranges {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }

        #[test]
        fn a_text_matches_its_own_words(text in "[a-zß日本éÉ]{1,12}") {
            prop_assert!(!Highlighter::new(&text, false, &[]).ranges(&text).is_empty());
        }
    }
}
