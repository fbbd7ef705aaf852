//! Keyword search: BM25 over one or many tables, ranked by the statistics of all of them together.

use std::collections::HashSet;
use std::sync::Arc;

use futures::future::try_join_all;
use lance::{Error, Result};

use super::analyzer::QueryWord;
use super::blocking::spread;
use super::fragment_cache::fragment_of;
use super::keyword_index::IndexWords;
use super::keyword_memory::MemoryWords;
use super::postings::{Documents, Posting};
use super::row_set::RowSet;
use super::row_walk::OfRow;
use super::vocabulary::{self, Terms};
use crate::domain::bm25::Corpus;

/// Where fewer than one document in so many holds a word, those that do are sorted; otherwise all
/// documents are gone through.
const FEW: usize = 32;

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

/// What kept words from being ranked.
#[derive(Debug)]
pub(super) enum Fault {
    /// The index of a table, told by its number, cannot be read; the words are in the table still.
    Index { table: usize, error: Error },
    /// A table itself cannot be read.
    Table(Error),
}

impl Fault {
    /// At which of several tables it is.
    pub(super) fn of_table(self, table: usize) -> Self {
        match self {
            Self::Index { error, .. } => Self::Index { table, error },
            fault @ Self::Table(_) => fault,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Table(error)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Index { error, .. } | Fault::Table(error) => error,
        }
    }
}

impl OfRow for KeywordMatch {
    fn row(&self) -> u64 {
        self.row
    }
}

impl Source {
    fn documents(&self) -> &Documents {
        match self {
            Self::Memory(words) => words.documents(),
            Self::Index { words, .. } => words.documents(),
        }
    }

    pub(super) fn corpus(&self) -> Corpus {
        self.documents().corpus(self.coverage())
    }

    /// Tells whether it stands for a row; quick for rows of one fragment after another.
    fn coverage(&self) -> impl FnMut(u64) -> bool {
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
    fn count(&self, rows: &[(u32, f32)]) -> u64 {
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
) -> std::result::Result<Vec<Vec<KeywordMatch>>, Fault> {
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
    let mut occurrences = Vec::with_capacity(tables.len());
    for (table, (view, _)) in tables.iter().enumerate() {
        let mut of_table = Vec::with_capacity(view.sources.len());
        for (number, source) in view.sources.iter().enumerate() {
            let words = source.occurrences(&question).await;
            let words = words.map_err(|error| Fault::Index { table, error })?;
            for (frequency, rows) in frequencies.iter_mut().zip(&words) {
                *frequency += source.count(rows);
            }
            of_table.push((number, words));
        }
        occurrences.push(of_table);
    }
    let rarities: Arc<[f32]> = frequencies
        .iter()
        .map(|frequency| corpus.rarity(*frequency))
        .collect();

    let scored = tables
        .iter()
        .zip(occurrences)
        .map(|((view, allowed), of_table)| {
            let found = of_table
                .iter()
                .flat_map(|(_, words)| words)
                .map(Vec::len)
                .sum();
            let (view, allowed, rarities) = (view.clone(), allowed.clone(), rarities.clone());
            let scored = spread(of_table, found, move |of_table| {
                let mut matches = Vec::new();
                for (source, words) in of_table {
                    let source = &view.sources[source];
                    score(source, &words, &rarities, corpus, &allowed, &mut matches);
                }
                matches
            });
            async {
                let mut matches = scored.await?.concat();
                if !matches.is_sorted_by_key(|found| found.row) {
                    matches.sort_unstable_by_key(|found| found.row);
                }
                Ok(matches)
            }
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
    let (mut allowed, mut covers) = (allowed.lookup(), source.coverage());
    let mut keep = |document, score, held| {
        let row = documents.row(document);
        if allowed.contains(row) && covers(row) {
            matches.push(KeywordMatch {
                row,
                score,
                complete: held == words.len(),
            });
        }
    };
    let weighed = words.iter().zip(rarities).flat_map(|(rows, rarity)| {
        rows.iter().map(move |(document, occurrences)| {
            let weight = corpus.weight(*occurrences, documents.length(*document));
            (*document, rarity * weight)
        })
    });
    let found: usize = words.iter().map(Vec::len).sum();
    if found < documents.len() as usize / FEW {
        let mut weighed: Vec<(u32, f32)> = weighed.collect();
        weighed.sort_by_key(|(document, _)| *document);
        for of_document in weighed.chunk_by(|one, next| one.0 == next.0) {
            let score = of_document.iter().map(|(_, weight)| weight).sum();
            keep(of_document[0].0, score, of_document.len());
        }
        return;
    }
    let mut scores = vec![(0.0_f32, 0_usize); documents.len() as usize];
    for (document, weight) in weighed {
        let (score, held) = &mut scores[document as usize];
        *score += weight;
        *held += 1;
    }
    for (document, (score, held)) in (0..).zip(scores) {
        if held > 0 {
            keep(document, score, held);
        }
    }
}
