//! A long list of entries, read page by page.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::try_join_all;
use tokio::sync::OnceCell;

use super::Result;
use crate::{
    domain::{
        entry::{Entry, EntryKey},
        filter::Filter,
        search::Sort,
    },
    store::{First, Ranked, RowId, Snapshot},
};

/// So many entries are found at once of a list that goes on: more than a screen shows.
const BEGINNING: usize = 400;

/// The entries of one filter in order, pinned to one moment. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Listing {
    snapshots: Arc<[Snapshot]>,
    rows: Arc<[Place]>,
    total: usize,
    /// Set where the rows are only the beginning.
    whole: Option<Arc<Whole>>,
}

/// A list that is put in order when somebody asks for what lies behind its beginning.
#[derive(Debug)]
struct Whole {
    filter: Filter,
    sort: Sort,
    rows: OnceCell<Arc<[Place]>>,
}

/// Where an entry of the list stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    snapshot: u32,
    row: RowId,
}

impl Listing {
    /// Orders all that the filter admits over several repositories, the beginning of it at once. Entries of
    /// one moment follow the order of the snapshots.
    pub(super) async fn new(snapshots: Vec<Snapshot>, filter: &Filter, sort: Sort) -> Result<Self> {
        // To look through texts once more costs more than to put all rows in order.
        if !filter.contains.is_empty() {
            return Self::first(snapshots, filter, sort, usize::MAX).await;
        }
        let mut listing = Self::first(snapshots, filter, sort, BEGINNING).await?;
        listing.whole = (listing.rows.len() < listing.total).then(|| {
            Arc::new(Whole {
                filter: filter.clone(),
                sort,
                rows: OnceCell::new(),
            })
        });
        Ok(listing)
    }

    /// The first `most` of them and no others.
    pub(super) async fn first(
        snapshots: Vec<Snapshot>,
        filter: &Filter,
        sort: Sort,
        most: usize,
    ) -> Result<Self> {
        let (rows, total) = in_order(&snapshots, filter, sort, most).await?;
        Ok(Self {
            snapshots: snapshots.into(),
            rows,
            total,
            whole: None,
        })
    }

    /// The rows up to the `end`th, and perhaps more.
    async fn rows_up_to(&self, end: usize) -> Result<&[Place]> {
        let Some(whole) = self.whole.as_ref().filter(|_| end > self.rows.len()) else {
            return Ok(&self.rows);
        };
        let rows = whole.rows.get_or_try_init(|| async {
            let ordered = in_order(&self.snapshots, &whole.filter, whole.sort, usize::MAX);
            ordered.await.map(|(rows, _)| rows)
        });
        Ok(rows.await?)
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
        let rows = self.rows_up_to(self.total).await?;
        Ok(rows.iter().position(wanted))
    }

    /// The entries from `offset`, at most `limit`; fewer at the end of those that are listed.
    pub async fn page(&self, offset: usize, limit: usize) -> Result<Vec<Entry>> {
        let end = offset.saturating_add(limit).min(self.total);
        let rows = self.rows_up_to(end).await?;
        let end = end.min(rows.len());
        let places = &rows[offset.min(end)..end];

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

/// The first `most` rows, and how many there are in all.
async fn in_order(
    snapshots: &[Snapshot],
    filter: &Filter,
    sort: Sort,
    most: usize,
) -> Result<(Arc<[Place]>, usize)> {
    let orders = snapshots
        .iter()
        .map(|snapshot| snapshot.first(filter, sort, most));
    let orders = try_join_all(orders).await?;
    let mut rows = merge(&orders, sort);
    rows.truncate(most);
    let total = orders.iter().map(|order| order.total).sum();
    Ok((rows.into(), total))
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
