//! Files in a table's folder that no version names: what writes left that failed or were cut off.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    time::Duration,
};

use lance::Dataset;

use super::{
    Repository, Result, Watch,
    files::{self, File},
    footprint::named_files,
    freshness, tables, text_index,
    versions::{self, Walk},
};

/// The folders of a table in which commits put their files.
const FOLDERS: [&str; 3] = ["data", "_deletions", "_transactions"];

/// What begins the file name of a version that stands outside of a table's history.
const DETACHED: char = 'd';

/// Files that belong to nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Where they are.
    pub files: Vec<PathBuf>,
    /// Their size together.
    pub bytes: u64,
}

impl Repository {
    /// The files of its tables that no version names and that nobody has touched for so long: younger
    /// ones may be those of a write that goes on. `None` when told to stop. Of tables that are
    /// not read whole, or have branches, nothing is said.
    pub async fn orphans(&self, age: Duration, watch: Watch<'_>) -> Result<Option<Orphans>> {
        let mut orphans = Orphans::default();
        for folder in tables::all(self.database()) {
            if tables::name(&folder) == text_index::FOLDER {
                continue;
            }
            // A damaged table is told of elsewhere.
            let Ok(Some(table)) = tables::open(self.name(), &folder).await else {
                continue;
            };
            let found = of_table(&table, &folder, age, watch).await;
            let Some(found) = found.map_err(|error| self.failed("read", &error))? else {
                return Ok(None);
            };
            orphans.files.extend(found.files);
            orphans.bytes += found.bytes;
        }
        Ok(Some(orphans))
    }
}

impl Orphans {
    /// Removes the files, and tells how many bytes that freed. One that is gone already is gone.
    pub fn remove(&self) -> u64 {
        let mut freed = 0;
        for file in &self.files {
            let bytes = files::bytes(file).unwrap_or_default();
            match files::remove(file) {
                Ok(()) => freed += bytes,
                Err(error) => tracing::warn!(%error, file = %file.display(), "not removed"),
            }
        }
        freed
    }
}

async fn of_table(
    table: &Dataset,
    folder: &Path,
    age: Duration,
    watch: Watch<'_>,
) -> lance::Result<Option<Orphans>> {
    // Listed before the versions are read: who names a file later has written it later.
    let candidates = untouched(folder, age);
    if candidates.is_empty() || has_other_lines(table, folder).await? {
        return Ok(Some(Orphans::default()));
    }
    let mut named = HashSet::new();
    let walked = versions::walk(table, watch, |version| {
        named.extend(version.fragments().iter().flat_map(named_files));
        let transaction = version.manifest().transaction_file.as_ref();
        named.extend(transaction.map(|file| Path::new("_transactions").join(file)));
    })
    .await?;
    match walked {
        Walk::Stopped => return Ok(None),
        // What a version names that was not read is not known.
        Walk::Partial => return Ok(Some(Orphans::default())),
        Walk::Complete => {}
    }
    let mut orphans = Orphans::default();
    for (file, bytes) in candidates {
        if !named.contains(&file) {
            orphans.files.push(folder.join(file));
            orphans.bytes += bytes;
        }
    }
    Ok(Some(orphans))
}

/// Whether versions outside of the table's history may name its files.
async fn has_other_lines(table: &Dataset, folder: &Path) -> lance::Result<bool> {
    let versions = files::names(&freshness::versions(folder)).unwrap_or_default();
    Ok(versions.iter().any(|name| name.starts_with(DETACHED))
        || table.manifest().uses_stable_row_ids()
        || !table.list_branches().await?.is_empty())
}

/// The files that nobody has written to for so long, relative to the table's folder.
fn untouched(folder: &Path, age: Duration) -> Vec<(PathBuf, u64)> {
    let is_old = |file: &File| {
        let since = file.modified.and_then(|modified| modified.elapsed().ok());
        since.is_some_and(|since| since > age)
    };
    FOLDERS
        .iter()
        .flat_map(|inner| files::files(&folder.join(inner)).unwrap_or_default())
        .filter(is_old)
        .filter_map(|file| {
            let inside = file.path.strip_prefix(folder).ok()?;
            Some((inside.to_owned(), file.bytes))
        })
        .collect()
}
