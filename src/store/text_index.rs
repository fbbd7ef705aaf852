//! A table's full-text index, kept beside it: made when it pays, made anew when it lags behind.
//!
//! An index that today's LanceDB puts on the shared table would keep the Node manager's LanceDB from
//! compacting it. So the index lies in a table of its own, `lore_text`, a shallow clone: it owns no
//! rows, its fragments are the shared table's data files at one version. A fragment stands for the
//! same rows in both as long as both name the same file; what the shared table gained or rewrote
//! since is searched in memory, and rows it lost are in no set of allowed rows.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lance::{
    Dataset,
    index::DatasetIndexExt,
    table::format::{Fragment, IndexMetadata},
};
use lance_index::IndexType;

use super::{
    Column, Error, Result, Snapshot, address, analyzer, create, error::is_contention,
    fragment_cache::same_files, freshness::Mark, keyword_index, manifest, repository::new_session,
};
use crate::domain::location::is_remote;

/// The folder of the clone in a repository's database.
pub(super) const FOLDER: &str = "lore_text.lance";

/// Name of the index on the clone.
const NAME: &str = "lore_text";

/// Tables of fewer rows have no index: cutting so many texts into words takes a tenth of a second,
/// once a process.
pub const USEFUL_ROWS: usize = 5_000;

/// Tables of so many fragments have one however few their rows: every fragment is a file to open, and
/// a table that agents write entry by entry has one an entry.
const USEFUL_FRAGMENTS: usize = 500;

/// So many rows may be without the index before it is made anew, at least and at most; between these
/// a twentieth of the table.
const TAIL_ROWS: (usize, usize) = (2_000, 10_000);

/// What upkeep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// Nothing: the table is too small, or its index is good.
    Nothing,
    /// Made the index.
    Created,
    /// Made it anew, with the new rows in it.
    Renewed,
    /// Another writer was in the way; nothing changed, the next time will do.
    Postponed,
}

/// The index of one repository's table. Cheap to clone; clones share what was opened.
#[derive(Debug, Clone)]
pub struct TextIndex {
    database: Arc<Path>,
    opened: Arc<Mutex<Option<Opened>>>,
}

/// The clone as it was opened last.
#[derive(Debug, Clone)]
struct Opened {
    mark: Mark,
    clone: Arc<Dataset>,
}

/// A part of the index, and the shared table's fragments that it covers.
pub(super) struct Segment {
    pub clone: Arc<Dataset>,
    pub index: IndexMetadata,
    pub fragments: Vec<u64>,
}

impl TextIndex {
    pub(super) fn new(database: &Path) -> Self {
        Self {
            database: database.into(),
            opened: Arc::default(),
        }
    }

    /// Makes or renews the index if that pays. Nothing of the shared table changes, and readers go
    /// on with the index they have.
    pub async fn maintain(&self, snapshot: &Snapshot) -> Result<Upkeep> {
        let made = self.upkeep(&snapshot.dataset).await;
        match made.map_err(|error| snapshot.failed(&error))? {
            Upkeep::Nothing => Ok(Upkeep::Nothing),
            wanted => match Box::pin(self.make(snapshot)).await {
                Err(Error::Conflict { .. }) => Ok(Upkeep::Postponed),
                done => done.map(|()| wanted),
            },
        }
    }

    /// Whether [`Self::maintain`] has anything to do.
    pub async fn is_due(&self, snapshot: &Snapshot) -> Result<bool> {
        let wanted = self.upkeep(&snapshot.dataset).await;
        Ok(wanted.map_err(|error| snapshot.failed(&error))? != Upkeep::Nothing)
    }

    /// Rows of the snapshot that the index covers; none when there is no index that can be read.
    pub async fn covered_rows(&self, snapshot: &Snapshot) -> Result<usize> {
        let covered = self.covered(&snapshot.dataset).await;
        let covered = covered.map_err(|error| snapshot.failed(&error))?;
        let fragments = snapshot.dataset.fragments().iter();
        Ok(fragments
            .filter(|fragment| covered.contains(&fragment.id))
            .filter_map(Fragment::num_rows)
            .sum())
    }

    /// The fragments that the index covers.
    async fn covered(&self, table: &Dataset) -> lance::Result<HashSet<u64>> {
        let mut covered = HashSet::new();
        for segment in self.segments(table).await? {
            // One that cannot be read is as good as none.
            if let Ok(true) = keyword_index::is_ours(&segment.clone, &segment.index).await {
                covered.extend(segment.fragments);
            }
        }
        Ok(covered)
    }

    /// What is to be done. An object store cannot move a folder to its place, and every file of an index
    /// would be a request: texts are searched in memory there.
    async fn upkeep(&self, table: &Dataset) -> lance::Result<Upkeep> {
        if is_remote(&self.database) {
            return Ok(Upkeep::Nothing);
        }
        let rows = table.count_rows(None).await?;
        if rows < USEFUL_ROWS && table.fragments().len() < USEFUL_FRAGMENTS {
            return Ok(Upkeep::Nothing);
        }
        let covered = self.covered(table).await?;
        if covered.is_empty() {
            return Ok(Upkeep::Created);
        }
        let tail: usize = table
            .fragments()
            .iter()
            .filter(|fragment| !covered.contains(&fragment.id))
            .filter_map(Fragment::num_rows)
            .sum();
        Ok(if tail < (rows / 20).clamp(TAIL_ROWS.0, TAIL_ROWS.1) {
            Upkeep::Nothing
        } else {
            Upkeep::Renewed
        })
    }

