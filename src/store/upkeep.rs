//! A repository's tables kept small: files made few, old versions and leftovers removed.

use std::{path::Path, time::Duration};

use lance::Dataset;

use super::{
    Effort, Error, Repository, Result, Watch, compaction, create, pruning, tables, text_index,
};

/// What mending did to a repository.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Commits in which few files were made of many.
    pub steps: usize,
    /// Versions removed.
    pub versions: u64,
    /// Leftovers of failed writes removed.
    pub orphans: usize,
    /// Bytes freed.
    pub freed: u64,
}

impl Repository {
    /// Whether [`Self::keep_small`] has anything to do. Costs one look at a folder.
    pub async fn is_to_be_kept_small(&self) -> Result<bool> {
        let snapshot = self.snapshot().await?;
        Ok(compaction::is_due(&snapshot.dataset) || self.has_many_old(pruning::KEEP)?)
    }

    /// Makes few files of the shared table's many, and removes old versions, each where it pays. Who
    /// calls it holds the lock for changes.
    pub async fn keep_small(&self, keep: Duration) -> Result<()> {
        let failed = |error: lance::Error| self.failed("tidy", &error);
        let snapshot = self.snapshot().await?;
        let mut table = Dataset::clone(&snapshot.dataset);
        if compaction::is_due(&table) {
            Box::pin(compaction::compact(&mut table, Effort::Light))
                .await
                .map_err(failed)?;
        }
        if self.has_many_old(keep)? {
            pruning::prune(&table, self.table_folder(), keep)
                .await
                .map_err(failed)?;
        }
        Ok(())
    }

    /// Makes few files of the shared table's many and leaves out removed rows, in steps between which
    /// it can be stopped. Whoever reads or writes goes on; it needs no lock. What others add meanwhile
    /// is left for another time. Says whether it came to its end.
    pub async fn compact(&self, tidied: &mut Tidied, watch: Watch<'_>) -> Result<bool> {
        let failed = |error: lance::Error| self.failed("tidy", &error);
        let (rows, _, _) = self.snapshot().await?.shape();
        let steps = compaction::steps(rows);
        for step in 0..steps {
            if watch(step, steps).is_break() {
                return Ok(false);
            }
            let mut table = Dataset::clone(&self.snapshot().await?.dataset);
            let compacted = Box::pin(compaction::compact(&mut table, Effort::Whole)).await;
            if !compacted.map_err(failed)? {
                break;
            }
            tidied.steps += 1;
        }
        Ok(true)
    }

    /// Makes lore's own tables as small as they can be, and removes from all tables versions that
    /// have been old for as long as `keep`, and leftovers of failed writes of that age. Entries stay as
    /// they are. Who calls it holds the lock for changes. Says whether it came to its end.
    pub async fn tidy(
        &self,
        keep: Duration,
        orphans: Duration,
        tidied: &mut Tidied,
        watch: Watch<'_>,
    ) -> Result<bool> {
        create::sweep(self.database()).await;
        let folders = tables::all(self.database());
        for (done, folder) in folders.iter().enumerate() {
            if watch(done, folders.len()).is_break() {
                return Ok(false);
            }
            if tables::name(folder) == text_index::FOLDER {
                continue;
            }
            match Box::pin(self.tidy_table(folder, keep, tidied)).await {
                // What is damaged of lore's own is told of elsewhere.
                Err(error) if folder != self.table_folder() => {
                    tracing::warn!(%error, folder = %folder.display(), "not tidied");
                }
                done => done?,
            }
        }
        let Some(left) = self.orphans(orphans, watch).await? else {
            return Ok(false);
        };
        tidied.orphans += left.files.len();
        tidied.freed += left.remove();
        Ok(true)
    }

    /// How many versions of the shared table have been old for so long.
    pub fn old_versions_since(&self, keep: Duration) -> Result<usize> {
        pruning::old_versions(self.table_folder(), keep)
            .map_err(|source| Error::io("read", self.table_folder(), source))
    }

    fn has_many_old(&self, keep: Duration) -> Result<bool> {
        pruning::has_many_old(self.table_folder(), keep)
            .map_err(|source| Error::io("read", self.table_folder(), source))
    }

    async fn tidy_table(&self, folder: &Path, keep: Duration, tidied: &mut Tidied) -> Result<()> {
        let failed = |error: lance::Error| self.failed("tidy", &error);
        let Some(mut table) = tables::open(self.name(), folder).await? else {
            return Ok(());
        };
        if folder != self.table_folder() {
            Box::pin(compaction::compact(&mut table, Effort::Whole))
                .await
                .map_err(failed)?;
        }
        let removed = pruning::prune(&table, folder, keep).await.map_err(failed)?;
        tidied.versions += removed.old_versions;
        tidied.freed += removed.bytes_removed;
        Ok(())
    }
}
