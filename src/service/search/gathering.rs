//! A walk over all vectors of a table keeps what may be among the best, and counts the rest.

use std::sync::Arc;

use super::candidate::{Candidate, Estimate, Rule};
use super::top::Top;
use crate::store::{Gather, KeywordMatch, Near, RowWalk};

/// Candidates for the nearest of all, beside those for the best: some may turn out void.
const NEAREST: usize = 4;

/// What one thread has seen.
#[derive(Debug, Clone)]
pub(super) struct Gatherer {
    table: usize,
    rule: Rule,
    matches: RowWalk<KeywordMatch>,
    /// A bit for each match that has a vector.
    seen: Vec<u64>,
    /// Rows that are, or hold, the question word for word.
    exact: RowWalk<u64>,
    pub(super) best: Top<Candidate>,
    pub(super) nearest: Top<Candidate>,
    pub(super) always: Vec<Candidate>,
    /// How many are found with a score that counts.
    pub(super) counted: usize,
}

impl Gatherer {
    /// For a table's matches by words and its exact rows. Of the best so many are wanted.
    pub(super) fn new(
        table: usize,
        rule: Rule,
        matches: Arc<[KeywordMatch]>,
        exact: Arc<[u64]>,
        most: usize,
    ) -> Self {
        Self {
            table,
            rule,
            seen: vec![0; matches.len().div_ceil(64)],
            matches: RowWalk::new(matches),
            exact: RowWalk::new(exact),
            best: Top::new(most),
            nearest: Top::new(NEAREST),
            always: Vec::new(),
            counted: 0,
        }
    }

    /// Adds to the bits of matches that have a vector.
    pub(super) fn mark_seen(&self, seen: &mut Vec<u64>) {
        seen.resize(self.seen.len(), 0);
        for (bits, own) in seen.iter_mut().zip(&self.seen) {
            *bits |= own;
        }
    }

    /// BM25 of a row, which is noted as seen.
    fn words(&mut self, row: u64) -> f32 {
        let Some(found) = self.matches.of(row).first() else {
            return 0.0;
        };
        let (score, at) = (found.score, self.matches.place());
        self.seen[at / 64] |= 1 << (at % 64);
        score
    }
}

impl Gather for Gatherer {
    fn wants(&mut self, row: u64, at_most: f32) -> bool {
        if self.words(row) > 0.0 || !self.exact.of(row).is_empty() {
            return true;
        }
        if self.rule.best.words.is_some() {
            return at_most >= self.rule.near;
        }
        if at_most > self.best.bar() || self.rule.least > f32::NEG_INFINITY {
            return true;
        }
        let all = self.rule.near == f32::NEG_INFINITY;
        self.counted += usize::from(all);
        !all && at_most >= self.rule.near
    }

    fn see(&mut self, near: Near) {
        let Near { row, cosine, error } = near;
        let candidate = Candidate {
            row: (self.table, row),
            words: self.words(row),
            exact: !self.exact.of(row).is_empty(),
            estimate: Some(Estimate { cosine, error }),
            claim: None,
            truth: None,
        };
        self.counted += usize::from(self.rule.counts(&candidate));
        let at_most = cosine + error;
        let by_words = self.rule.best.words.is_some();
        let may_be_found = self.rule.may_find(&candidate);
        if by_words && may_be_found {
            self.nearest.offer(at_most, || candidate);
        }
        if candidate.exact {
            self.always.push(candidate);
        } else if !by_words || may_be_found {
            let key = self.rule.key(&candidate, Some(at_most));
            self.best.offer(key, || candidate);
        }
    }
}
