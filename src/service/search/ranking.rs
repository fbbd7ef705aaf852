//! All that a question finds, by words and by meaning, with fused scores.
//!
//! Nearness is estimated for all, and exact for those whose estimate could bring them among the
//! best: so the best are exactly the best, and vectors that became void are never among them.

use std::collections::HashMap;

use super::super::Result;
use super::order::{Ranked, keep_best};
use crate::{
    domain::{
        fusion::{Best, exact_first},
        search::MatchedBy,
    },
    store::{KeywordMatch, Near, Nearest},
};

/// From this cosine on, an entry is found by its meaning. Unrelated texts lie below it.
pub(super) const NEAR: f32 = 0.25;

/// Where no entry holds a word of the question, those are found, too, that are nearly as near as the
/// nearest: a misspelt or foreign word is better answered by them than by nothing.
const NEARLY: f32 = 0.75;

/// More rows than asked for are made exact at once, so that few rounds are needed.
const AHEAD: usize = 16;

/// Something found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Which of the searched tables it is in.
    pub table: usize,
    /// Its row there.
    pub row: u64,
    /// BM25; 0 when it holds no word.
    pub words: f32,
    /// It holds every word.
    pub complete: bool,
    /// It is, or holds, the question word for word.
    pub exact: bool,
    /// Its nearness, unless it has no vector that counts.
    meaning: Option<Meaning>,
}

#[derive(Debug, Clone, Copy)]
struct Meaning {
    cosine: f32,
    /// How much larger the cosine may be in truth; none when it is exact.
    margin: Option<f32>,
}

/// What was found in all tables.
#[derive(Debug)]
pub(super) struct Ranking {
    candidates: Vec<Candidate>,
    nearest: Vec<Nearest>,
    best: Best,
    any_exact: bool,
    /// Every entry with a vector is ranked, however far away.
    by_meaning_alone: bool,
    /// The cosine from which an entry is found by its meaning.
    near: f32,
}

