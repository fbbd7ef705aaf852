//! Rows read to be changed or put back, no more of them at a time than memory holds.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use arrow_select::concat::concat_batches;
use lance::dataset::ProjectionRequest;

use super::RowChange;
use crate::{
    domain::entry::Entry,
    store::{
        Column, Error, Place, Result, Snapshot,
        images::{Image, ImageId, ImageTable, Standing},
        rows::{self, Texts, Vectors},
        write,
    },
};

/// Rows read at a time.
const ROWS_AT_ONCE: usize = 2048;

/// No more rows are read once there is so much in memory, in bytes: texts are up to 10 MB long.
const ENOUGH_BYTES: usize = 256 << 20;

/// Rows of one snapshot with all their columns: every row that has one of some ids.
#[derive(Debug)]
pub struct Picked {
    pub(super) snapshot: Snapshot,
    pub(super) columns: RecordBatch,
    pub(super) places: Vec<Place>,
    /// The rows as entries.
    pub entries: Vec<Entry>,
}

/// Rows as images hold them.
#[derive(Debug)]
pub struct Kept {
    pub(super) columns: RecordBatch,
    /// How each row will stand, as far as that is known.
    pub(super) standings: Vec<Option<Standing>>,
}

impl Kept {
    /// A row as it is to be, with the vector of its text.
    pub fn new(entry: &Entry, vector: &[f32]) -> Result<Self> {
        Self::of(&entry.repository, std::slice::from_ref(entry), &[vector])
    }

    /// Rows as they are to be, with their vectors.
    pub fn of(repository: &str, entries: &[Entry], vectors: &[&[f32]]) -> Result<Self> {
        for vector in vectors {
            write::check_width(vector)?;
        }
        let columns = rows::batch(entries, vectors)
            .map_err(|error| Error::table("write to", repository, &error.into()))?;
        Ok(Self {
            columns,
            standings: Vec::new(),
        })
    }

    /// The same where it is known of each row how it will stand, or not.
    #[must_use]
    pub fn standing(self, standings: Vec<Option<Standing>>) -> Self {
        Self { standings, ..self }
    }

    /// How the rows that changes put into a table will stand, if that is known of all, and the table has
    /// all of their columns.
    pub(super) fn put_in(
        &self,
        changes: &[RowChange],
        rows: &RecordBatch,
    ) -> Option<Vec<Standing>> {
        let has = |column| !matches!(Texts::of(rows, column), Texts::Absent);
        if !Column::TEXTS.into_iter().all(has) || !Vectors::of(rows).are_there() {
            return None;
        }
        let known = changes.iter().map(|change| match change {
            RowChange::Insert { kept } => self.standings.get(*kept)?.clone(),
            _ => None,
        });
        known.collect()
    }

    /// The text of a row, empty when null; `None` without such a row.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        let text = || Texts::of(&self.columns, Column::Text).get(row);
        (row < self.columns.num_rows()).then(|| text().unwrap_or_default())
    }

    /// The vector of a row; `None` when null.
    #[must_use]
    pub fn vector(&self, row: usize) -> Option<&[f32]> {
        Vectors::of(&self.columns).get(row)
    }
}

impl Snapshot {
    /// Reads rows, the groups whole and in their order, until there is enough in memory; and how
    /// many groups these are, at least one.
    pub async fn pick(&self, groups: &[&[Place]]) -> Result<(Picked, usize)> {
        let mut batches = Vec::new();
        let mut places = Vec::new();
        let (mut picked, mut bytes) = (0, 0);
        while picked < groups.len() && (picked == 0 || bytes < ENOUGH_BYTES) {
            let mut some: Vec<&Place> = Vec::new();
            while picked < groups.len() && some.len() < ROWS_AT_ONCE {
                some.extend(groups[picked]);
                picked += 1;
            }
            let batch = self.take_all(&some).await?;
            bytes += batch.get_array_memory_size();
            batches.push(batch);
            places.extend(some.into_iter().cloned());
        }
        let schema = Arc::new(Schema::from(self.dataset.schema()));
        let columns =
            concat_batches(&schema, &batches).map_err(|error| self.failed(&error.into()))?;
        let entries = rows::entries(&self.repository, &columns);
        let snapshot = self.clone();
        let picked_rows = Picked {
            snapshot,
            columns,
            places,
            entries,
        };
        Ok((picked_rows, picked))
    }

    /// All columns of these rows, those included that lore does not know.
    async fn take_all(&self, places: &[&Place]) -> Result<RecordBatch> {
        let ids: Vec<u64> = places.iter().map(|place| place.row.0).collect();
        let columns = ProjectionRequest::from_schema(self.dataset.schema().clone());
        let batch = self
            .dataset
            .take_rows(&ids, columns)
            .await
            .map_err(|error| self.failed(&error))?;
        self.all_there(batch, places.len())
    }
}

impl ImageTable {
    /// Reads the rows that these images hold until there is enough in memory; and how many these
    /// are, at least one. Rows of one id that follow each other are read together.
    pub async fn kept(&self, images: &[(ImageId, Image)]) -> Result<(Kept, usize)> {
        let mut batches = Vec::new();
        let (mut read, mut bytes) = (0, 0);
        while read < images.len() && (read == 0 || bytes < ENOUGH_BYTES) {
            let mut end = images.len().min(read + ROWS_AT_ONCE);
            while end < images.len() && images[end].1.id == images[end - 1].1.id {
                end += 1;
            }
            let ids: Vec<ImageId> = images[read..end].iter().map(|(id, _)| *id).collect();
            let batch = self.rows(&ids).await?;
            bytes += batch.get_array_memory_size();
            batches.push(batch);
            read = end;
        }
        let columns = self.joined(&batches)?;
        let standings = Vec::new();
        Ok((Kept { columns, standings }, read))
    }
}
