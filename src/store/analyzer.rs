//! Texts and questions to words, the same way in lance's full-text index and beside it.

use std::collections::HashSet;

use lance_index::scalar::{InvertedIndexParams, inverted::document_tokenizer::LanceTokenizer};

use lance::Result;

/// Longer words are not indexed. Digests and ids are shorter, encoded binary data is not.
const LONGEST_WORD: usize = 128;

/// A question has at most so many different words; pasted pages are cut here.
const MOST_WORDS: usize = 64;

/// How lance's full-text index cuts texts into words. Word boundaries come from ICU, which knows
/// Japanese, Chinese and Thai; `_`, `-`, `.` and `/` part words too, so that parts of identifiers and
/// paths are found. Stop words are indexed, so that a question of nothing else finds something.
#[must_use]
pub fn index_params() -> InvertedIndexParams {
    InvertedIndexParams::default()
        .base_tokenizer("icu/split".to_owned())
        .max_token_length(Some(LONGEST_WORD))
        .lower_case(true)
        .ascii_folding(true)
        .stem(true)
        .remove_stop_words(false)
        .with_position(false)
}

/// One word of a question: a text that holds any of its terms holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The word as it is in the index.
    pub term: String,
    /// Set while the word is still being typed.
    pub prefix: Option<Prefix>,
}

/// The beginning of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// As typed, in lower case; terms that start with it match.
    pub start: String,
    /// Terms of longer words that start so, though the term does not: for `configurat`, the term
    /// `configur` of `configuration`.
    pub stems: Vec<String>,
}

/// Cuts texts into words.
#[derive(Debug)]
pub struct Analyzer {
    documents: Box<dyn LanceTokenizer>,
    without_stop_words: Box<dyn LanceTokenizer>,
    unstemmed: Box<dyn LanceTokenizer>,
}

impl Analyzer {
    /// # Errors
    /// Never for the settings above; the tokenizer's constructor is fallible for others.
    pub fn new() -> Result<Self> {
        Ok(Self {
            documents: index_params().build()?,
            without_stop_words: index_params().remove_stop_words(true).build()?,
            unstemmed: index_params().stem(false).build()?,
        })
    }

    /// Calls `sink` with each word of a text; returns how many there are.
    pub fn document(&mut self, text: &str, mut sink: impl FnMut(&str)) -> u32 {
        let mut words = 0;
        let mut stream = self.documents.token_stream_for_doc(text);
        while stream.advance() {
            sink(&stream.token().text);
            words += 1;
        }
        words
    }

    /// The words of a question, each once, without stop words unless there are no others. With
    /// `typing`, the word at its very end is also a prefix.
    pub fn question(&mut self, words: &str, typing: bool) -> Vec<QueryWord> {
        let all = terms(&mut self.documents, words);
        let mut telling = terms(&mut self.without_stop_words, words);
        let typed = if typing { self.typed(words) } else { None };
        if let Some((offset, prefix)) = typed {
            telling.retain(|(from, _)| *from != offset);
            let lone = telling.is_empty();
            if prefix.is_useful(lone) {
                let term = all.iter().find(|(from, _)| *from == offset);
                let term = term.map_or_else(|| prefix.start.clone(), |(_, term)| term.clone());
                let mut question = once_each(telling, MOST_WORDS - 1);
                question.retain(|word| word.term != term);
                question.push(QueryWord {
                    term,
                    prefix: Some(prefix),
                });
                return question;
            }
        }
        let chosen = if telling.is_empty() { all } else { telling };
        once_each(chosen, MOST_WORDS)
    }

    /// The word that ends where the question ends, with its byte offset.
    fn typed(&mut self, words: &str) -> Option<(usize, Prefix)> {
        let mut last = None;
        let mut stream = self.unstemmed.token_stream_for_search(words);
        while stream.advance() {
            let token = stream.token();
            last = Some((token.offset_from, token.offset_to, token.text.clone()));
        }
        drop(stream);
        let (from, to, start) = last?;
        (to == words.len()).then(|| {
            let stems = self.stems_of_longer_words(&start);
            (from, Prefix { start, stems })
        })
    }

