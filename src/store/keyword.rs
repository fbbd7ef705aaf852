//! Keyword search: BM25 over one or many tables, ranked by the statistics of all of them together.

use std::sync::Arc;

use futures::future::try_join_all;
use lance::Error;

use super::analyzer::QueryWord;
use super::blocking::spread;
use super::keyword_source::Source;
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
    Table { table: usize, error: Error },
}

impl Fault {
    /// At which of several tables it is.
    pub(super) fn of_table(self, table: usize) -> Self {
        match self {
            Self::Index { error, .. } => Self::Index { table, error },
            Self::Table { error, .. } => Self::Table { table, error },
        }
    }
}

impl From<Error> for Fault {
    /// Of the only table there is, as far as who reads it knows.
    fn from(error: Error) -> Self {
        Self::Table { table: 0, error }
    }
}

impl OfRow for KeywordMatch {
    fn row(&self) -> u64 {
        self.row
    }
}

/// Every row of every table that holds a word of the question and is allowed, in the order of
/// rows, one list a table.
pub(super) async fn rank(
    tables: &[(Arc<KeywordView>, Arc<RowSet>)],
    question: &[QueryWord],
) -> Result<Vec<Vec<KeywordMatch>>, Fault> {
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

    let scored =
        tables
            .iter()
            .zip(occurrences)
            .enumerate()
            .map(|(table, ((view, allowed), of_table))| {
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
                async move {
                    let failed = |error| Fault::Table { table, error };
                    let mut matches = scored.await.map_err(failed)?.concat();
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
