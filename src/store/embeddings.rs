//! Which model made which vector, and the vectors of later parts, in tables beside the shared one.
//!
//! A record in `lore_embeddings` says: the entry of this id, with this very text and this very
//! vector (its digest), was embedded by this model. Whoever changes the text or the vector makes the
//! record void, and the entry counts as not embedded. So a record is written last, and a program
//! that is killed before leaves nothing but work to be done again.

mod reading;
mod record_layer;
mod records;
mod tables;
mod wide;
mod wide_reading;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use lance::{
    Dataset,
    dataset::{DeleteBuilder, MergeInsertBuilder, WhenMatched},
    deps::datafusion::prelude::{col, lit},
    session::Session,
};

use reading::Reading;
pub use records::{Embedded, Record, Records, digest};
pub(super) use tables::PART;
use tables::Sidecar;
pub use wide::{WideEmbedded, text_digest};

use super::{Error, KEEP, Result, create, side_table::SideTable};
use crate::domain::diagnosis::OwnTable;

/// The folder of the table of records in a repository's database.
pub(super) fn records_table(database: &Path) -> PathBuf {
    database.join(Sidecar::Embeddings.folder())
}

/// What the table in this folder of a repository's database holds.
pub(super) fn own_table(folder: &str) -> OwnTable {
    if folder == Sidecar::Embeddings.folder() {
        OwnTable::Records
    } else if folder == Sidecar::Parts.folder() {
        OwnTable::Parts
    } else {
        let model = wide::model_of(folder).map(str::to_owned);
        model.map_or(OwnTable::Only, OwnTable::Vectors)
    }
}

/// The records of one repository. Cheap to clone; clones share what was read.
#[derive(Debug, Clone)]
pub struct Embeddings {
    database: Arc<Path>,
    records: SideTable,
    parts: SideTable,
    /// Those of wider models that were asked for, by their folders.
    wide: Arc<Mutex<HashMap<String, SideTable>>>,
    read: Arc<Mutex<Option<Reading>>>,
    /// Held by who reads: others wait for what it brings instead of reading the same.
    reading: Arc<tokio::sync::Mutex<()>>,
    /// Held by who adds records: commits of one process need not be in each other's way.
    appending: Arc<tokio::sync::Mutex<()>>,
}

impl Embeddings {
    pub(crate) fn new(repository: &Arc<str>, database: &Path, session: &Arc<Session>) -> Self {
        let table = |sidecar: Sidecar| {
            SideTable::new(
                Arc::clone(repository),
                database,
                sidecar.folder(),
                sidecar.schema(),
                Arc::clone(session),
            )
        };
        Self {
            database: database.into(),
            records: table(Sidecar::Embeddings),
            parts: table(Sidecar::Parts),
            wide: Arc::default(),
            read: Arc::default(),
            reading: Arc::default(),
            appending: Arc::default(),
        }
    }

    /// The table of later parts, to search in; `None` when there is none. A part counts only if
    /// its digest is that of a record which holds.
    pub(crate) async fn parts(&self) -> Result<Option<Dataset>> {
        self.open(Sidecar::Parts).await
    }

    /// What is told of parts that could not be read.
    pub(super) fn unreadable_parts(&self, error: &lance::Error) -> Error {
        self.parts.unreadable(error)
    }

    /// Writes down that these entries were embedded, in place of what was known of them. Their
    /// vectors must stand in the shared table. Parts come first: without a record they count for
    /// nothing.
    pub async fn write(&self, entries: &[Embedded]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        match self.write_all(entries).await {
            Err(failed) if self.is_damaged().await => {
                tracing::warn!(%failed, "damaged records are made anew");
                self.discard()?;
                self.write_all(entries).await
            }
            done => done,
        }
    }

    async fn write_all(&self, entries: &[Embedded]) -> Result<()> {
        self.write_parts(entries).await?;
        let rows = self.batch(tables::records(entries))?;
        let table = self.open_or_create(Sidecar::Embeddings).await?;
        let upsert = MergeInsertBuilder::try_new(Arc::new(table), vec![tables::ID.to_owned()])
            .and_then(|mut builder| builder.when_matched(WhenMatched::UpdateAll).try_build())
            .map_err(|error| self.failed("write to", &error))?;
        upsert
            .execute_batches(vec![rows])
            .await
            .map_err(|error| self.failed("write to", &error))?;
        Ok(())
    }