    /// What English words that start with `start` become in the index, where that is shorter.
    fn stems_of_longer_words(&mut self, start: &str) -> Vec<String> {
        if start.len() < 3 || !start.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Vec::new();
        }
        let completed: Vec<String> = completions().map(|tail| format!("{start}{tail}")).collect();
        let stems: HashSet<String> = terms(&mut self.documents, &completed.join(" "))
            .into_iter()
            .map(|(_, stem)| stem)
            .filter(|stem| !stem.starts_with(start))
            .collect();
        let mut stems: Vec<String> = stems.into_iter().collect();
        stems.sort_unstable();
        stems
    }
}

impl Prefix {
    /// One Latin letter starts too many words to help where there are whole words to go by.
    fn is_useful(&self, lone: bool) -> bool {
        lone || self.start.len() > 1
    }
}

/// English endings, and with [`completions`] what may still be missing of them.
const ENDINGS: [&str; 24] = [
    "ations",
    "izations",
    "izing",
    "ized",
    "izers",
    "ements",
    "ments",
    "nesses",
    "ities",
    "ivities",
    "abilities",
    "ables",
    "ibles",
    "ically",
    "ally",
    "ances",
    "ences",
    "fulness",
    "ously",
    "edly",
    "ingly",
    "ies",
    "ions",
    "ers",
];

/// Every tail of every ending, and every tail's beginnings that are endings themselves.
fn completions() -> impl Iterator<Item = &'static str> {
    let mut seen = HashSet::new();
    ENDINGS
        .iter()
        .flat_map(|ending| (0..ending.len()).map(|from| &ending[from..]))
        .flat_map(|tail| [tail, tail.strip_suffix('s').unwrap_or(tail)])
        .filter(move |tail| !tail.is_empty() && seen.insert(*tail))
}

fn terms(tokenizer: &mut Box<dyn LanceTokenizer>, text: &str) -> Vec<(usize, String)> {
    let mut terms = Vec::new();
    let mut stream = tokenizer.token_stream_for_search(text);
    while stream.advance() {
        let token = stream.token();
        terms.push((token.offset_from, token.text.clone()));
    }
    terms
}

fn once_each(terms: Vec<(usize, String)>, most: usize) -> Vec<QueryWord> {
    let mut seen = HashSet::new();
    terms
        .into_iter()
        .filter(|(_, term)| seen.insert(term.clone()))
        .take(most)
        .map(|(_, term)| QueryWord { term, prefix: None })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(question: &str, typing: bool) -> Vec<String> {
        let words = Analyzer::new().unwrap().question(question, typing);
        words.into_iter().map(|word| word.term).collect()
    }

    #[test]
    fn stop_words_go_unless_there_is_nothing_else() {
        assert_eq!(words("what is the token", false), ["token"]);
        assert_eq!(words("what is this", false), ["what", "is", "this"]);
        assert_eq!(words("... \"' ()", false), Vec::<String>::new());
    }

    #[test]
    fn identifiers_paths_and_japanese_fall_into_words() {
        assert_eq!(words("max_retry_count", false), ["max", "retri", "count"]);
        assert_eq!(
            words("認証トークンの検証", false),
            ["認証", "トークン", "検証"]
        );
        assert_eq!(words("Café NAÏVE", false), ["cafe", "naiv"]);
    }

    #[test]
    fn the_word_being_typed_is_a_prefix_and_reaches_shorter_stems() {
        let question = Analyzer::new()
            .unwrap()
            .question("the service configurat", true);
        assert_eq!(question[0].term, "servic");
        let prefix = question[1].prefix.as_ref().unwrap();
        assert_eq!(prefix.start, "configurat");
        assert!(prefix.stems.contains(&"configur".to_owned()), "{prefix:?}");
    }

    #[test]
    fn after_a_space_or_a_full_stop_nothing_is_being_typed() {
        for question in ["service ", "service."] {
            let question = Analyzer::new().unwrap().question(question, true);
            assert_eq!(question.len(), 1);
            assert_eq!(question[0].prefix, None);
        }
    }

    #[test]
    fn one_letter_is_a_prefix_only_alone() {
        assert!(words("token v", true).len() <= 2);
        let alone = Analyzer::new().unwrap().question("v", true);
        assert!(alone[0].prefix.is_some());
    }

    #[test]
    fn a_pasted_page_is_cut() {
        let page: Vec<String> = (0..5000).map(|n| format!("word{n}")).collect();
        assert_eq!(words(&page.join(" "), true).len(), MOST_WORDS);
    }
}
