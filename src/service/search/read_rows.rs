//! The rows that a search has read: none is read twice.

use std::collections::HashMap;

use super::super::Result;
use crate::store::{RowRead, Snapshot};

/// Rows that are read together: texts are up to 10 MB long.
pub(super) const AT_ONCE: usize = 256;

/// Of rows whose nearness was looked up so many bytes are kept.
const MOST_BYTES: usize = 16 << 20;

/// A row by its table's number and its place therein.
pub(super) type Row = (usize, u64);

/// What was read of the tables that are searched.
#[derive(Debug)]
pub(super) struct ReadRows {
    snapshots: Vec<Snapshot>,
    rows: HashMap<Row, RowRead>,
    /// What is kept of rows whose nearness was looked up.
    bytes: usize,
}

impl ReadRows {
    pub(super) fn new(snapshots: Vec<Snapshot>) -> Self {
        Self {
            snapshots,
            rows: HashMap::new(),
            bytes: 0,
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

    /// Of rows that were read together keeps those that may be asked for again, as long as there is
    /// room: a table may be read whole to find out that most vectors do not count.
    pub(super) fn keep_of(&mut self, together: &[Row], wanted: impl Fn(&Row) -> bool) {
        let read = together.iter().find_map(|row| self.rows.get(row));
        let bytes = self.bytes + read.map_or(0, RowRead::bytes);
        let any_wanted = together.iter().any(&wanted);
        if any_wanted && bytes <= MOST_BYTES {
            self.bytes = bytes;
        }
        for row in together {
            if bytes > MOST_BYTES || !wanted(row) {
                self.rows.remove(row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};

    use super::*;
    use crate::store::RowId;

    /// As if these rows of the first table had been read together.
    fn read(rows: &mut ReadRows, numbers: std::ops::Range<u64>, bytes: usize) -> Vec<Row> {
        let texts = numbers.clone().map(|_| "x".repeat(bytes));
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
        let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
        let ids: Vec<RowId> = numbers.clone().map(RowId).collect();
        let read = RowRead::all(&"r".into(), batch, &ids);
        rows.rows
            .extend(read.into_iter().map(|row| ((0, row.row()), row)));
        numbers.map(|row| (0, row)).collect()
    }

    #[test]
    fn rows_that_do_not_count_are_not_kept() {
        let mut rows = ReadRows::new(Vec::new());
        for begin in (0..10_000).step_by(100) {
            let together = read(&mut rows, begin..begin + 100, 1 << 20);
            rows.keep_of(&together, |_| false);
        }
        assert_eq!((rows.rows.len(), rows.bytes), (0, 0));
        let together = read(&mut rows, 0..100, 10);
        rows.keep_of(&together, |row| row.1 == 7);
        assert!(rows.rows.len() == 1 && rows.get((0, 7)).is_some());
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut rows = ReadRows::new(Vec::new());
        for begin in 0..100 {
            let together = read(&mut rows, begin..begin + 1, 1 << 20);
            rows.keep_of(&together, |_| true);
        }
        assert!((8..=16).contains(&rows.rows.len()), "{}", rows.rows.len());
        let together = read(&mut rows, 200..201, 10);
        rows.keep_of(&together, |_| true);
        assert!(
            rows.get((0, 200)).is_some(),
            "there is room for a short one"
        );
    }
}
