//! The rows that were read last: who types finds the same ones with every key.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{rows::RowRead, table_version::TableVersion};

/// Readings that are kept, each with the rows that no earlier one has.
const READINGS: usize = 32;

/// A reading of more bytes is not kept: texts are up to 10 MB long.
const MOST_BYTES: usize = 256 << 10;

/// Rows as they were read, of one version of a table.
#[derive(Debug, Default)]
pub(super) struct ReadCache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    of: Option<TableVersion>,
    readings: VecDeque<Vec<RowRead>>,
}

impl ReadCache {
    /// These rows, as far as they are kept.
    pub(super) fn find(&self, version: TableVersion, rows: &[u64]) -> Vec<Option<RowRead>> {
        let kept = self.lock();
        if kept.of != Some(version) {
            return vec![None; rows.len()];
        }
        let find = |row: &u64| {
            let mut all = kept.readings.iter().flatten();
            all.find(|read| read.row() == *row).cloned()
        };
        rows.iter().map(find).collect()
    }

    /// Keeps rows that were read together.
    pub(super) fn keep(&self, version: TableVersion, read: &[RowRead]) {
        if read.first().is_none_or(|read| read.bytes() > MOST_BYTES) {
            return;
        }
        let mut kept = self.lock();
        if kept.of != Some(version) {
            kept.of = Some(version);
            kept.readings.clear();
        }
        kept.readings.push_front(read.to_vec());
        kept.readings.truncate(READINGS);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
