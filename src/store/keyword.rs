//! Keyword search: BM25 over one or many tables, ranked by the statistics of all of them together.

use std::collections::HashSet;
use std::sync::Arc;

use futures::future::try_join_all;
use lance::Result;

use super::analyzer::QueryWord;
use super::blocking::compute;
use super::fragment_cache::fragment_of;
use super::keyword_index::IndexWords;
use super::keyword_memory::MemoryWords;
use super::postings::{Documents, Posting};
use super::row_set::RowSet;
use super::vocabulary::{self, Terms};
use crate::domain::bm25::Corpus;

/// Everything keyword search knows of one table at one version.
#[derive(Debug)]
pub(super) struct KeywordView {
    pub(super) sources: Vec<Source>,
    pub(super) corpus: Corpus,
}

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

/// A row that holds words of the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeywordMatch {
    /// The row.
    pub row: u64,
    /// BM25 over all tables of the search.
    pub score: f32,
    /// It holds every word of the question.
    pub complete: bool,
}

impl Source {
    fn documents(&self) -> &Documents {
        match self {
            Self::Memory(words) => words.documents(),
            Self::Index { words, .. } => words.documents(),
        }
    }

    pub(super) fn corpus(&self) -> Corpus {
        self.documents().corpus(|row| self.covers(row))
    }

    fn covers(&self, row: u64) -> bool {
        match self {
            Self::Memory(_) => true,
            Self::Index { fragments, .. } => fragments.contains(&fragment_of(row)),
        }
    }

    /// How many of these rows it stands for.
    fn count(&self, rows: &[(u32, f32)]) -> u64 {
        match self {
            Self::Memory(_) => rows.len() as u64,
            Self::Index { words, .. } => {
                let row = |document| words.documents().row(document);
                let covered = |(document, _): &&(u32, f32)| self.covers(row(*document));
                rows.iter().filter(covered).count() as u64
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
    async fn occurrences(&self, question: &[Terms]) -> Result<Vec<Vec<(u32, f32)>>> {
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

/// Every row of every table that holds a word of the question and is allowed, in the order of
/// rows, one list a table.
pub(super) async fn rank(
    tables: &[(Arc<KeywordView>, Arc<RowSet>)],
    question: &[QueryWord],
) -> Result<Vec<Vec<KeywordMatch>>> {
    let mut corpus = Corpus::default();
    for (view, _) in tables {
        corpus.add(view.corpus);
    }
    let sources = || tables.iter().flat_map(|(view, _)| &view.sources);
    let question: Vec<Terms> = question
        .iter()
        .map(|word| vocabulary::expand(word, sources()))
        .collect();

    let mut frequencies = vec![0; question.len()];
    let mut occurrences = Vec::new();
    for source in sources() {
        let words = source.occurrences(&question).await?;
        for (frequency, rows) in frequencies.iter_mut().zip(&words) {
            *frequency += source.count(rows);
        }
        occurrences.push(words);
    }
    let rarities: Arc<[f32]> = frequencies
        .iter()
        .map(|frequency| corpus.rarity(*frequency))
        .collect();

    let mut occurrences = occurrences.into_iter();
    let scored = tables.iter().map(|(view, allowed)| {
        let occurrences: Vec<_> = occurrences.by_ref().take(view.sources.len()).collect();
        let (view, allowed, rarities) = (view.clone(), allowed.clone(), rarities.clone());
        compute(move || {
            let mut matches = Vec::new();
            for (source, words) in view.sources.iter().zip(&occurrences) {
                score(source, words, &rarities, corpus, &allowed, &mut matches);
            }
            matches.sort_unstable_by_key(|found| found.row);
            Ok(matches)
        })
    });
    try_join_all(scored).await
}

fn score(
    source: &Source,
    words: &[Vec<(u32, f32)>],
    rarities: &[f32],
    corpus: Corpus,
    allowed: &RowSet,
    matches: &mut Vec<KeywordMatch>,
) {
    let documents = source.documents();
    let mut scores = vec![(0.0_f32, 0_usize); documents.len() as usize];
    for (rows, rarity) in words.iter().zip(rarities) {
        for (document, occurrences) in rows {
            let weight = corpus.weight(*occurrences, documents.length(*document));
            let (score, held) = &mut scores[*document as usize];
            *score += rarity * weight;
            *held += 1;
        }
    }
    for (document, (score, held)) in (0..).zip(scores) {
        let row = documents.row(document);
        if held > 0 && allowed.contains(row) && source.covers(row) {
            matches.push(KeywordMatch {
                row,
                score,
                complete: held == words.len(),
            });
        }
    }
}
