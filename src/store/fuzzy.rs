//! Fuzzy search: the letters of the question in order, as file finders match.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use futures::TryStreamExt;
use nucleo::{Config, Matcher};

use super::{
    Allowed, Result, Snapshot,
    blocking::compute,
    fuzzy_question::{Found, Question},
    haystacks::Haystacks,
};
use crate::domain::{filter::Filter, shares::cores};

/// Rows that one thread looks at before it asks for more.
const CHUNK: usize = 2048;

/// A row that holds the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuzzyMatch {
    /// The row.
    pub row: u64,
    /// How closely the letters stand together; comparable within one question.
    pub score: u32,
}

/// The best of the rows that hold the letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FuzzyBest {
    /// The best, in no order.
    pub best: Vec<FuzzyMatch>,
    /// How many hold the letters in all.
    pub total: usize,
}

/// What was found in some haystacks.
#[derive(Debug, Default)]
struct Matches {
    /// The rows that match, with their scores.
    scored: Vec<FuzzyMatch>,
    /// Rows that match, but not perfectly: their haystacks' and their own numbers.
    open: Vec<(u32, u32)>,
}

/// What threads work on together.
struct Work {
    haystacks: Vec<Arc<Option<Haystacks>>>,
    question: Question,
    allowed: Allowed,
    /// Gone when nobody waits for the answer any more.
    asked: Weak<()>,
}

impl Snapshot {
    /// Every row that the filter admits and that holds the letters of each of `words`. Upper case
    /// matters when there is any in a word.
    pub async fn fuzzy(&self, filter: &Filter, words: &str) -> Result<Vec<FuzzyMatch>> {
        Ok(self.fuzzy_best(filter, words, usize::MAX).await?.best)
    }

    /// The `most` best of them; of those with the same score the newest. Where so many match as well as
    /// can be, others are counted and not scored.
    pub async fn fuzzy_best(&self, filter: &Filter, words: &str, most: usize) -> Result<FuzzyBest> {
        let question = Question::new(words);
        let allowed = self.allowed(filter).await?;
        if question.is_empty() || allowed.is_empty() {
            return Ok(FuzzyBest::default());
        }
        let asked = Arc::new(());
        let failed = |error: lance::Error| self.failed(&error);
        let (haystacks, others) = self.haystacks().await.map_err(failed)?;
        let work = Arc::new(Work {
            haystacks,
            question,
            allowed,
            asked: Arc::downgrade(&asked),
        });

        let mut scored = Vec::new();
        if !others.is_empty() {
            let mut batches = self.haystacks_in_files(others).await.map_err(failed)?;
            while let Some((_, batch)) = batches.try_next().await.map_err(failed)? {
                let work = Arc::clone(&work);
                let found = compute(move || Ok(work.score_all(&batch))).await;
                scored.extend(found.map_err(failed)?);
            }
        }
        let first = Arc::clone(&work);
        let found = compute(move || Ok(first.look(most)))
            .await
            .map_err(failed)?;
        scored.extend(found.scored);
        let total = scored.len() + found.open.len();
        let perfect = work.question.perfect();
        let is_perfect = |found: &&FuzzyMatch| Some(found.score) == perfect;
        if scored.iter().filter(is_perfect).take(most).count() < most {
            let found = compute(move || Ok(work.score(&found.open))).await;
            scored.extend(found.map_err(failed)?);
        }
        let best = self.best_of(scored, most).await?;
        Ok(FuzzyBest { best, total })
    }

    async fn best_of(&self, mut found: Vec<FuzzyMatch>, most: usize) -> Result<Vec<FuzzyMatch>> {
        if most >= found.len() {
            return Ok(found);
        }
        let Some(last) = most.checked_sub(1) else {
            return Ok(Vec::new());
        };
        let (_, last, _) =
            found.select_nth_unstable_by_key(last, |one| std::cmp::Reverse(one.score));
        let score = last.score;
        let ties = found.iter().filter(|one| one.score == score);
        let ties: Vec<u64> = ties.map(|one| one.row).collect();
        found.retain(|one| one.score > score);
        let rows = self.newest(ties, most - found.len()).await?;
        found.extend(rows.into_iter().map(|row| FuzzyMatch { row, score }));
        Ok(found)
    }
}

