//! The rows that a search has read: none is read twice.

use std::collections::HashMap;

use super::super::Result;
use crate::store::{RowRead, Snapshot};

/// Rows that are read together: texts are up to 10 MB long.
const AT_ONCE: usize = 256;

/// A row by its table's number and its place therein.
pub(super) type Row = (usize, u64);

/// What was read of the tables that are searched.
#[derive(Debug)]
pub(super) struct ReadRows {
    snapshots: Vec<Snapshot>,
    rows: HashMap<Row, RowRead>,
}

impl ReadRows {
    pub(super) fn new(snapshots: Vec<Snapshot>) -> Self {
        Self {
            snapshots,
            rows: HashMap::new(),
        }
    }

    pub(super) fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }

    pub(super) fn get(&self, row: Row) -> Option<&RowRead> {
        self.rows.get(&row)
    }

    /// Reads those of these rows that were not.
    pub(super) async fn read(&mut self, rows: impl IntoIterator<Item = Row>) -> Result<()> {
        let mut missing: Vec<Vec<u64>> = vec![Vec::new(); self.snapshots.len()];
        for row in rows {
            if !self.rows.contains_key(&row) {
                missing[row.0].push(row.1);
            }
        }
        for ((table, snapshot), rows) in (0..).zip(&self.snapshots).zip(missing) {
            for rows in rows.chunks(AT_ONCE) {
                let read = snapshot.read(rows).await?;
                let numbered = read.into_iter().map(|row| ((table, row.row()), row));
                self.rows.extend(numbered);
            }
        }
        Ok(())
    }
}
