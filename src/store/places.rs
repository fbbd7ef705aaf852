//! Where the rows of given ids stand.

use std::collections::HashSet;

use arrow_array::RecordBatch;
use futures::TryStreamExt;

use super::{Column, Result, Snapshot, rows::Texts, snapshot::RowId, visit};
use crate::domain::shares::mapped;

/// Batches of ids that are looked through faster than a thread starts.
const FEW_BATCHES: usize = 4;

/// A row of a snapshot, by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The entry's id; empty for rows without one.
    pub id: String,
    /// The row, for reading it.
    pub row: RowId,
    /// Where it stands in the files: rows of neighbouring addresses are read together.
    pub address: u64,
}

impl Snapshot {
    /// Every row that has one of these ids, type `system` included, by address. A null id is the
    /// empty one.
    pub async fn places(&self, ids: &HashSet<&str>) -> Result<Vec<Place>> {
        let mut places = Vec::new();
        if let Some(rows) = self.light_rows().await? {
            // Without stable row ids, which the light rows exclude, a row's id is its address.
            let batches: Vec<&RecordBatch> = rows.batches().collect();
            let found = mapped(&batches, FEW_BATCHES, |batch| {
                let names = Texts::of(batch, Column::Id);
                let mut places = Vec::new();
                for (at, row) in visit::row_ids(batch).iter().enumerate() {
                    collect(names.get(at), ids, *row, *row, &mut places);
                }
                places
            });
            places.extend(found.into_iter().flatten());
        } else {
            let mut scan = visit::scan_of(&self.dataset);
            scan.with_row_id().with_row_address();
            scan.project(&[Column::Id.name()])
                .map_err(|error| self.failed(&error))?;
            let mut stream = scan
                .try_into_stream()
                .await
                .map_err(|error| self.failed(&error))?;
            while let Some(batch) = stream
                .try_next()
                .await
                .map_err(|error| self.failed(&error))?
            {
                let names = Texts::of(&batch, Column::Id);
                let rows = visit::row_ids(&batch)
                    .iter()
                    .zip(visit::row_addresses(&batch));
                for (at, (row, address)) in rows.enumerate() {
                    collect(names.get(at), ids, *row, *address, &mut places);
                }
            }
        }
        places.sort_unstable_by_key(|place| place.address);
        Ok(places)
    }
}

fn collect(
    name: Option<&str>,
    wanted: &HashSet<&str>,
    row: u64,
    address: u64,
    places: &mut Vec<Place>,
) {
    let name = name.unwrap_or_default();
    if wanted.contains(name) {
        places.push(Place {
            id: name.to_owned(),
            row: RowId(row),
            address,
        });
    }
}
