//! All that a question finds, by words and by meaning, with fused scores.
//!
//! Nearness is estimated for all, and exact for those whose estimate could bring them among the
//! best: so the best are exactly the best, but for one estimate in many thousands that is further off than
//! told, and vectors that became void are never among them.

mod settling;

use std::{collections::HashMap, sync::Arc};

use super::super::Result;
use super::candidate::{Candidate, Rule, Truth};
use super::gathering::Gatherer;
use super::order::{Ranked, keep_best};
use super::read_rows::{ReadRows, Row};
use super::top::Top;
use crate::{
    domain::fusion::Best,
    store::{KeywordMatch, Nearest, Snapshot},
};

/// From this cosine on, an entry is found by its meaning. Unrelated texts lie below it.
pub(super) const NEAR: f32 = 0.25;

/// Where no entry holds a word of the question, those are found, too, that are nearly as near as the
/// nearest: a misspelt or foreign word is better answered by them than by nothing.
const NEARLY: f32 = 0.75;

/// More candidates than asked for are kept, and at most so many more are made exact at once.
const AHEAD: usize = 16;

/// Candidates are gathered anew, so many times as many, where too many turned out to be worse than
/// estimated.
const MORE: usize = 8;

/// What was found in all tables.
#[derive(Debug)]
pub(super) struct Ranking {
    matches: Vec<Arc<[KeywordMatch]>>,
    nearest: Vec<Nearest>,
    exact: Vec<Vec<u64>>,
    read: ReadRows,
    /// The cosines of what was read.
    truths: HashMap<Row, Truth>,
    /// The same of vectors that were read alone; none where that told nothing.
    claims: HashMap<Row, Option<f32>>,
    /// Every entry with a vector is ranked, however far away.
    by_meaning_alone: bool,
    rule: Rule,
    candidates: Vec<Candidate>,
    /// No candidate that was left out has a larger key.
    bar: f32,
    /// How many are found, by their estimates.
    counted: usize,
}

impl Ranking {
    /// Joins the lists of each table. Either may be missing as a whole. `by_meaning_alone` ranks
    /// every entry that has a vector; otherwise an entry has to be near to be found by it.
    pub(super) fn new(
        snapshots: Vec<Snapshot>,
        matches: Vec<Vec<KeywordMatch>>,
        nearest: Vec<Nearest>,
        by_meaning_alone: bool,
    ) -> Self {
        let scores = matches.iter().flatten().map(|found| found.score);
        let words = scores.fold(0.0, f32::max);
        let mut matches: Vec<Arc<[KeywordMatch]>> = matches.into_iter().map(Arc::from).collect();
        matches.resize_with(snapshots.len(), || Arc::new([]));
        let best = Best {
            words: (words > 0.0).then_some(words),
            meaning: None,
        };
        Self {
            matches,
            nearest,
            exact: vec![Vec::new(); snapshots.len()],
            read: ReadRows::new(snapshots),
            truths: HashMap::new(),
            claims: HashMap::new(),
            by_meaning_alone,
            rule: Rule {
                best,
                any_exact: false,
                near: f32::NEG_INFINITY,
                least: f32::NEG_INFINITY,
            },
            candidates: Vec::new(),
            bar: f32::NEG_INFINITY,
            counted: 0,
        }
    }

    /// What the words of the question find, one list a table.
    pub(super) fn matches(&self) -> &[Arc<[KeywordMatch]>] {
        &self.matches
    }

    /// What was read on the way.
    pub(super) fn rows(&mut self) -> &mut ReadRows {
        &mut self.read
    }

    /// Says that a row is, or holds, the question word for word; it need not be found before.
    pub(super) fn mark_exact(&mut self, (table, row): Row) {
        self.rule.any_exact = true;
        if let Err(at) = self.exact[table].binary_search(&row) {
            self.exact[table].insert(at, row);
        }
    }

    /// The `limit` best, and all that score the same as the last of them.
    pub(super) async fn best(
        &mut self,
        limit: usize,
        threshold: Option<f32>,
    ) -> Result<Vec<Ranked>> {
        self.rule.least = threshold.unwrap_or(f32::NEG_INFINITY);
        let mut most = limit + limit / 2 + AHEAD;
        loop {
            self.gather(limit, most).await?;
            if self.has_the_best(limit) {
                break;
            }
            most = most.saturating_mul(MORE);
        }
        let settled = self.candidates.iter().filter(|one| one.is_settled());
        let found = settled.filter(|one| self.rule.counts(one));
        let mut ranked: Vec<Ranked> = found.map(|one| self.rule.ranked(one)).collect();
        keep_best(&mut ranked, limit);
        Ok(ranked)
    }

    /// How many were found when the best were asked for last, by estimate where nothing exact is known.
    pub(super) fn total(&self) -> usize {
        let counts = |one: &Candidate| usize::from(self.rule.counts(one));
        let (mut estimated, mut in_truth) = (0, 0);
        for one in &self.candidates {
            in_truth += counts(one);
            estimated += counts(&one.unread());
        }
        self.counted + in_truth - estimated
    }

    /// All that are found, the `limit` best of them exactly and the others by their estimates.
    pub(super) async fn all(
        &mut self,
        limit: usize,
        threshold: Option<f32>,
    ) -> Result<Vec<Ranked>> {
        self.rule.least = threshold.unwrap_or(f32::NEG_INFINITY);
        self.gather(limit, usize::MAX).await?;
        let found = self.candidates.iter().filter(|one| self.rule.counts(one));
        Ok(found.map(|one| self.rule.ranked(one)).collect())
    }

