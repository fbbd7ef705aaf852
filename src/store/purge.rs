//! Rows erased for good, from every table of a repository, with all that tells of them.

mod erase;
mod needles;
mod search;

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    ops::ControlFlow,
    path::Path,
    time::Duration,
};

pub use needles::Needles;
pub use search::Traces;

use super::{
    Error, Repository, Result, Watch,
    create::{self, ASIDE},
    history, tables,
};
use crate::domain::entry::Entry;

/// How long programs may take that read the shared table before the rows were taken out and write to
/// it afterwards. Once the versions in between are gone, LanceDB can no longer tell such a write
/// that it comes too late.
const OTHERS_WRITE: Duration = Duration::from_secs(1);

/// What is there of some ids.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Remains {
    /// Those of which there is anything.
    pub ids: HashSet<String>,
    /// All that they say and said, with repetitions.
    pub entries: Vec<Entry>,
}

impl Repository {
    /// What keeps old versions of its tables alive, by name: tags and branches.
    pub async fn held_by(&self) -> Result<Vec<String>> {
        let mut holders = BTreeSet::new();
        for folder in tables::of_entries(self) {
            if let Some(table) = tables::open(self.name(), &folder).await? {
                let found = tables::holders(&table).await;
                holders.extend(found.map_err(|error| self.failed("read", &error))?);
            }
        }
        Ok(holders.into_iter().collect())
    }

    /// How many versions of its tables there are beside the newest of each.
    pub async fn old_versions(&self) -> Result<usize> {
        let mut versions = 0;
        for folder in tables::of_entries(self) {
            if let Some(table) = tables::open(self.name(), &folder).await? {
                let found = table.version_refs().await;
                versions += found
                    .map_err(|error| self.failed("read", &error))?
                    .len()
                    .saturating_sub(1);
            }
        }
        Ok(versions)
    }

    /// What any file of its tables holds of these ids, old versions and stray files included;
    /// `None` when told to stop.
    pub async fn remains(
        &self,
        ids: &HashSet<String>,
        watch: Watch<'_>,
    ) -> Result<Option<Remains>> {
        let mut remains = Remains::default();
        for folder in tables::of_entries(self) {
            let Some(found) = history::remains(self.name(), &folder, ids, watch).await? else {
                return Ok(None);
            };
            remains.ids.extend(found.ids);
            remains.entries.extend(found.entries);
        }
        Ok(Some(remains))
    }

    /// Erases the rows with these ids: from lore's own tables first, so that whoever is stopped
    /// half-way finds them in the shared table and can begin again; then from that. Each table
    /// loses its old versions. The index of words goes too; it is made anew from what is left.
    pub async fn erase(&self, ids: &[String], watch: Watch<'_>) -> Result<ControlFlow<()>> {
        let folders = tables::of_entries(self);
        for (done, folder) in folders.iter().enumerate() {
            if watch(done, folders.len()).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            let pause = if folder == self.table_folder() {
                self.discard_words().await?;
                OTHERS_WRITE
            } else {
                Duration::ZERO
            };
            erase::erase(self.name(), folder, ids, pause).await?;
        }
        // Another lore may have been making one of the old rows all the while.
        self.discard_words().await?;
        let _ = watch(folders.len(), folders.len());
        Ok(ControlFlow::Continue(()))
    }

    /// Looks for texts in every file below the database's folder.
    pub async fn search_files(
        &self,
        needles: &Needles,
        watch: Watch<'_>,
    ) -> Result<Option<Traces>> {
        search::search(self, needles, watch).await
    }

    /// Removes the index of words, and those that are being made.
    async fn discard_words(&self) -> Result<()> {
        create::sweep(self.database()).await;
        self.text_index().discard();
        let entries = fs::read_dir(self.database())
            .map_err(|source| Error::io("read", self.database(), source))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(ASIDE[1]) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }
}

/// Removes a folder; one that is gone already is gone.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", folder, source))
        }
        _ => Ok(()),
    }
}
