//! Files that a version names and that are gone or cut off: such a table can be opened, but not be read.
//!
//! Looked at is what changed: as long as neither the version nor the folder of the files did, no file of it
//! can be gone. What was cut off without a name being touched is found once a minute.

use std::{
    collections::HashSet,
    fs, io,
    num::NonZero,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use lance::Dataset;

use super::{Error, Repository, Result, Snapshot, blocking::compute, table_version::TableVersion};

/// The folder of a table's rows.
const DATA: &str = "data";

/// How long a file's size is believed in.
const BELIEVED: Duration = Duration::from_mins(1);

/// Two changes of a folder within a tick of the file system leave the same time behind.
const TICK: Duration = Duration::from_secs(1);

/// What was seen of a table's files when all of them were there.
#[derive(Debug, Default)]
pub(super) struct SeenFiles(Mutex<Option<Seen>>);

#[derive(Debug)]
struct Seen {
    version: TableVersion,
    /// When the folder changed last; `None` when that was too short ago to tell.
    settled: Option<SystemTime>,
    /// When the sizes of all files were looked at.
    measured: Instant,
    files: HashSet<String>,
}

impl Repository {
    /// Refuses a repository whose newest version names a file that is not there as a whole. Costs a look
    /// at a folder while nobody writes. An object store loses none by itself, and each look would be a request:
    /// there it shows when a file is read.
    pub async fn check_files(&self) -> Result<()> {
        if self.is_remote() {
            return Ok(());
        }
        let mut snapshot = self.snapshot().await?;
        while let Some(file) = self.lost_file(&snapshot).await? {
            let newest = self.snapshot().await?;
            // Somebody may just have put its rows into another file, and removed it.
            if newest.version() == snapshot.version() {
                return Err(Error::Damaged {
                    repository: self.name().to_owned(),
                    table: self.table_folder().to_owned(),
                    reason: format!("its file {DATA}/{file} is gone, or a part of it"),
                });
            }
            snapshot = newest;
        }
        Ok(())
    }

    async fn lost_file(&self, snapshot: &Snapshot) -> Result<Option<String>> {
        let folder = self.table_folder().join(DATA);
        let changed = last_change(&folder);
        if (snapshot.light.files).holds(TableVersion::of(&snapshot.dataset), changed) {
            return Ok(None);
        }
        let (dataset, light) = (Arc::clone(&snapshot.dataset), Arc::clone(&snapshot.light));
        let looked = compute(move || Ok(light.files.look(&dataset, &folder, changed)));
        looked.await.map_err(|error| self.failed("read", &error))
    }
}

impl SeenFiles {
    fn holds(&self, version: TableVersion, changed: Option<SystemTime>) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.as_ref().is_some_and(|seen| {
            let same_folder = changed.is_some() && seen.settled == changed;
            seen.version == version && same_folder && seen.measured.elapsed() < BELIEVED
        })
    }

    /// Looks for the names of all files, and at the sizes of those that are new.
    fn look(
        &self,
        dataset: &Dataset,
        folder: &Path,
        changed: Option<SystemTime>,
    ) -> Option<String> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let (known, measured) = match seen.take() {
            Some(seen) if seen.measured.elapsed() < BELIEVED => (seen.files, seen.measured),
            _ => (HashSet::new(), now),
        };
        let there = if known.is_empty() {
            HashSet::new()
        } else {
            names(folder)
        };
        let mut files = HashSet::new();
        let fragments = dataset.fragments().iter();
        // Others lie in other folders.
        let named = fragments
            .flat_map(|fragment| &fragment.files)
            .filter(|file| file.base_id.is_none());
        for file in named {
            let known = known.contains(&file.path) && there.contains(&file.path);
            if !known && !is_whole(&folder.join(&file.path), file.file_size_bytes.get()) {
                return Some(file.path.clone());
            }
            files.insert(file.path.clone());
        }
        let settled = |changed: &SystemTime| changed.elapsed().is_ok_and(|age| age > TICK);
        *seen = Some(Seen {
            version: TableVersion::of(dataset),
            settled: changed.filter(settled),
            measured,
            files,
        });
        None
    }
}

fn last_change(folder: &Path) -> Option<SystemTime> {
    fs::metadata(folder).ok()?.modified().ok()
}

fn names(folder: &Path) -> HashSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

/// Whether a file is there with all its bytes, as far as it is known how many it has. What else may be
/// wrong with it shows when it is read.
fn is_whole(path: &Path, bytes: Option<NonZero<u64>>) -> bool {
    match fs::metadata(path) {
        Ok(found) => found.len() >= bytes.map_or(1, NonZero::get),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}
