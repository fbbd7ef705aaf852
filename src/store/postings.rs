//! Which rows hold a word and how often: what keyword search reads, wherever it is kept.

use crate::domain::bm25::Corpus;

/// One row that holds a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    /// Place of the row in [`Documents`].
    pub document: u32,
    pub occurrences: u32,
}

impl Posting {
    pub(super) fn once(document: u32) -> Self {
        Self {
            document,
            occurrences: 1,
        }
    }
}

/// The rows of one list of words, and how long they are.
#[derive(Debug, Default)]
pub(super) struct Documents {
    rows: Vec<u64>,
    lengths: Vec<u32>,
}

impl Documents {
    pub(super) fn from_columns(rows: Vec<u64>, lengths: Vec<u32>) -> Self {
        Self { rows, lengths }
    }

    pub(super) fn push(&mut self, row: u64, length: u32) {
        self.rows.push(row);
        self.lengths.push(length);
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.rows.extend_from_slice(&other.rows);
        self.lengths.extend_from_slice(&other.lengths);
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn row(&self, document: u32) -> u64 {
        self.rows[document as usize]
    }

    pub(super) fn length(&self, document: u32) -> u32 {
        self.lengths[document as usize]
    }

    /// Statistics of the rows that `counts` admits.
    pub(super) fn corpus(&self, mut counts: impl FnMut(u64) -> bool) -> Corpus {
        let mut corpus = Corpus::default();
        for (row, length) in self.rows.iter().zip(&self.lengths) {
            if counts(*row) {
                corpus.documents += 1;
                corpus.words += u64::from(*length);
            }
        }
        corpus
    }
}
