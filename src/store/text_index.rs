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
    time::{Duration, SystemTime},
};

use lance::{
    Dataset, Error as LanceError,
    index::DatasetIndexExt,
    table::format::{Fragment, IndexMetadata},
};
use lance_index::IndexType;

use super::{
    Column, Error, Result, Snapshot, analyzer, create, error::is_contention, freshness::Mark,
    keyword_index, repository::new_session,
};

/// The folder of the clone in a repository's database.
const FOLDER: &str = "lore_text.lance";

/// Name of the index on the clone.
const NAME: &str = "lore_text";

/// What a clone is called while it is made.
const ASIDE: &str = ".lore-text-";

/// A clone that nobody has finished for so long was left by a program that was killed.
const ABANDONED: Duration = Duration::from_hours(1);

/// Tables of fewer rows have no index: cutting so many texts into words takes a tenth of a second,
/// once a process.
pub const USEFUL_ROWS: usize = 5_000;

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

    /// What is to be done.
    async fn upkeep(&self, table: &Dataset) -> lance::Result<Upkeep> {
        let rows = table.count_rows(None).await?;
        if rows < USEFUL_ROWS {
            return Ok(Upkeep::Nothing);
        }
        let mut covered = HashSet::new();
        for segment in self.segments(table).await? {
            if keyword_index::is_ours(&segment.clone, &segment.index).await? {
                covered.extend(segment.fragments);
            }
        }
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
        self.sweep();
        let aside = tempfile::Builder::new()
            .prefix(ASIDE)
            .tempdir_in(&self.database)
            .map_err(|source| Error::io("create an index in", &*self.database, source))?;
        let made = aside.path().join("new");
        let uri = create::uri(&made)?;
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

    /// The parts of the index, each with the fragments of `table` that it knows. None when there is
    /// no index, or none that can be read: then everything is searched without.
    pub(super) async fn segments(&self, table: &Dataset) -> lance::Result<Vec<Segment>> {
        // The index names rows by their place in a file.
        if table.manifest().uses_stable_row_ids() {
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
        let same: Vec<u64> = clone
            .fragments()
            .iter()
            .filter(|then| now.get(&then.id).is_some_and(|now| same_files(now, then)))
            .map(|fragment| fragment.id)
            .collect();
        let indexes = match clone.load_indices().await {
            // Moved away while it was being opened.
            Err(LanceError::NotFound { .. }) => return Ok(Vec::new()),
            other => other?,
        };
        let ours = indexes.iter().filter(|index| index.name == NAME);
        Ok(ours
            .filter_map(|index| {
                let bitmap = index.fragment_bitmap.as_ref()?;
                let known = |fragment: &&u64| {
                    u32::try_from(**fragment).is_ok_and(|number| bitmap.contains(number))
                };
                Some(Segment {
                    clone: Arc::clone(&clone),
                    index: index.clone(),
                    fragments: same.iter().filter(known).copied().collect(),
                })
            })
            .collect())
    }

    async fn open(&self) -> Option<Arc<Dataset>> {
        let place = self.place();
        let mark = Mark::read(&place).ok()?;
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

    /// Removes what killed programs left.
    fn sweep(&self) {
        let now = SystemTime::now();
        for entry in fs::read_dir(&self.database).into_iter().flatten().flatten() {
            let ours = entry.file_name().to_string_lossy().starts_with(ASIDE);
            let age = entry.metadata().and_then(|found| found.modified());
            let old =
                age.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > ABANDONED));
            if ours
                && old
                && let Err(error) = fs::remove_dir_all(entry.path())
            {
                tracing::warn!(%error, "an abandoned index was not removed");
            }
        }
    }

    fn place(&self) -> PathBuf {
        self.database.join(FOLDER)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether two fragments are made of the same files. Data files never change under a name.
fn same_files(one: &Fragment, other: &Fragment) -> bool {
    one.files
        .iter()
        .map(|file| &file.path)
        .eq(other.files.iter().map(|file| &file.path))
}
