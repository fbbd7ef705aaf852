//! Files that a version names and that are gone, cut off or overwritten at their ends: such a table can be
//! opened, but not be read.
//!
//! Looked at is what changed: as long as neither the version nor the folders of the files did, no file of it
//! can be gone. What was cut off without a name being touched is found once a minute.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    num::NonZero,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use lance::Dataset;

use super::{
    Error, Repository, Result, Snapshot,
    blocking::compute,
    footprint::{DATA, REMOVALS, sized_files},
    table_version::TableVersion,
};

/// The folders of the files that a version names.
const FOLDERS: [&str; 2] = [DATA, REMOVALS];

/// What whole files end with, by their extensions.
const ENDS: [(&str, &[u8]); 2] = [("lance", b"LANC"), ("arrow", b"ARROW1")];

/// How long a file's end is believed in.
const BELIEVED: Duration = Duration::from_mins(1);

/// Two changes of a folder within a tick of the file system leave the same time behind.
const TICK: Duration = Duration::from_secs(1);

/// When each of the folders changed last; nothing of one that is not there.
type Changes = [Option<SystemTime>; FOLDERS.len()];

/// What was seen of a table's files when all of them were there.
#[derive(Debug, Default)]
pub(super) struct SeenFiles(Mutex<Option<Seen>>);

#[derive(Debug)]
struct Seen {
    version: TableVersion,
    /// `None` when a folder changed too short ago to tell.
    settled: Option<Changes>,
    /// When the ends of all files were looked at.
    measured: Instant,
    files: HashSet<PathBuf>,
}

impl Repository {
    /// Refuses a repository whose newest version names a file that is not there as a whole. Costs a look
    /// at two folders while nobody writes. An object store loses none by itself, and each look would be a
    /// request: there it shows when a file is read.
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
                    reason: format!("its file {} is gone, or a part of it", file.display()),
                });
            }
            snapshot = newest;
        }
        Ok(())
    }

    async fn lost_file(&self, snapshot: &Snapshot) -> Result<Option<PathBuf>> {
        let table = self.table_folder().to_owned();
        let changes = last_changes(&table);
        if (snapshot.light.files).holds(TableVersion::of(&snapshot.dataset), changes) {
            return Ok(None);
        }
        let (dataset, light) = (Arc::clone(&snapshot.dataset), Arc::clone(&snapshot.light));
        let looked = compute(move || Ok(light.files.look(&dataset, &table, changes)));
        looked.await.map_err(|error| self.failed("read", &error))
    }
}

impl SeenFiles {
    fn holds(&self, version: TableVersion, changes: Changes) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.as_ref().is_some_and(|seen| {
            let same_folders = seen.settled == Some(changes);
            seen.version == version && same_folders && seen.measured.elapsed() < BELIEVED
        })
    }

    /// Looks for the names of all files, and at the ends of those that are new.
    fn look(&self, dataset: &Dataset, table: &Path, changes: Changes) -> Option<PathBuf> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let (known, measured) = match seen.take() {
            Some(seen) if seen.measured.elapsed() < BELIEVED => (seen.files, seen.measured),
            _ => (HashSet::new(), now),
        };
        let there = if known.is_empty() {
            HashSet::new()
        } else {
            names(table)
        };
        let mut files = HashSet::new();
        for (file, bytes) in dataset.fragments().iter().flat_map(sized_files) {
            let known = known.contains(&file) && there.contains(&file);
            if !known && !is_whole(&table.join(&file), bytes) {
                return Some(file);
            }
            files.insert(file);
        }
        let is_settled = |changed: &SystemTime| changed.elapsed().is_ok_and(|age| age > TICK);
        *seen = Some(Seen {
            version: TableVersion::of(dataset),
            settled: (changes.iter().flatten())
                .all(is_settled)
                .then_some(changes),
            measured,
            files,
        });
        None
    }
}

fn last_changes(table: &Path) -> Changes {
    FOLDERS.map(|folder| fs::metadata(table.join(folder)).ok()?.modified().ok())
}

/// The files that are there, relative to the table's folder.
fn names(table: &Path) -> HashSet<PathBuf> {
    let of_folder = |folder: &'static str| {
        let entries = fs::read_dir(table.join(folder)).into_iter().flatten();
        let names = entries.flatten().map(|entry| entry.file_name());
        names.map(move |name| Path::new(folder).join(name))
    };
    FOLDERS.into_iter().flat_map(of_folder).collect()
}

/// Whether a file is there from its beginning to its end, as far as it is known how many bytes it has. What
/// else may be wrong with it shows when it is read.
fn is_whole(path: &Path, bytes: Option<NonZero<u64>>) -> bool {
    match ends_well(path, bytes) {
        Ok(whole) => whole,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

fn ends_well(path: &Path, bytes: Option<NonZero<u64>>) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let bytes = bytes.map_or(length, NonZero::get);
    if length == 0 || length < bytes {
        return Ok(false);
    }
    let extension = path.extension().unwrap_or_default();
    let Some((_, end)) = ENDS.iter().find(|(of, _)| extension == *of) else {
        return Ok(true);
    };
    let Some(from) = bytes.checked_sub(end.len() as u64) else {
        return Ok(false);
    };
    file.seek(SeekFrom::Start(from))?;
    let mut found = vec![0; end.len()];
    file.read_exact(&mut found)?;
    Ok(found == *end)
}
