//! The rows of a table that a filter admits, found out once a version.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use arrow_array::RecordBatch;

use super::{
    Column, Result, RowId, Snapshot, blocking::spread, light, row_set::RowSet,
    table_version::TableVersion,
};
use crate::domain::filter::Filter;

/// So many answers are kept, those to the filters that were asked last.
const KEPT: usize = 8;

/// The rows of a table that may be found. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Allowed(pub(super) Arc<RowSet>);

/// What was found out last: who types asks the same filter with every key.
#[derive(Debug, Default)]
pub(super) struct AllowedCache(Mutex<VecDeque<(TableVersion, Filter, Allowed)>>);

impl FromIterator<RowId> for Allowed {
    fn from_iter<T: IntoIterator<Item = RowId>>(rows: T) -> Self {
        Self(Arc::new(rows.into_iter().map(|row| row.0).collect()))
    }
}

impl Allowed {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The others, when some are left out.
    #[must_use]
    pub fn without(&self, rows: &[u64]) -> Self {
        let mut others = RowSet::clone(&self.0);
        for row in rows {
            others.remove(*row);
        }
        Self(Arc::new(others))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }
}

impl Snapshot {
    /// The rows that a filter admits.
    pub async fn allowed(&self, filter: &Filter) -> Result<Allowed> {
        if !filter.admits_repository(&self.repository) {
            return Ok(Allowed::from_iter([]));
        }
        let version = TableVersion::of(&self.dataset);
        if let Some(known) = self.light.allowed.get(version, filter) {
            return Ok(known);
        }
        let allowed = Allowed(Arc::new(self.admitted(filter).await?));
        self.light.allowed.keep(version, filter, &allowed);
        Ok(allowed)
    }

    async fn admitted(&self, filter: &Filter) -> Result<RowSet> {
        let mut rows = RowSet::default();
        if light::suffices(filter, &[])
            && let Some(light) = self.light_rows().await?
        {
            let batches: Vec<RecordBatch> = light.batches().cloned().collect();
            let count = batches.iter().map(RecordBatch::num_rows).sum();
            let filter = filter.clone();
            let admitted = move |batches: Vec<RecordBatch>| {
                let rows = batches
                    .iter()
                    .flat_map(|batch| light::admitted(batch, &filter));
                rows.map(|(_, row)| row.0).collect::<RowSet>()
            };
            let sets = spread(batches, count, admitted).await;
            for set in sets.map_err(|error| self.failed(&error))? {
                rows.unite(set);
            }
            return Ok(rows);
        }
        self.visit(filter, &[], |row, _| rows.extend([row.0]))
            .await?;
        Ok(rows)
    }

    /// The rows with this id that a filter admits.
    pub async fn rows_with_id(&self, filter: &Filter, id: &str) -> Result<Vec<u64>> {
        let mut rows = Vec::new();
        self.visit(filter, &[Column::Id], |row, values| {
            rows.extend((values == [id]).then_some(row.0));
        })
        .await?;
        Ok(rows)
    }
}

impl AllowedCache {
    fn get(&self, version: TableVersion, filter: &Filter) -> Option<Allowed> {
        let mut kept = self.lock();
        let is_it =
            |(of, asked, _): &(TableVersion, Filter, Allowed)| *of == version && asked == filter;
        let known = kept.iter().position(is_it)?;
        let known = kept.remove(known)?;
        let allowed = known.2.clone();
        kept.push_front(known);
        Some(allowed)
    }

    fn keep(&self, version: TableVersion, filter: &Filter, allowed: &Allowed) {
        let mut kept = self.lock();
        kept.push_front((version, filter.clone(), allowed.clone()));
        kept.truncate(KEPT);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(TableVersion, Filter, Allowed)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
