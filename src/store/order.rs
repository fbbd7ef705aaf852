//! The rows of a snapshot in order of time.

use std::cmp::Ordering;

use arrow_array::RecordBatch;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{Column, Result, Snapshot, light, rows::Texts, snapshot::RowId, visit::row_ids};
use crate::domain::{filter::Filter, search::Sort, time};

/// A row and what it is sorted by, so that several repositories can be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// The row.
    pub row: RowId,
    /// Its moment; `None` when it is undated.
    pub instant: Option<DateTime<Utc>>,
}

impl Ranked {
    /// How two rows follow each other: undated ones last, either way round.
    #[must_use]
    pub fn compare(&self, other: &Self, sort: Sort) -> Ordering {
        match (self.instant, other.instant) {
            (Some(one), Some(two)) => match sort {
                Sort::Newest => two.cmp(&one),
                Sort::Oldest => one.cmp(&two),
            },
            (one, two) => two.is_some().cmp(&one.is_some()),
        }
    }
}

impl Snapshot {
    /// Every row that the filter admits, in order. Rows of one moment follow their ids, so the
    /// order is the same in every run, whatever was rewritten in between.
    pub async fn order(&self, filter: &Filter, sort: Sort) -> Result<Vec<Ranked>> {
        if !filter.admits_repository(&self.repository) {
            return Ok(Vec::new());
        }
        let columns = [Column::Timestamp, Column::Id];
        if light::suffices(filter, &columns)
            && let Some(rows) = self.light_rows().await?
        {
            let rows = rows
                .batches()
                .map(|batch| (batch, light::admitted(batch, filter)));
            return Ok(sorted(rows, sort));
        }
        let batches: Vec<RecordBatch> = self
            .scan(filter, &columns)
            .await?
            .try_collect()
            .await
            .map_err(|error| self.failed(&error))?;
        let rows = batches.iter().map(|batch| {
            let places = row_ids(batch).iter().copied().map(RowId);
            (batch, places.enumerate())
        });
        Ok(sorted(rows, sort))
    }
}

/// Rows of batches, each by its number and place, in order.
fn sorted<'a, R>(batches: impl Iterator<Item = (&'a RecordBatch, R)>, sort: Sort) -> Vec<Ranked>
where
    R: Iterator<Item = (usize, RowId)>,
{
    let mut ranked: Vec<(Ranked, &str)> = Vec::new();
    for (batch, rows) in batches {
        let timestamps = Texts::of(batch, Column::Timestamp);
        let ids = Texts::of(batch, Column::Id);
        ranked.extend(rows.map(|(at, row)| {
            let instant = timestamps.get(at).and_then(time::parse_timestamp);
            (Ranked { row, instant }, ids.get(at).unwrap_or_default())
        }));
    }
    ranked.sort_unstable_by(|(one, id), (other, other_id)| {
        one.compare(other, sort)
            .then_with(|| id.cmp(other_id))
            .then_with(|| one.row.cmp(&other.row))
    });
    ranked.into_iter().map(|(ranked, _)| ranked).collect()
}
