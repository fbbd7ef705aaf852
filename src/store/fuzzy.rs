//! Fuzzy search: the letters of the question in order, as file finders match.

use std::sync::{Arc, Weak};

use arrow_array::RecordBatch;
use futures::{StreamExt, TryStreamExt};
use nucleo::{Config, Matcher, Utf32Str, pattern::Pattern};

use super::blocking::compute;
use super::rows::Texts;
use super::visit::row_ids;
use super::{Column, Result, Snapshot};
use crate::domain::{filter::Filter, letters};

/// What [`letters::write_haystack`] takes.
const COLUMNS: [Column; 4] = [Column::Text, Column::Id, Column::Agent, Column::Project];

/// A row that holds the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuzzyMatch {
    /// The row.
    pub row: u64,
    /// How closely the letters stand together; comparable within one question.
    pub score: u32,
}

impl Snapshot {
    /// Every row that the filter admits and that holds the letters of each of `words`. Upper case
    /// matters when there is any in a word.
    pub async fn fuzzy(&self, filter: &Filter, words: &str) -> Result<Vec<FuzzyMatch>> {
        let pattern = letters::pattern(words);
        if pattern.atoms.is_empty() {
            return Ok(Vec::new());
        }
        // Gone when nobody waits for the answer any more.
        let asked = Arc::new(());
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let found: Vec<Vec<FuzzyMatch>> = self
            .scan(filter, &COLUMNS)
            .await?
            .map(|batch| {
                let (pattern, asked) = (pattern.clone(), Arc::downgrade(&asked));
                async move {
                    let batch = batch?;
                    compute(move || Ok(matches(&pattern, &batch, &asked))).await
                }
            })
            .buffered(threads)
            .try_collect()
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(found.concat())
    }
}

/// The rows of a batch that match, as long as somebody asks for them.
fn matches(pattern: &Pattern, batch: &RecordBatch, asked: &Weak<()>) -> Vec<FuzzyMatch> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let columns = COLUMNS.map(|column| Texts::of(batch, column));
    let mut haystack = String::new();
    row_ids(batch)
        .iter()
        .enumerate()
        .take_while(|_| asked.strong_count() > 0)
        .filter_map(|(at, row)| {
            let values = columns.map(|column| column.get(at).unwrap_or_default());
            letters::write_haystack(&mut haystack, values);
            let score = pattern.score(Utf32Str::new(&haystack, &mut buffer), &mut matcher)?;
            Some(FuzzyMatch { row: *row, score })
        })
        .collect()
}