impl Ranking {
    /// Joins the lists of each table. Either may be missing as a whole. `by_meaning_alone` ranks
    /// every entry that has a vector; otherwise an entry has to be near to be found by it.
    pub(super) fn new(
        matches: &[Vec<KeywordMatch>],
        nearest: Vec<Nearest>,
        by_meaning_alone: bool,
    ) -> Self {
        let tables = matches.len().max(nearest.len());
        let mut candidates = Vec::new();
        for table in 0..tables {
            let matches = matches.get(table).map_or(&[][..], Vec::as_slice);
            let near = nearest.get(table).map_or(&[][..], |nearest| &nearest.rows);
            join(table, matches, near, &mut candidates);
        }
        let words = candidates
            .iter()
            .map(|found| found.words)
            .fold(0.0, f32::max);
        let best = Best {
            words: (words > 0.0).then_some(words),
            meaning: None,
        };
        Self {
            candidates,
            nearest,
            best,
            any_exact: false,
            by_meaning_alone,
            near: f32::NEG_INFINITY,
        }
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Says that a row is, or holds, the question word for word; it need not be found before.
    pub(super) fn mark_exact(&mut self, table: usize, row: u64) {
        self.any_exact = true;
        let known = self
            .candidates
            .iter_mut()
            .find(|found| found.table == table && found.row == row);
        if let Some(known) = known {
            known.exact = true;
            return;
        }
        self.candidates.push(Candidate {
            table,
            row,
            words: 0.0,
            complete: false,
            exact: true,
            meaning: None,
        });
    }

    /// The `limit` best, and all that score the same as the last of them.
    pub(super) async fn best(
        &mut self,
        limit: usize,
        threshold: Option<f32>,
    ) -> Result<Vec<Ranked>> {
        self.settle(1, |found, _| found.nearness().unwrap_or(f32::NEG_INFINITY))
            .await?;
        let nearest = self.candidates.iter().filter(|found| found.is_settled());
        let nearest = nearest.filter_map(Candidate::nearness).fold(0.0, f32::max);
        self.best.meaning = (nearest > 0.0).then_some(nearest);
        self.near = match (self.by_meaning_alone, self.best.words) {
            (true, _) => f32::NEG_INFINITY,
            (false, Some(_)) => NEAR,
            (false, None) => NEAR.min(NEARLY * nearest),
        };

        self.settle(limit, |found, ranking| {
            ranking.score(found, found.nearness())
        })
        .await?;
        let least = threshold.unwrap_or(f32::NEG_INFINITY);
        let mut ranked: Vec<Ranked> = self
            .candidates
            .iter()
            .filter(|found| found.is_settled() && self.is_found(found))
            .map(|found| self.ranked(found))
            .filter(|ranked| ranked.score >= least)
            .collect();
        keep_best(&mut ranked, limit);
        Ok(ranked)
    }

    /// All that are found with at least this score, by estimate where nothing exact is known.
    pub(super) fn all(&self, threshold: Option<f32>) -> impl Iterator<Item = Ranked> {
        let least = threshold.unwrap_or(f32::NEG_INFINITY);
        self.candidates
            .iter()
            .filter(|found| self.is_found(found))
            .map(|found| self.ranked(found))
            .filter(move |ranked| ranked.score >= least)
    }

    /// Whether anything speaks for an entry, by estimate where nothing exact is known.
    fn is_found(&self, found: &Candidate) -> bool {
        let by_meaning = || found.nearness().is_some_and(|cosine| cosine >= self.near);
        found.words > 0.0 || found.exact || by_meaning()
    }

    fn ranked(&self, found: &Candidate) -> Ranked {
        let cosine = found.meaning.map(|meaning| meaning.cosine);
        Ranked {
            table: found.table,
            row: found.row,
            score: self.score(found, cosine),
            matched: MatchedBy {
                fuzzy: false,
                keyword: found.words > 0.0 || found.exact,
                semantic: cosine.is_some_and(|cosine| cosine >= self.near),
            },
        }
    }

    fn score(&self, found: &Candidate, cosine: Option<f32>) -> f32 {
        let score = self.best.fuse(found.words, cosine);
        if self.any_exact {
            exact_first(score, found.exact)
        } else {
            score
        }
    }

    /// Makes the `count` best by `upper` exact. `upper` must never be less than the truth.
    async fn settle(
        &mut self,
        count: usize,
        upper: impl Fn(&Candidate, &Self) -> f32,
    ) -> Result<()> {
        loop {
            let mut order: Vec<(f32, usize)> = self
                .candidates
                .iter()
                .enumerate()
                .filter(|(_, found)| self.is_found(found))
                .map(|(at, found)| (upper(found, self), at))
                .collect();
            let look = (count + count / 2 + AHEAD).min(order.len());
            if look < order.len() {
                order.select_nth_unstable_by(look, |a, b| b.0.total_cmp(&a.0));
                order.truncate(look);
            }
            order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
            let open = |(_, at): &(f32, usize)| !self.candidates[*at].is_settled();
            if !order.iter().take(count).any(open) {
                return Ok(());
            }
            let open: Vec<usize> = order
                .iter()
                .filter(|one| open(one))
                .map(|(_, at)| *at)
                .collect();
            self.make_exact(&open).await?;
        }
    }

    async fn make_exact(&mut self, places: &[usize]) -> Result<()> {
        let mut by_table: HashMap<usize, Vec<usize>> = HashMap::new();
        for at in places {
            by_table
                .entry(self.candidates[*at].table)
                .or_default()
                .push(*at);
        }
        for (table, places) in by_table {
            let rows: Vec<u64> = places.iter().map(|at| self.candidates[*at].row).collect();
            let cosines = match self.nearest.get(table) {
                Some(nearest) => nearest.exact(&rows).await?,
                None => vec![None; rows.len()],
            };
            for (at, cosine) in places.into_iter().zip(cosines) {
                self.candidates[at].meaning = cosine.map(|cosine| Meaning {
                    cosine,
                    margin: None,
                });
            }
        }
        Ok(())
    }
}

impl Candidate {
    /// The cosine it has at most.
    fn nearness(&self) -> Option<f32> {
        self.meaning
            .map(|meaning| meaning.cosine + meaning.margin.unwrap_or(0.0))
    }

    fn is_settled(&self) -> bool {
        self.meaning.is_none_or(|meaning| meaning.margin.is_none())
    }
}

fn join(table: usize, matches: &[KeywordMatch], near: &[Near], candidates: &mut Vec<Candidate>) {
    let mut matches = matches.iter().peekable();
    let mut near = near.iter().peekable();
    loop {
        let row = match (matches.peek(), near.peek()) {
            (Some(by_words), Some(by_meaning)) => by_words.row.min(by_meaning.row),
            (Some(by_words), None) => by_words.row,
            (None, Some(by_meaning)) => by_meaning.row,
            (None, None) => return,
        };
        let by_words = matches.next_if(|found| found.row == row);
        let by_meaning = near.next_if(|found| found.row == row);
        candidates.push(Candidate {
            table,
            row,
            words: by_words.map_or(0.0, |found| found.score),
            complete: by_words.is_some_and(|found| found.complete),
            exact: false,
            meaning: by_meaning.map(|near| Meaning {
                cosine: near.cosine,
                margin: Some(near.error),
            }),
        });
    }
}
