//! What a repository's files are for, and how much room they take.

use std::{
    collections::HashSet,
    num::NonZero,
    path::{Path, PathBuf},
};

use lance::table::format::Fragment;

use super::{Repository, Result, Snapshot, blocking::compute, files, manifest, text_index};
use crate::domain::health::Disk;

/// The folder of a table's rows.
pub(super) const DATA: &str = "data";

/// The folder in which stands which of them were removed.
pub(super) const REMOVALS: &str = "_deletions";

/// How the folders of lore's own tables begin.
const OWN: &str = "lore_";

/// What the files of a repository are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes by what they hold.
    pub disk: Disk,
    /// Versions of the shared table that still exist.
    pub versions: usize,
}

impl Repository {
    /// Looks at every file of the repository once. What cannot be read counts for nothing; other
    /// programs clean up at any time.
    pub async fn footprint(&self, snapshot: &Snapshot) -> Result<Footprint> {
        let (database, table) = (self.database().to_owned(), self.table_folder().to_owned());
        let live = live_files(snapshot);
        let newest = snapshot.version();
        let looked = compute(move || Ok(look(&database, &table, &live, newest))).await;
        looked.map_err(|error| self.failed("read", &error))
    }
}

impl Snapshot {
    /// Rows of the table, rows that were removed and still stand in its files, and the files.
    #[must_use]
    pub fn shape(&self) -> (usize, usize, usize) {
        let fragments = self.dataset.fragments();
        let rows = fragments.iter().filter_map(Fragment::num_rows).sum();
        let removed = fragments
            .iter()
            .filter_map(|fragment| fragment.deletion_file.as_ref()?.num_deleted_rows)
            .sum();
        (rows, removed, fragments.len())
    }
}

/// The files that the snapshot's version names, relative to the table's folder.
fn live_files(snapshot: &Snapshot) -> HashSet<PathBuf> {
    let fragments = snapshot.dataset.fragments();
    fragments.iter().flat_map(named_files).collect()
}

/// The files of a fragment's rows and of its removed rows, relative to the table's folder.
pub(super) fn named_files(fragment: &Fragment) -> impl Iterator<Item = PathBuf> {
    sized_files(fragment).map(|(file, _)| file)
}

/// The same, and how many bytes each has, as far as that is known. Those that lie in other folders are none of
/// the table's.
pub(super) fn sized_files(
    fragment: &Fragment,
) -> impl Iterator<Item = (PathBuf, Option<NonZero<u64>>)> {
    let rows = fragment
        .referenced_lance_files()
        .filter(|file| file.base_id.is_none())
        .map(|file| {
            let bytes = file.file_size_bytes.get();
            (Path::new(DATA).join(&file.path), bytes)
        });
    let removals = (fragment.deletion_file.as_ref())
        .filter(|file| file.base_id.is_none())
        .map(|file| {
            let (version, id, suffix) = (file.read_version, file.id, file.file_type.suffix());
            let name = format!("{}-{version}-{id}.{suffix}", fragment.id);
            (Path::new(REMOVALS).join(name), None)
        });
    rows.chain(removals)
}

fn look(database: &Path, table: &Path, live: &HashSet<PathBuf>, newest: u64) -> Footprint {
    let mut found = Footprint::default();
    for file in files::below(database) {
        let Ok(inside) = file.path.strip_prefix(table) else {
            *beside(&mut found.disk, database, &file.path) += file.bytes;
            continue;
        };
        let version = inside
            .file_name()
            .and_then(|name| manifest::version(name.to_str()?));
        found.versions += usize::from(version.is_some());
        if inside.starts_with("_indices") {
            found.disk.index += file.bytes;
            continue;
        }
        if version.map_or_else(|| live.contains(inside), |version| version >= newest) {
            found.disk.live += file.bytes;
        } else {
            found.disk.old += file.bytes;
        }
    }
    found
}

/// What a file outside of the shared table counts for.
fn beside<'a>(disk: &'a mut Disk, database: &Path, path: &Path) -> &'a mut u64 {
    let top = path.strip_prefix(database).ok().and_then(|inside| {
        let first = inside.components().next()?;
        first.as_os_str().to_str()
    });
    match top {
        Some(text_index::FOLDER) => &mut disk.index,
        Some(name) if name.starts_with(OWN) => &mut disk.side,
        _ => &mut disk.old,
    }
}
