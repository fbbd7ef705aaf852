//! One repository's table at one version: what every read works on.

use std::sync::Arc;

use arrow_array::RecordBatch;
use lance::Dataset;

use super::{
    Column, Error, Result,
    light::{self, Light},
    predicate,
    rows::{self, RowRead, Texts, WholeRow},
    table_version::TableVersion,
};
use crate::domain::{entry::Entry, filter::Filter};

/// Where a row stands in a snapshot. Means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u64);

/// A pinned version of a repository's table. Cheap to clone; later writes do not change it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Folder name of the repository's database.
    pub repository: Arc<str>,
    /// The table at this version.
    pub(crate) dataset: Arc<Dataset>,
    /// What this and other versions' reads have in common.
    pub(crate) light: Arc<Light>,
}

impl Snapshot {
    /// The table's version.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.dataset.version_id()
    }

    /// Whether a column may hold nulls in this table.
    #[must_use]
    pub fn takes_nulls(&self, column: &str) -> bool {
        let field = self.dataset.schema().field(column);
        field.is_some_and(|field| field.nullable)
    }

    /// How many rows the filter admits.
    pub async fn count(&self, filter: &Filter) -> Result<usize> {
        if !filter.admits_repository(&self.repository) {
            return Ok(0);
        }
        if light::suffices(filter, &[])
            && let Some(rows) = self.light_rows().await?
        {
            return Ok(rows
                .batches()
                .map(|batch| light::admitted(batch, filter).count())
                .sum());
        }
        self.dataset
            .count_rows(Some(predicate::sql(filter)))
            .await
            .map_err(|error| self.failed(&error))
    }

    /// The entries in these rows, in the asked order.
    pub async fn entries(&self, rows: &[RowId]) -> Result<Vec<Entry>> {
        let batch = self.take(rows).await?;
        Ok(rows::entries(&self.repository, &batch))
    }

    /// These rows with everything in them, in the asked order. Texts are up to 10 MB long, so these
    /// should not be many.
    pub async fn read(&self, rows: &[u64]) -> Result<Vec<RowRead>> {
        let version = TableVersion::of(&self.dataset);
        let known = self.light.read.find(version, rows);
        let missing = rows.iter().zip(&known).filter(|(_, known)| known.is_none());
        let missing: Vec<RowId> = missing.map(|(row, _)| RowId(*row)).collect();
        let mut read = Vec::new();
        if !missing.is_empty() {
            let batch = self.take(&missing).await?;
            read = RowRead::all(&self.repository, batch, &missing);
            self.light.read.keep(version, &read);
        }
        let mut read = read.into_iter();
        let in_order = known.into_iter().map(|known| known.or_else(|| read.next()));
        Ok(in_order.flatten().collect())
    }

    /// The entries in these rows with their vectors, in the asked order.
    pub async fn whole(&self, rows: &[RowId]) -> Result<Vec<WholeRow>> {
        let batch = self.take(rows).await?;
        Ok(rows::whole(&self.repository, &batch, rows))
    }

    /// The moments and ids of rows, as stored and in the asked order: what breaks a tie.
    pub async fn moments(&self, rows: &[u64]) -> Result<Vec<(String, String)>> {
        self.texts(rows, [Column::Timestamp, Column::Id]).await
    }

    /// Two columns of rows, in the asked order, null as the empty text.
    pub async fn texts(&self, rows: &[u64], columns: [Column; 2]) -> Result<Vec<(String, String)>> {
        let taken = self.columns(rows, &columns).await;
        let batch = taken.map_err(|error| self.failed(&error))?;
        let [first, second] = columns.map(|column| Texts::of(&batch, column));
        let text = |column: Texts<'_>, at| column.get(at).unwrap_or_default().to_owned();
        Ok((0..batch.num_rows())
            .map(|at| (text(first, at), text(second, at)))
            .collect())
    }

    /// All nine columns of these rows, in the asked order.
    pub(crate) async fn take(&self, rows: &[RowId]) -> Result<RecordBatch> {
        let ids: Vec<u64> = rows.iter().map(|row| row.0).collect();
        let taken = self.columns(&ids, &Column::ALL).await;
        let batch = taken.map_err(|error| self.failed(&error))?;
        self.all_there(batch, rows.len())
    }

    /// Refuses a batch that lacks rows which were asked for.
    pub(crate) fn all_there(&self, batch: RecordBatch, asked: usize) -> Result<RecordBatch> {
        if batch.num_rows() == asked {
            return Ok(batch);
        }
        Err(Error::Table {
            doing: "read",
            repository: self.repository.to_string(),
            reason: format!("{} of {asked} rows are gone", asked - batch.num_rows()),
        })
    }

    pub(crate) fn failed(&self, error: &lance::Error) -> Error {
        Error::table("read", &self.repository, error)
    }
}