impl Work {
    /// The score of every row of haystacks that matches.
    fn score_all(&self, haystacks: &Haystacks) -> Vec<FuzzyMatch> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let rows = (0..haystacks.len()).take_while(|_| self.is_asked());
        rows.filter(|at| self.admits(haystacks.row(*at)))
            .filter_map(|at| {
                let score = self.question.score(haystacks.haystack(at), &mut matcher)?;
                let row = haystacks.row(at);
                Some(FuzzyMatch { row, score })
            })
            .collect()
    }

    /// The rows that match; those that do so perfectly are scored, and all if every one is wanted.
    fn look(&self, most: usize) -> Matches {
        let mut chunks = Vec::new();
        for (number, haystacks) in (0_u32..).zip(&self.haystacks) {
            let rows = haystacks.as_ref().as_ref().map_or(0, Haystacks::len);
            chunks.extend((0..rows).step_by(CHUNK).map(|from| (number, from)));
        }
        let parts = self.on_all_cores(chunks.len(), |chunk, matcher, made: &mut Matches| {
            let (number, from) = chunks[chunk];
            let Some(haystacks) = self.haystacks[number as usize].as_ref() else {
                return;
            };
            for at in from..haystacks.len().min(from + CHUNK) {
                if !self.admits(haystacks.row(at)) {
                    continue;
                }
                let row = haystacks.row(at);
                let found = match self.question.look(haystacks.haystack(at), matcher) {
                    // All will be scored: now it is at hand.
                    Found::Matches if most == usize::MAX => {
                        let score = self.question.score(haystacks.haystack(at), matcher);
                        score.map_or(Found::Nothing, Found::Scored)
                    }
                    found => found,
                };
                match found {
                    Found::Nothing => {}
                    Found::Scored(score) => made.scored.push(FuzzyMatch { row, score }),
                    Found::Matches => {
                        made.open
                            .push((number, u32::try_from(at).unwrap_or(u32::MAX)));
                    }
                }
            }
        });
        let mut all = Matches::default();
        for part in parts {
            all.scored.extend(part.scored);
            all.open.extend(part.open);
        }
        all
    }

    fn score(&self, open: &[(u32, u32)]) -> Vec<FuzzyMatch> {
        let chunks: Vec<&[(u32, u32)]> = open.chunks(CHUNK).collect();
        let parts = self.on_all_cores(chunks.len(), |chunk, matcher, made: &mut Vec<_>| {
            for (number, at) in chunks[chunk] {
                let Some(haystacks) = self.haystacks[*number as usize].as_ref() else {
                    continue;
                };
                let haystack = haystacks.haystack(*at as usize);
                if let Some(score) = self.question.score(haystack, matcher) {
                    let row = haystacks.row(*at as usize);
                    made.push(FuzzyMatch { row, score });
                }
            }
        });
        parts.concat()
    }

    /// Has each core do one chunk after the other.
    fn on_all_cores<T: Default + Send>(
        &self,
        chunks: usize,
        act: impl Fn(usize, &mut Matcher, &mut T) + Sync,
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut made, mut matcher) = (T::default(), Matcher::new(Config::DEFAULT));
            while self.is_asked() {
                let chunk = next.fetch_add(1, Ordering::Relaxed);
                if chunk >= chunks {
                    break;
                }
                act(chunk, &mut matcher, &mut made);
            }
            made
        };
        let threads = cores();
        if chunks < 2 || threads < 2 {
            return vec![work()];
        }
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.min(chunks))
                .map(|_| scope.spawn(work))
                .collect();
            let made = workers.into_iter().map(|worker| match worker.join() {
                Ok(made) => made,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            made.collect()
        })
    }

    fn admits(&self, row: u64) -> bool {
        self.allowed.0.lookup().contains(row)
    }

    fn is_asked(&self) -> bool {
        self.asked.strong_count() > 0
    }
}
