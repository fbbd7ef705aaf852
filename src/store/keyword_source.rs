//! Where the words of some of a table's rows are kept: in memory, or in a full-text index.

use std::collections::HashSet;
use std::sync::Arc;

use lance::Result;

use super::fragment_cache::fragment_of;
use super::keyword_index::IndexWords;
use super::keyword_memory::MemoryWords;
use super::postings::{Documents, Posting};
use super::vocabulary::Terms;
use crate::domain::bm25::Corpus;

/// Words of some of a table's rows.
#[derive(Debug)]
pub(super) enum Source {
    /// Rows of fragments without an index.
    Memory(Arc<MemoryWords>),
    /// Rows of the fragments that an index covers; it may list others, which are gone.
    Index {
        words: Arc<IndexWords>,
        fragments: Arc<HashSet<u64>>,
    },
}

impl Source {
    pub(super) fn documents(&self) -> &Documents {
        match self {
            Self::Memory(words) => words.documents(),
            Self::Index { words, .. } => words.documents(),
        }
    }

    pub(super) fn corpus(&self) -> Corpus {
        self.documents().corpus(self.coverage())
    }

    /// Tells whether it stands for a row; quick for rows of one fragment after another.
    pub(super) fn coverage(&self) -> impl FnMut(u64) -> bool {
        let fragments = match self {
            Self::Memory(_) => None,
            Self::Index { fragments, .. } => Some(fragments),
        };
        let (mut last, mut covers_last) = (None, false);
        move |row| {
            let Some(fragments) = fragments else {
                return true;
            };
            let fragment = fragment_of(row);
            if last != Some(fragment) {
                (last, covers_last) = (Some(fragment), fragments.contains(&fragment));
            }
            covers_last
        }
    }

    /// How many of these rows it stands for.
    pub(super) fn count(&self, rows: &[(u32, f32)]) -> u64 {
        match self {
            Self::Memory(_) => rows.len() as u64,
            Self::Index { words, .. } => {
                let mut covers = self.coverage();
                let places = rows.iter().map(|(document, _)| *document);
                let rows = places.map(|document| words.documents().row(document));
                rows.filter(|row| covers(*row)).count() as u64
            }
        }
    }

    pub(super) fn starting_with(&self, start: &str, sink: &mut impl FnMut(&str, u64)) {
        match self {
            Self::Memory(words) => {
                for (term, frequency) in words.starting_with(start) {
                    sink(term, frequency);
                }
            }
            Self::Index { words, .. } => words.starting_with(start, sink),
        }
    }

    /// For each word of the question, the rows that hold it and how often.
    pub(super) async fn occurrences(&self, question: &[Terms]) -> Result<Vec<Vec<(u32, f32)>>> {
        match self {
            Self::Memory(words) => Ok(question
                .iter()
                .map(|terms| {
                    let lists = terms
                        .iter()
                        .map(|(term, counts)| (words.postings(term), counts));
                    merge(lists)
                })
                .collect()),
            Self::Index { words, .. } => {
                let all: Vec<&str> = question
                    .iter()
                    .flat_map(|terms| terms.iter().map(|(term, _)| term))
                    .collect();
                let mut lists = words.postings(&all).await?.into_iter();
                Ok(question
                    .iter()
                    .map(|terms| {
                        let lists: Vec<_> = lists.by_ref().take(terms.len()).collect();
                        let counts = terms.iter().map(|(_, counts)| counts);
                        merge(lists.iter().map(AsRef::as_ref).zip(counts))
                    })
                    .collect())
            }
        }
    }
}

/// Adds the postings of a word's terms up, by row.
fn merge<'a>(lists: impl Iterator<Item = (&'a [Posting], f32)>) -> Vec<(u32, f32)> {
    let mut merged: Vec<(u32, f32)> = Vec::new();
    let mut filled = 0;
    for (list, counts) in lists.filter(|(list, _)| !list.is_empty()) {
        let occurrences = |posting: &Posting| posting.occurrences as f32 * counts;
        merged.extend(
            list.iter()
                .map(|posting| (posting.document, occurrences(posting))),
        );
        filled += 1;
    }
    if filled > 1 {
        merged.sort_by_key(|(document, _)| *document);
        merged.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
    }
    merged
}