    /// The same for entries that were never there before, which is cheaper.
    pub async fn append(&self, entries: &[Embedded]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let _turn = self.appending.lock().await;
        if entries.iter().any(|entry| !entry.parts.is_empty()) {
            let parts = self.open_or_create(Sidecar::Parts).await?;
            self.parts
                .add(parts, self.batch(tables::parts(entries))?)
                .await?;
        }
        let records = self.open_or_create(Sidecar::Embeddings).await?;
        let before = records.version_id();
        let rows = self.batch(tables::records(entries))?;
        let table = self.records.add(records, rows.clone()).await?;
        self.take_over(before, &table, &rows);
        Ok(())
    }

    /// Makes few files of many, if there are many, and drops old versions and what killed programs
    /// left. Readers go on reading
    /// the files they have. Records of entries that are gone stay: who brings such an entry back
    /// brings it back embedded.
    pub async fn compact(&self) -> Result<()> {
        self.keep_small(KEEP).await
    }

    /// The same with another notion of old.
    pub async fn keep_small(&self, keep: Duration) -> Result<()> {
        create::sweep(&self.database).await;
        for sidecar in Sidecar::ALL {
            match self.table(sidecar).compact(keep).await {
                // The next write makes it anew.
                Err(Error::DamagedSide { .. }) => {}
                done => done?,
            }
        }
        self.compact_wide(keep).await
    }

    /// Whether what is there cannot be read.
    async fn is_damaged(&self) -> bool {
        self.records.is_damaged().await || self.parts.is_damaged().await
    }

    /// Throws everything away.
    fn discard(&self) -> Result<()> {
        for sidecar in Sidecar::ALL {
            self.table(sidecar).discard()?;
        }
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    async fn write_parts(&self, entries: &[Embedded]) -> Result<()> {
        let rows = self.batch(tables::parts(entries))?;
        let mut table = match self.open(Sidecar::Parts).await? {
            Some(table) => Arc::new(table),
            None if rows.num_rows() == 0 => return Ok(()),
            None => Arc::new(self.open_or_create(Sidecar::Parts).await?),
        };
        if table.count_fragments() > 0 {
            let ids = entries.iter().map(|entry| lit(entry.id.as_str())).collect();
            let removed = DeleteBuilder::from_expr(table, col(tables::ID).in_list(ids, false))
                .execute()
                .await
                .map_err(|error| self.failed("write to", &error))?;
            table = removed.new_dataset;
        }
        if rows.num_rows() == 0 {
            return Ok(());
        }
        self.parts.add(table, rows).await.map(drop)
    }

    fn batch(&self, rows: std::result::Result<RecordBatch, ArrowError>) -> Result<RecordBatch> {
        rows.map_err(|error| self.failed("write to", &error.into()))
    }

    /// The table, or none when it is damaged.
    async fn open(&self, sidecar: Sidecar) -> Result<Option<Dataset>> {
        unless_damaged(self.table(sidecar).open().await)
    }

    async fn open_or_create(&self, sidecar: Sidecar) -> Result<Dataset> {
        let table = self.table(sidecar);
        match table.open_or_create().await {
            Err(Error::DamagedSide { .. }) => {
                self.discard()?;
                table.open_or_create().await
            }
            opened => opened,
        }
    }

    fn table(&self, sidecar: Sidecar) -> &SideTable {
        match sidecar {
            Sidecar::Embeddings => &self.records,
            Sidecar::Parts => &self.parts,
        }
    }

    fn failed(&self, doing: &'static str, error: &lance::Error) -> Error {
        self.records.failed(doing, error)
    }
}

/// What was read of a table, or nothing where it is damaged: it can all be made anew, so a damaged file of
/// lore's own must not keep anybody from the entries.
fn unless_damaged<T: Default>(read: Result<T>) -> Result<T> {
    match read {
        Err(error @ Error::DamagedSide { .. }) => {
            tracing::warn!(%error, "left out");
            Ok(T::default())
        }
        read => read,
    }
}
