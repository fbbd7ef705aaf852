//! Which terms the words of a question stand for, over all tables that are searched.

use std::collections::HashMap;

use super::analyzer::QueryWord;
use super::keyword_source::Source;

/// The beginning of a word stands for so many terms at most, the most frequent ones.
const MOST_TERMS: usize = 1024;

/// How much an occurrence of a longer word counts beside one of the word as typed.
const LONGER_WORD: f32 = 0.5;

/// One word of a question as a set of terms; texts that hold any hold the word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms(Vec<(String, f32)>);

impl Terms {
    /// Each term with how much one occurrence counts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, f32)> {
        self.0.iter().map(|(term, counts)| (term.as_str(), *counts))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Looks a word up in the vocabularies of all sources.
pub(super) fn expand<'a>(word: &QueryWord, sources: impl Iterator<Item = &'a Source>) -> Terms {
    let mut terms = vec![(word.term.clone(), 1.0)];
    let Some(prefix) = &word.prefix else {
        return Terms(terms);
    };
    let mut known: HashMap<String, u64> = HashMap::new();
    let mut count = |term: &str, frequency: u64| {
        if let Some(sum) = known.get_mut(term) {
            *sum += frequency;
        } else {
            known.insert(term.to_owned(), frequency);
        }
    };
    for source in sources {
        source.starting_with(&prefix.start, &mut count);
    }
    known.remove(&word.term);
    let mut longer: Vec<(String, u64)> = known.into_iter().collect();
    longer.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    longer.truncate(MOST_TERMS);
    let stems = prefix
        .stems
        .iter()
        .filter(|stem| **stem != word.term)
        .cloned();
    terms.extend(
        stems
            .chain(longer.into_iter().map(|(term, _)| term))
            .map(|term| (term, LONGER_WORD)),
    );
    Terms(terms)
}
