//! The first rows of an order, found by their moments alone: of a large table that is less to read than all
//! its short columns, and a list that somebody waits for shows no more.

use std::cmp::Ordering;

use arrow_array::RecordBatch;
use futures::{StreamExt, TryStreamExt};

use super::{
    Column, Result, Snapshot,
    blocking::compute,
    light,
    order::{First, Ranked},
    rows::Texts,
    visit,
};
use crate::domain::{filter::Filter, search::Sort, shares::cores, time};

/// Tables of fewer rows are read whole just as fast.
const LARGE: usize = 32 * 1024;

/// Of more rows at once the rest is wanted soon.
const FEW: usize = 1024;

/// With fewer rows a fragment, opening files takes the time.
const ROWS_A_FRAGMENT: usize = 1024;

impl Snapshot {
    /// The first `most` of an order, when that is worth it and the first thing that is asked of the table:
    /// who asks again is better off with all short columns in memory. The filter must be one that they
    /// suffice for.
    pub(super) async fn beginning(
        &self,
        filter: &Filter,
        sort: Sort,
        most: usize,
    ) -> Result<Option<First>> {
        let wanted = (1..=FEW).contains(&most) && self.is_large() && !self.has_light_rows();
        if !wanted || self.light.begun.again() {
            return Ok(None);
        }
        let first = self.first_moments(filter, sort, most).await;
        let Some((rows, total)) = first.map_err(|error| self.failed(&error))? else {
            return Ok(None);
        };
        let rows = self.in_order(rows, sort, most).await?;
        Ok(Some(First { rows, total }))
    }

    fn is_large(&self) -> bool {
        let fragments = self.dataset.fragments();
        let rows = fragments.iter().filter_map(|one| one.physical_rows);
        let rows: usize = rows.sum();
        rows >= LARGE && rows / ROWS_A_FRAGMENT >= fragments.len()
    }

    /// The rows that may be among the first, in no order, and how many there are in all; `None` when too
    /// many are of one moment.
    async fn first_moments(
        &self,
        filter: &Filter,
        sort: Sort,
        most: usize,
    ) -> lance::Result<Option<(Vec<Ranked>, usize)>> {
        let mut scan = visit::scan_of(&self.dataset);
        scan.with_row_id().batch_size(visit::BATCH_ROWS);
        let names = light::looked_at(filter);
        let names = names.into_iter().filter(|one| *one != Column::Timestamp);
        let names: Vec<&str> = [Column::Timestamp]
            .into_iter()
            .chain(names)
            .map(Column::name)
            .collect();
        scan.project(&names)?;
        let mut parts = (scan.try_into_stream().await?)
            .map(|batch| {
                let filter = filter.clone();
                async move {
                    let batch = batch?;
                    compute(move || Ok(of_batch(&batch, &filter, sort, most))).await
                }
            })
            .buffer_unordered(cores());
        let (mut first, mut total) = (Vec::new(), 0);
        while let Some((some, admitted)) = parts.try_next().await? {
            total += admitted;
            first.extend(some);
            keep_first(&mut first, sort, most);
        }
        Ok((first.len() <= most + FEW).then_some((first, total)))
    }

    /// Rows of one moment follow their ids, which are read only where there are such.
    async fn in_order(
        &self,
        mut rows: Vec<Ranked>,
        sort: Sort,
        most: usize,
    ) -> Result<Vec<Ranked>> {
        rows.sort_unstable_by(|one, other| one.compare(other, sort));
        let equal = |pair: &[Ranked]| pair[0].compare(&pair[1], sort) == Ordering::Equal;
        if rows.windows(2).any(equal) {
            let places: Vec<u64> = rows.iter().map(|ranked| ranked.row.0).collect();
            let ids = self.moments(&places).await?.into_iter().map(|(_, id)| id);
            let mut named: Vec<(Ranked, String)> = rows.into_iter().zip(ids).collect();
            named.sort_unstable_by(|(one, id), (other, other_id)| {
                one.compare(other, sort)
                    .then_with(|| id.cmp(other_id))
                    .then_with(|| one.row.cmp(&other.row))
            });
            rows = named.into_iter().map(|(ranked, _)| ranked).collect();
        }
        rows.truncate(most);
        Ok(rows)
    }
}

/// What may be among the first of a batch, and how many rows the filter admits.
fn of_batch(batch: &RecordBatch, filter: &Filter, sort: Sort, most: usize) -> (Vec<Ranked>, usize) {
    let timestamps = Texts::of(batch, Column::Timestamp);
    let admitted = light::admitted(batch, filter).map(|(at, row)| {
        let instant = timestamps.get(at).and_then(time::parse_timestamp);
        Ranked { row, instant }
    });
    let mut rows: Vec<Ranked> = admitted.collect();
    let total = rows.len();
    keep_first(&mut rows, sort, most);
    (rows, total)
}

/// Leaves the `most` first, in no order, and all that are of the same moment as the last of them.
fn keep_first(rows: &mut Vec<Ranked>, sort: Sort, most: usize) {
    if most < rows.len() {
        let compare = |one: &Ranked, other: &Ranked| one.compare(other, sort);
        let (_, last, _) = rows.select_nth_unstable_by(most - 1, compare);
        let last = *last;
        rows.retain(|row| row.compare(&last, sort) != Ordering::Greater);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::store::RowId;

    proptest! {
        #[test]
        fn nothing_is_left_out_that_could_be_among_the_first(
            moments in proptest::collection::vec(proptest::option::of(0_i64..9), 0..60),
            most in 1_usize..70,
            oldest: bool,
        ) {
            let sort = if oldest { Sort::Oldest } else { Sort::Newest };
            let row = |(row, moment): (u64, &Option<i64>)| {
                let instant = moment.and_then(|moment| DateTime::from_timestamp(moment, 0));
                Ranked { row: RowId(row), instant }
            };
            let mut all: Vec<Ranked> = (0..).zip(&moments).map(row).collect();
            let mut kept = all.clone();
            keep_first(&mut kept, sort, most);
            all.sort_by(|one, other| one.compare(other, sort));
            let last = all[..most.min(all.len())].last().copied();
            let wanted = |row: &&Ranked| {
                last.is_some_and(|last| row.compare(&last, sort) != Ordering::Greater)
            };
            let wanted = all.iter().filter(wanted).map(|ranked| ranked.row.0);
            let mut wanted: Vec<u64> = wanted.collect();
            let mut kept: Vec<u64> = kept.iter().map(|ranked| ranked.row.0).collect();
            wanted.sort_unstable();
            kept.sort_unstable();
            prop_assert_eq!(kept, wanted);
        }
    }
}
