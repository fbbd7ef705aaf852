//! What may be a hit, and by what rule it is found and scored.

use super::order::Ranked;
use super::read_rows::Row;
use crate::domain::{
    fusion::{Best, exact_first},
    search::MatchedBy,
};

/// More than any two cosines differ.
const ABOVE_ALL: f32 = 4.0;

/// A claim comes before what is as near in truth: all that are equally near have to be known.
const BARELY: f32 = 1e-6;

/// Something that may be found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Its table's number and its place therein.
    pub row: Row,
    /// BM25; 0 when it holds no word.
    pub words: f32,
    /// It is, or holds, the question word for word.
    pub exact: bool,
    /// Its nearness as it was estimated, if it has a vector.
    pub estimate: Option<Estimate>,
    /// Its nearness if its vector counts, once that was read.
    pub claim: Option<f32>,
    /// Its nearness in truth, once that was looked up.
    pub truth: Option<Truth>,
}

/// An exact cosine; none where the vector does not count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truth(pub Option<f32>);

/// A cosine that is so far off at most, but for one in many thousands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Estimate {
    pub cosine: f32,
    pub error: f32,
}

impl Candidate {
    /// The cosine it has at most.
    pub(super) fn at_most(&self) -> Option<f32> {
        self.cosine_and(|estimate| estimate.cosine + estimate.error)
    }

    /// The cosine it has at least.
    pub(super) fn at_least(&self) -> Option<f32> {
        self.cosine_and(|estimate| estimate.cosine - estimate.error)
    }

    fn cosine(&self) -> Option<f32> {
        self.cosine_and(|estimate| estimate.cosine)
    }

    fn cosine_and(&self, estimated: impl Fn(Estimate) -> f32) -> Option<f32> {
        match (self.truth, self.claim) {
            (Some(Truth(cosine)), _) => cosine,
            (None, Some(cosine)) => {
                let error = BARELY;
                Some(estimated(Estimate { cosine, error }))
            }
            (None, None) => self.estimate.map(estimated),
        }
    }

    /// The cosine that a vector has at most which was found not to count.
    fn void(&self) -> Option<f32> {
        let estimate = self.estimate?;
        matches!(self.truth, Some(Truth(None))).then_some(estimate.cosine + estimate.error)
    }

    /// As it was before anything was read of it.
    pub(super) fn unread(&self) -> Self {
        Self {
            claim: None,
            truth: None,
            ..*self
        }
    }

    /// Whether nothing about it is estimated.
    pub(super) fn is_settled(&self) -> bool {
        self.estimate.is_none() || self.truth.is_some()
    }
}

/// By what candidates are found, ordered and counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub best: Best,
    /// Some of them are, or hold, the question word for word.
    pub any_exact: bool,
    /// The cosine from which one is found by its meaning.
    pub near: f32,
    /// The score from which one counts.
    pub least: f32,
}

impl Rule {
    /// Whether anything may speak for it.
    pub(super) fn may_find(&self, one: &Candidate) -> bool {
        self.speaks_for(one, one.at_most())
    }

    /// Whether it is found with a score that counts, by estimate where nothing exact is known.
    pub(super) fn counts(&self, one: &Candidate) -> bool {
        self.speaks_for(one, one.cosine())
            && (self.least == f32::NEG_INFINITY || self.ranked(one).score >= self.least)
    }

    fn speaks_for(&self, one: &Candidate, cosine: Option<f32>) -> bool {
        let by_meaning = || cosine.is_some_and(|cosine| cosine >= self.near);
        one.words > 0.0 || one.exact || by_meaning()
    }

    /// What candidates are ordered by, with this cosine: as their scores are, but without an end at 0.
    pub(super) fn key(&self, one: &Candidate, cosine: Option<f32>) -> f32 {
        match (self.best.words, one.exact) {
            (Some(_), _) => self.score(one, cosine),
            (None, true) => ABOVE_ALL + cosine.unwrap_or(-1.0),
            (None, false) => cosine.unwrap_or(f32::NEG_INFINITY),
        }
    }

    /// The score that belongs to the key of one that is not exact.
    pub(super) fn score_of_key(&self, key: f32) -> f32 {
        if self.best.words.is_some() {
            return key;
        }
        self.lifted(self.best.fuse(0.0, Some(key)), false)
    }

    pub(super) fn ranked(&self, one: &Candidate) -> Ranked {
        let cosine = one.cosine();
        let (table, row) = one.row;
        Ranked {
            table,
            row,
            score: self.score(one, cosine),
            matched: MatchedBy {
                fuzzy: false,
                keyword: one.words > 0.0 || one.exact,
                semantic: cosine.is_some_and(|cosine| cosine >= self.near),
            },
        }
    }

    /// One whose vector does not count is believed to be like one without, but not better than with
    /// it: it may have been left out by its estimate, and is ranked alike where it was not.
    fn score(&self, one: &Candidate, cosine: Option<f32>) -> f32 {
        let mut score = self.best.fuse(one.words, cosine);
        if let Some(claimed) = one.void() {
            score = score.min(self.best.fuse(one.words, Some(claimed)));
        }
        self.lifted(score, one.exact)
    }

    fn lifted(&self, score: f32, exact: bool) -> f32 {
        if self.any_exact {
            exact_first(score, exact)
        } else {
            score
        }
    }
}
