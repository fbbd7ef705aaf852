//! A long list of entries, read page by page.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::try_join_all;

use super::Result;
use crate::{
    domain::{
        entry::{Entry, EntryKey},
        filter::Filter,
        search::Sort,
    },
    store::{First, Ranked, RowId, Snapshot},
};

/// The entries of one filter in order, pinned to one moment. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Listing {
    snapshots: Arc<[Snapshot]>,
    rows: Arc<[Place]>,
    total: usize,
}

/// Where an entry of the list stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    snapshot: u32,
    row: RowId,
}

impl Listing {
    /// Orders the first `most` that the filter admits over several repositories. Entries of one moment
    /// follow the order of the snapshots.
    pub(super) async fn new(
        snapshots: Vec<Snapshot>,
        filter: &Filter,
        sort: Sort,
        most: usize,
    ) -> Result<Self> {
        let orders = snapshots
            .iter()
            .map(|snapshot| snapshot.first(filter, sort, most));
        let orders = try_join_all(orders).await?;
        let mut rows = merge(&orders, sort);
        rows.truncate(most);
        Ok(Self {
            snapshots: snapshots.into(),
            rows: rows.into(),
            total: orders.iter().map(|order| order.total).sum(),
        })
    }

    /// How many entries there are in all, be they listed or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Where an entry stands in the list of `filter` that this is.
    pub(super) async fn place_of(&self, key: &EntryKey, filter: &Filter) -> Result<Option<usize>> {
        let is_there = |snapshot: &Snapshot| *snapshot.repository == *key.repository;
        let Some(snapshot) = self.snapshots.iter().position(is_there) else {
            return Ok(None);
        };
        let rows = self.snapshots[snapshot]
            .rows_with_id(filter, &key.id)
            .await?;
        let wanted = |place: &Place| {
            place.snapshot as usize == snapshot && rows.first() == Some(&place.row.0)
        };
        Ok(self.rows.iter().position(wanted))
    }

    /// The entries from `offset`, at most `limit`; fewer at the end of those that are listed.
    pub async fn page(&self, offset: usize, limit: usize) -> Result<Vec<Entry>> {
        let start = offset.min(self.rows.len());
        let end = offset.saturating_add(limit).min(self.rows.len());
        let places = &self.rows[start..end];

        let mut wanted: BTreeMap<u32, Vec<RowId>> = BTreeMap::new();
        for place in places {
            wanted.entry(place.snapshot).or_default().push(place.row);
        }
        let read = try_join_all(wanted.iter().map(async |(snapshot, rows)| {
            let entries = self.snapshots[*snapshot as usize].entries(rows).await?;
            Ok::<_, crate::store::Error>((*snapshot, entries.into_iter()))
        }))
        .await?;
        let mut read: BTreeMap<u32, _> = read.into_iter().collect();
        Ok(places
            .iter()
            .filter_map(|place| read.get_mut(&place.snapshot)?.next())
            .collect())
    }
}

/// Merges sorted lists into one.
fn merge(orders: &[First], sort: Sort) -> Vec<Place> {
    let all = orders.iter().map(|order| order.rows.len()).sum();
    let mut all: Vec<(Ranked, u32)> = Vec::with_capacity(all);
    for (snapshot, order) in (0..).zip(orders) {
        all.extend(order.rows.iter().map(|ranked| (*ranked, snapshot)));
    }
    // A stable sort of sorted runs only merges them.
    all.sort_by(|(one, _), (other, _)| one.compare(other, sort));
    all.into_iter()
        .map(|(ranked, snapshot)| Place {
            snapshot,
            row: ranked.row,
        })
        .collect()
}
