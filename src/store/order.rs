//! The rows of a snapshot in order of time.

use std::cmp::Ordering;

use arrow_array::RecordBatch;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{
    Column, Result, Snapshot, blocking::compute, fold::on_all_cores, light, rows::Texts,
    snapshot::RowId, visit::row_ids,
};
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

/// A row beside its id, which tells the order of rows of one moment.
type Named<'a> = (Ranked, &'a str);

/// The first rows of an order.
#[derive(Debug, Default)]
pub struct First {
    /// The rows, in order.
    pub rows: Vec<Ranked>,
    /// How many there are in all.
    pub total: usize,
}

impl Snapshot {
    /// Every row that the filter admits, in order. Rows of one moment follow their ids, so the order is
    /// the same in every run, whatever was rewritten in between.
    pub async fn order(&self, filter: &Filter, sort: Sort) -> Result<Vec<Ranked>> {
        Ok(self.first(filter, sort, usize::MAX).await?.rows)
    }

    /// The first `most` of them.
    pub async fn first(&self, filter: &Filter, sort: Sort, most: usize) -> Result<First> {
        if !filter.admits_repository(&self.repository) {
            return Ok(First::default());
        }
        let columns = [Column::Timestamp, Column::Id];
        if light::suffices(filter, &columns)
            && let Some(first) = self.beginning(filter, sort, most).await?
        {
            return Ok(first);
        }
        if light::suffices(filter, &columns)
            && let Some(rows) = self.light_rows().await?
        {
            let filter = filter.clone();
            let ordered = compute(move || {
                let shares = on_all_cores(&rows, |batches| {
                    let batches = batches.into_iter();
                    let rows = batches.map(|batch| (batch, light::admitted(batch, &filter)));
                    Share::of(rows, sort, most)
                });
                Ok(Share::join(shares, sort, most))
            });
            return ordered.await.map_err(|error| self.failed(&error));
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
        Ok(Share::join(vec![Share::of(rows, sort, most)], sort, most))
    }
}

/// The first rows of some batches.
struct Share<'a> {
    first: Vec<Named<'a>>,
    total: usize,
}

impl<'a> Share<'a> {
    /// Of rows of batches, each by its number and place.
    fn of<R>(batches: impl Iterator<Item = (&'a RecordBatch, R)>, sort: Sort, most: usize) -> Self
    where
        R: Iterator<Item = (usize, RowId)>,
    {
        let mut share = Self {
            first: Vec::new(),
            total: 0,
        };
        for (batch, rows) in batches {
            let timestamps = Texts::of(batch, Column::Timestamp);
            let ids = Texts::of(batch, Column::Id);
            let before = share.first.len();
            share.first.extend(rows.map(|(at, row)| {
                let instant = timestamps.get(at).and_then(time::parse_timestamp);
                (Ranked { row, instant }, ids.get(at).unwrap_or_default())
            }));
            share.total += share.first.len() - before;
            keep_first(&mut share.first, sort, most);
        }
        share
            .first
            .sort_unstable_by(|one, other| follows(one, other, sort));
        share
    }

    fn join(shares: Vec<Self>, sort: Sort, most: usize) -> First {
        let total = shares.iter().map(|share| share.total).sum();
        let mut rows: Vec<Named<'_>> = shares.into_iter().flat_map(|share| share.first).collect();
        // A stable sort of sorted runs only merges them.
        rows.sort_by(|one, other| follows(one, other, sort));
        rows.truncate(most);
        let rows = rows.into_iter().map(|(ranked, _)| ranked).collect();
        First { rows, total }
    }
}

/// Leaves the `most` first, in no order.
fn keep_first(rows: &mut Vec<Named<'_>>, sort: Sort, most: usize) {
    if most == 0 {
        rows.clear();
    } else if most < rows.len() {
        rows.select_nth_unstable_by(most - 1, |one, other| follows(one, other, sort));
        rows.truncate(most);
    }
}

fn follows((one, id): &Named<'_>, (other, other_id): &Named<'_>, sort: Sort) -> Ordering {
    one.compare(other, sort)
        .then_with(|| id.cmp(other_id))
        .then_with(|| one.row.cmp(&other.row))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_are_those_of_the_whole_order(
            moments in proptest::collection::vec(proptest::option::of(0_i64..9), 0..60),
            most in 0_usize..70,
            oldest: bool,
        ) {
            let sort = if oldest { Sort::Oldest } else { Sort::Newest };
            let row = |(row, moment): (u64, &Option<i64>)| {
                let instant = moment.and_then(|moment| DateTime::from_timestamp(moment, 0));
                (Ranked { row: RowId(row), instant }, "id")
            };
            let all: Vec<Named<'_>> = (0..).zip(&moments).map(row).collect();
            let mut first = all.clone();
            keep_first(&mut first, sort, most);
            let total = first.len();
            let first = Share::join(vec![Share { first, total }], sort, most).rows;
            let whole = Share::join(vec![Share { first: all, total }], sort, usize::MAX).rows;
            prop_assert_eq!(&first[..], &whole[..most.min(whole.len())]);
        }
    }
}