    /// Finds `most` candidates, and makes those exact that may be among the `limit` best.
    async fn gather(&mut self, limit: usize, most: usize) -> Result<()> {
        self.rule.near = if self.by_meaning_alone {
            f32::NEG_INFINITY
        } else {
            NEAR
        };
        // How near the nearest is matters to entries without a vector alone.
        self.rule.best.meaning = Some(1.0);
        let mut seen = self.compare(most).await?;
        let nearness =
            |_: &Rule, _: &Candidate, cosine: Option<f32>| cosine.unwrap_or(f32::NEG_INFINITY);
        let mut wanted;
        loop {
            wanted = self.open(limit, Rule::key);
            wanted.extend(self.open(1, nearness));
            if !self.claim(&wanted).await? {
                break;
            }
        }
        while !wanted.is_empty() {
            self.settle(wanted).await?;
            wanted = self.open(1, nearness);
        }
        let settled = self.candidates.iter().filter(|one| one.is_settled());
        let nearest = settled.filter_map(Candidate::at_most).fold(0.0, f32::max);
        if !self.by_meaning_alone && self.rule.best.words.is_none() && NEARLY * nearest < NEAR {
            self.rule.near = NEARLY * nearest;
            seen = self.compare(most).await?;
        }
        self.rule.best.meaning = (nearest > 0.0).then_some(nearest);
        if self.rule.best.meaning.is_none() && self.rule.best.words.is_some() {
            // Nothing is near: the words alone rank.
            self.forget();
            seen = Vec::new();
        }
        self.add_others(&seen, most);
        loop {
            let wanted = self.open(limit, Rule::key);
            if wanted.is_empty() {
                return Ok(());
            }
            if !self.claim(&wanted).await? {
                self.settle(wanted).await?;
            }
        }
    }

    fn forget(&mut self) {
        self.candidates.clear();
        self.bar = f32::NEG_INFINITY;
        self.counted = 0;
    }

    /// Finds candidates among the rows with vectors; tells which matches are among these.
    async fn compare(&mut self, most: usize) -> Result<Vec<Vec<u64>>> {
        self.forget();
        let mut seen = vec![Vec::new(); self.matches.len()];
        for (table, nearest) in self.nearest.iter().enumerate() {
            let matches = Arc::clone(&self.matches[table]);
            let exact = Arc::from(self.exact[table].as_slice());
            let gatherer = Gatherer::new(table, self.rule, matches, exact, most);
            for gathered in nearest.gather(move || gatherer.clone()).await? {
                gathered.mark_seen(&mut seen[table]);
                self.counted += gathered.counted;
                self.candidates.extend(gathered.always);
                self.candidates.extend(gathered.nearest.into_parts().0);
                let (best, bar) = gathered.best.into_parts();
                self.candidates.extend(best);
                self.bar = self.bar.max(bar);
            }
        }
        if self.rule.best.words.is_some() {
            // The nearest are among the best, too.
            self.candidates.sort_unstable_by_key(|one| one.row);
            self.candidates.dedup_by_key(|one| one.row);
        }
        for one in &mut self.candidates {
            one.truth = self.truths.get(&one.row).copied();
            one.claim = self.claims.get(&one.row).copied().flatten();
        }
        Ok(seen)
    }

    /// Finds candidates among what words alone speak for.
    fn add_others(&mut self, seen: &[Vec<u64>], most: usize) {
        let mut others = Top::new(most);
        for (table, matches) in self.matches.iter().enumerate() {
            let seen = seen.get(table).map_or(&[][..], Vec::as_slice);
            let is_seen = |at: usize| {
                let bits = seen.get(at / 64).copied().unwrap_or_default();
                bits & (1 << (at % 64)) != 0
            };
            let exact = &self.exact[table];
            for (at, found) in matches.iter().enumerate() {
                if !is_seen(at) && exact.binary_search(&found.row).is_err() {
                    let one = by_words((table, found.row), found.score);
                    self.counted += usize::from(self.rule.counts(&one));
                    others.offer(self.rule.key(&one, None), || one);
                }
            }
        }
        let (others, bar) = others.into_parts();
        self.candidates.extend(others);
        self.bar = self.bar.max(bar);
        for (table, rows) in self.exact.iter().enumerate() {
            for row in rows {
                let place = (table, *row);
                if self.candidates.iter().any(|one| one.row == place) {
                    continue;
                }
                let matches = &self.matches[table];
                let words = matches.binary_search_by_key(row, |found| found.row);
                let words = words.map_or(0.0, |at| matches[at].score);
                let one = Candidate {
                    exact: true,
                    ..by_words(place, words)
                };
                self.counted += usize::from(self.rule.counts(&one));
                self.candidates.push(one);
            }
        }
    }

    /// Whether nothing that was left out belongs to the `limit` best.
    fn has_the_best(&self, limit: usize) -> bool {
        let is_found = self.rule.best.words.is_some() || self.bar >= self.rule.near;
        if self.bar == f32::NEG_INFINITY || limit == 0 || !is_found {
            return true;
        }
        let found = self.candidates.iter().filter(|one| self.rule.counts(one));
        let better = found.filter(|one| self.rule.key(one, one.at_least()) > self.bar);
        better.count() >= limit || self.rule.score_of_key(self.bar) < self.rule.least
    }
}

fn by_words(row: Row, words: f32) -> Candidate {
    Candidate {
        row,
        words,
        exact: false,
        estimate: None,
        claim: None,
        truth: None,
    }
}
