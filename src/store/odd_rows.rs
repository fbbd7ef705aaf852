//! The rows of a table in which something is not as every reader expects it, counted.

use std::collections::{HashMap, hash_map::Entry as Slot};

use arrow_array::RecordBatch;
use futures::TryStreamExt;

use super::{Column, Result, Snapshot, rows, visit};
use crate::domain::{diagnosis::OddRows, entry::Entry, filter::Filter, kind};

/// Rows read at a time: texts are up to 10 MB long.
const BATCH_ROWS: usize = 1024;

impl Snapshot {
    /// Looks at every row but those of type `system`, texts included, a batch at a time.
    pub async fn odd_rows(&self) -> Result<OddRows> {
        let failed = |error: lance::Error| self.failed(&error);
        let mut scan = visit::scan_of(&self.dataset);
        scan.batch_size(BATCH_ROWS);
        scan.project(&Column::TEXTS.map(Column::name))
            .map_err(failed)?;
        let mut batches = scan.try_into_stream().await.map_err(failed)?;
        let mut odd = OddRows::default();
        while let Some(batch) = batches.try_next().await.map_err(failed)? {
            for entry in self.shown(&batch) {
                odd.count(&entry);
            }
        }
        odd.repeated_ids = self.repeated_ids().await?;
        Ok(odd)
    }

    fn shown(&self, batch: &RecordBatch) -> impl Iterator<Item = Entry> + use<> {
        rows::entries(&self.repository, batch)
            .into_iter()
            .filter(|entry| entry.kind != kind::SYSTEM)
    }

    /// The ids that more than one row has, in order.
    async fn repeated_ids(&self) -> Result<Vec<String>> {
        let mut seen: HashMap<blake3::Hash, bool> = HashMap::new();
        let mut repeated = Vec::new();
        self.visit(&Filter::default(), &[Column::Id], |_, values| {
            let id = values[0];
            if id.is_empty() {
                return;
            }
            match seen.entry(blake3::hash(id.as_bytes())) {
                Slot::Vacant(new) => {
                    new.insert(false);
                }
                Slot::Occupied(mut known) => {
                    if !known.insert(true) {
                        repeated.push(id.to_owned());
                    }
                }
            }
        })
        .await?;
        repeated.sort_unstable();
        Ok(repeated)
    }
}