    /// Makes the index aside and moves it into its place.
    async fn make(&self, snapshot: &Snapshot) -> Result<()> {
        create::sweep(&self.database).await;
        let aside = tempfile::Builder::new()
            .prefix(create::ASIDE[1])
            .tempdir_in(&self.database)
            .map_err(|source| Error::io("create an index in", &*self.database, source))?;
        let made = aside.path().join("new");
        let uri = address::uri(&made)?;
        let mut table = Dataset::clone(&snapshot.dataset);
        let version = table.version_id();
        let mut clone = table
            .shallow_clone(&uri, version, None)
            .await
            .map_err(|error| snapshot.failed(&error))?;
        clone
            .create_index(
                &[Column::Text.name()],
                IndexType::Inverted,
                Some(NAME.to_owned()),
                &analyzer::index_params(),
                true,
            )
            .await
            .map_err(|error| snapshot.failed(&error))?;
        let place = self.place();
        let move_in = || {
            // Whoever reads the old one has its files open; removing them takes nothing from him.
            match fs::rename(&place, aside.path().join("old")) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::rename(&made, &place)
        };
        match move_in() {
            // Another program put its own there in between.
            Err(_) if place.is_dir() => Ok(()),
            moved => moved.map_err(|source| Error::io("create", place.clone(), source)),
        }
    }

    /// The parts of the index that know fragments of `table`, each with these. None when there is
    /// no index, or none that can be read: then everything is searched without.
    pub(super) async fn segments(&self, table: &Dataset) -> lance::Result<Vec<Segment>> {
        // The index names rows by their place in a file. In an object store there is none.
        if is_remote(&self.database) || table.manifest().uses_stable_row_ids() {
            return Ok(Vec::new());
        }
        let Some(clone) = self.open().await else {
            return Ok(Vec::new());
        };
        let now: HashMap<u64, &Fragment> = table
            .fragments()
            .iter()
            .map(|fragment| (fragment.id, fragment))
            .collect();
        let mut same = Vec::new();
        for then in clone.fragments().iter() {
            let now = now.get(&then.id).filter(|now| same_files(now, then));
            if now.is_some() && has_all_rows(&clone, then, table).await {
                same.push(then.id);
            }
        }
        // Damaged, or moved away while it was being opened.
        let Ok(indexes) = clone.load_indices().await else {
            return Ok(Vec::new());
        };
        let ours = indexes.iter().filter(|index| index.name == NAME);
        Ok(ours
            .filter_map(|index| {
                let bitmap = index.fragment_bitmap.as_ref()?;
                let known = |fragment: &&u64| {
                    u32::try_from(**fragment).is_ok_and(|number| bitmap.contains(number))
                };
                let fragments: Vec<u64> = same.iter().filter(known).copied().collect();
                (!fragments.is_empty()).then(|| Segment {
                    clone: Arc::clone(&clone),
                    index: index.clone(),
                    fragments,
                })
            })
            .collect())
    }

    async fn open(&self) -> Option<Arc<Dataset>> {
        let place = self.place();
        let mark = Mark::read(&place).ok()?;
        if !matches!(manifest::problem(&place), Ok(None)) {
            return None;
        }
        let known = self.lock().clone();
        if let Some(known) = known.filter(|known| known.mark.still_holds(mark)) {
            return Some(known.clone);
        }
        // A session of its own: what was cached of the clone that stood here before must not be
        // taken for this one's.
        match create::open_table(&place, &Arc::new(new_session())).await {
            Ok(Ok(clone)) => {
                let clone = Arc::new(clone);
                *self.lock() = Some(Opened {
                    mark,
                    clone: Arc::clone(&clone),
                });
                Some(clone)
            }
            Ok(Err(error)) if !is_contention(&error) => {
                tracing::warn!(%error, "the text index cannot be opened");
                None
            }
            _ => None,
        }
    }

    /// Throws the index away: it cannot be read, and is made of nothing that the table does not hold.
    pub(super) fn discard(&self) {
        *self.lock() = None;
        if is_remote(&self.database) {
            return;
        }
        match fs::remove_dir_all(self.place()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a damaged text index was not removed");
            }
            _ => {}
        }
    }

    fn place(&self) -> PathBuf {
        self.database.join(FOLDER)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether none of a fragment's rows of today was deleted `then`, so that an index of it lacks none:
/// deleted rows come back when an older version is restored.
async fn has_all_rows(clone: &Dataset, then: &Fragment, table: &Dataset) -> bool {
    if then.deletion_file.is_none() {
        return true;
    }
    let deleted = async |dataset: &Dataset| {
        let fragment = dataset.get_fragment(usize::try_from(then.id).ok()?)?;
        fragment.get_deletion_vector().await.ok()?
    };
    match (deleted(clone).await, deleted(table).await) {
        (Some(then), Some(now)) => then.iter().all(|row| now.contains(row)),
        _ => false,
    }
}
