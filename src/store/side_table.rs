//! A table of lore's own beside the shared one.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use lance::{
    Dataset,
    dataset::{InsertBuilder, WriteMode, WriteParams},
    session::Session,
};

use tokio::sync::Mutex;

use super::{
    Effort, Error, Result, compaction, create, error::reason, files, freshness::Mark, manifest,
    pruning, tables, unanswered::unanswered,
};
use crate::domain::location::is_remote;

/// One of lore's own tables: made when first written to. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct SideTable {
    repository: Arc<str>,
    path: Arc<Path>,
    schema: Arc<Schema>,
    session: Arc<Session>,
    /// As it was opened last.
    opened: Arc<Mutex<Option<Opened>>>,
}

#[derive(Debug)]
struct Opened {
    seen: Mark,
    table: Dataset,
}

impl SideTable {
    /// The table in this folder of a repository's database, whether it is there or not.
    pub fn new(
        repository: Arc<str>,
        database: &Path,
        folder: &str,
        schema: Arc<Schema>,
        session: Arc<Session>,
    ) -> Self {
        Self {
            repository,
            path: database.join(folder).into(),
            schema,
            session,
            opened: Arc::default(),
        }
    }

    /// Another table of lore's own in the same database.
    pub fn sibling(&self, database: &Path, folder: &str, schema: Arc<Schema>) -> Self {
        Self {
            path: database.join(folder).into(),
            schema,
            opened: Arc::default(),
            ..self.clone()
        }
    }

    /// The table's folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether anything is where the table would be.
    pub fn is_there(&self) -> bool {
        if is_remote(&self.path) {
            // Where nobody can look, opening tells why.
            files::is_folder(&self.path).unwrap_or(true)
        } else {
            self.path.exists()
        }
    }

    /// The table as it is now; `None` when there is none. Costs a few looks at files while nobody
    /// writes to it.
    ///
    /// # Errors
    /// [`Error::DamagedSide`] when what is there makes no sense.
    pub async fn open(&self) -> Result<Option<Dataset>> {
        let mut opened = self.opened.lock().await;
        // Read before the table, so that a change in between is seen the next time.
        let now = Mark::look(&self.path).await.ok();
        if let (Some(known), Some(now)) = (opened.as_ref(), now)
            && (known.seen).holds_version(now, &self.path, known.table.version_id())
        {
            return Ok(Some(known.table.clone()));
        }
        *opened = None;
        let table = Box::pin(self.open_anew()).await?;
        if let (Some(seen), Some(table)) = (now, table.clone()) {
            *opened = Some(Opened { seen, table });
        }
        Ok(table)
    }

    async fn open_anew(&self) -> Result<Option<Dataset>> {
        // An object store says so itself when it is asked for what is not there.
        if !is_remote(&self.path) && !self.path.exists() {
            return Ok(None);
        }
        // LanceDB panics at a manifest that was cut off.
        match manifest::problem(&self.path) {
            Ok(None) => {}
            Ok(Some(problem)) => return Err(self.damaged(problem)),
            Err(source) => return Err(Error::io("read", self.path(), source)),
        }
        match create::open_table(&self.path, &self.session).await? {
            Ok(table) => Ok(Some(table)),
            Err(lance::Error::DatasetNotFound { .. } | lance::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.unreadable(&error)),
        }
    }

    /// The table as it is now, made if there is none.
    pub async fn open_or_create(&self) -> Result<Dataset> {
        if let Some(table) = self.open().await? {
            return Ok(table);
        }
        create::open_or_create_table(&self.repository, &self.path, &self.schema, &self.session)
            .await
    }

    /// Adds rows, in one commit; gives the table with them.
    pub async fn add(&self, table: impl Into<Arc<Dataset>>, rows: RecordBatch) -> Result<Dataset> {
        let params = WriteParams {
            mode: WriteMode::Append,
            ..WriteParams::default()
        };
        let added = InsertBuilder::new(table.into())
            .with_params(&params)
            .execute(vec![rows])
            .await
            .map_err(|error| self.failed("write to", &error))?;
        let mut opened = self.opened.lock().await;
        if let Some(seen) = Mark::made(&self.path, added.version_id()).await {
            let table = added.clone();
            *opened = Some(Opened { seen, table });
        }
        Ok(added)
    }

    /// Makes few files of many, if there are many, and drops versions that have been old for as long
    /// as `keep`. Readers go on reading the files they have.
    pub async fn compact(&self, keep: Duration) -> Result<()> {
        match self.open().await? {
            Some(table) if compaction::is_due(&table) || self.has_many_old(keep)? => {
                Box::pin(self.rewrite(table, Effort::Light, keep)).await
            }
            _ => Ok(()),
        }
    }

    fn has_many_old(&self, keep: Duration) -> Result<bool> {
        let old = pruning::has_many_old(&self.path, keep);
        old.map_err(|source| Error::io("read", self.path(), source))
    }

    /// Makes few files of many, and drops versions that have been old for as long as `keep`.
    pub async fn rewrite(&self, mut table: Dataset, effort: Effort, keep: Duration) -> Result<()> {
        let failed = |error: lance::Error| self.failed("tidy", &error);
        compaction::compact(&mut table, effort)
            .await
            .map_err(failed)?;
        pruning::prune(&table, &self.path, keep)
            .await
            .map_err(failed)?;
        Ok(())
    }

    /// Whether something is there that makes no sense. Of what is not handed out now nobody knows that.
    pub async fn is_damaged(&self) -> bool {
        let table = match self.open_anew().await {
            Ok(None) => return false,
            Ok(Some(table)) => table,
            Err(error) => return matches!(error, Error::DamagedSide { .. }),
        };
        match tables::read_whole(table).await {
            Ok(()) => false,
            Err(error) => unanswered(&self.path, &error).is_none(),
        }
    }

    /// Throws the table away.
    pub fn discard(&self) -> Result<()> {
        let removed = if is_remote(&self.path) || self.path.is_dir() {
            files::remove_folder(&self.path)
        } else {
            files::remove(&self.path)
        };
        match removed {
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other.map_err(|source| Error::io("remove", self.path(), source)),
        }
    }

    pub fn failed(&self, doing: &'static str, error: &lance::Error) -> Error {
        Error::table(doing, &self.repository, error)
    }

    /// What is told of a table that could not be read.
    pub fn unreadable(&self, error: &lance::Error) -> Error {
        unanswered(&self.path, error).unwrap_or_else(|| self.damaged(reason(error)))
    }

    fn damaged(&self, reason: String) -> Error {
        Error::DamagedSide {
            repository: self.repository.to_string(),
            table: PathBuf::from(self.path()),
            reason,
        }
    }
}
