//! Whether a table changed since it was last looked at, told by its files' names and times alone.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    files::{File, remote},
    manifest,
};
use crate::domain::location::is_remote;

/// File systems tick: two changes within a tick leave the same time behind. A folder that changed
/// more recently than this is taken for still changing. The coarsest system in use ticks every
/// second.
const TICK: Duration = Duration::from_secs(1);

/// The name of the folder that gains a file with every version of a table.
pub(super) const VERSIONS: &str = "_versions";

/// The folder that gains a file with every version of a table.
pub(crate) fn versions(table: &Path) -> PathBuf {
    table.join(VERSIONS)
}

/// The state of a table's folder of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// When the folder was written to; in an object store, when the newest version was.
    modified: SystemTime,
    /// The newest version, where the time is too coarse to tell: in an object store.
    version: Option<u64>,
    /// Differs when the table was thrown away and made anew.
    created: Option<SystemTime>,
    /// Long enough ago that no later change can hide behind the same time.
    settled: bool,
}

impl Mark {
    /// Looks at a table's versions, wherever they are.
    pub async fn look(table: &Path) -> io::Result<Self> {
        if is_remote(table) {
            Self::of(&remote::ask_files(versions(table)).await?)
        } else {
            Self::read(table)
        }
    }

    /// The mark of a table whose newest version somebody here has just made; none when another came after.
    pub async fn made(table: &Path, version: u64) -> Option<Self> {
        let seen = Self::look(table).await.ok()?;
        let is_newest = seen.version.map_or_else(
            || manifest::is_newest(table, version),
            |newest| newest == version,
        );
        is_newest.then_some(seen)
    }

    /// The numbers of some tables' marks; 0 where there is none.
    ///
    /// # Errors
    /// When an object store does not tell.
    pub fn numbers(tables: &[PathBuf]) -> io::Result<Vec<u128>> {
        let number = |mark: io::Result<Self>| mark.map_or(0, Self::number);
        if !tables.iter().any(|table| is_remote(table)) {
            let marks = tables.iter().map(|table| number(Self::read(table)));
            return Ok(marks.collect());
        }
        let folders = tables.iter().map(|table| versions(table)).collect();
        let found = remote::files_in(folders)?;
        Ok(found.iter().map(|files| number(Self::of(files))).collect())
    }

    /// Looks at the versions of a table on disk.
    pub fn read(table: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(versions(table))?;
        let modified = metadata.modified()?;
        // A time in the future (a clock was set back) never settles: slower, never stale.
        let settled = SystemTime::now()
            .duration_since(modified)
            .is_ok_and(|age| age > TICK);
        Ok(Self {
            modified,
            version: None,
            created: metadata.created().ok(),
            settled,
        })
    }

    /// The mark of a table in an object store, which lists what is there at this moment.
    fn of(versions: &[File]) -> io::Result<Self> {
        let numbered = versions.iter().filter_map(|file| {
            let version = manifest::version(file.path.file_name()?.to_str()?)?;
            Some((version, file.modified.unwrap_or(UNIX_EPOCH)))
        });
        let (version, modified) = numbered.max().ok_or(io::ErrorKind::NotFound)?;
        Ok(Self {
            modified,
            version: Some(version),
            created: None,
            settled: true,
        })
    }

    /// Whether a table seen at `self` is certainly the same at `now`.
    pub fn still_holds(self, now: Self) -> bool {
        self.settled && self == now
    }

    /// The same for a table whose newest version was this one at `self`. While somebody writes, the
    /// time of the folder alone tells nothing, but its files do.
    pub fn holds_version(self, now: Self, table: &Path, version: u64) -> bool {
        let same_time = self.modified == now.modified && self.created == now.created;
        self.still_holds(now) || (same_time && !now.settled && manifest::is_newest(table, version))
    }

    /// Whether the table is another one than at `now`, not merely a later version.
    pub fn was_replaced(self, now: Self) -> bool {
        self.created != now.created
            || self.version > now.version
            || (self.version.is_some() && self.version == now.version && self != now)
    }

    /// A number that changes with every change, and once more when the folder came to rest: so
    /// one that compares numbers does not miss a second change within a tick.
    pub fn number(self) -> u128 {
        let nanoseconds = self
            .modified
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
        match self.version {
            Some(version) => nanoseconds << 64 | u128::from(version),
            None => nanoseconds << 1 | u128::from(self.settled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_an_object_store_the_newest_version_tells() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let file = |name: &str, seconds| File {
            path: Path::new("s3://b/t/_versions").join(name),
            bytes: 1,
            modified: Some(at(seconds)),
        };
        let mark = |files: &[File]| Mark::of(files).unwrap();
        let first = mark(&[file("1.manifest", 1)]);
        let second = mark(&[file("2.manifest", 1), file("1.manifest", 1)]);
        assert!(first.still_holds(first) && !first.still_holds(second));
        assert_ne!(first.number(), second.number());
        assert!(!first.was_replaced(second) && second.was_replaced(first));
        let anew = mark(&[file("1.manifest", 9)]);
        assert!(first.was_replaced(anew));
        assert!(Mark::of(&[file("hint.json", 1)]).is_err());
    }

    fn mark(age: Duration) -> Mark {
        let folder = tempfile::tempdir().unwrap();
        let versions = versions(folder.path());
        fs::create_dir(&versions).unwrap();
        let handle = fs::File::open(&versions).unwrap();
        handle.set_modified(SystemTime::now() - age).unwrap();
        Mark::read(folder.path()).unwrap()
    }

    #[test]
    fn a_fresh_change_never_holds_and_an_old_one_does() {
        let fresh = mark(Duration::ZERO);
        assert!(!fresh.still_holds(fresh));
        let old = mark(Duration::from_mins(1));
        assert!(old.still_holds(old));
    }

    #[test]
    fn a_fresh_version_holds_until_the_next_one_is_there() {
        for [this, next] in [
            ["7.manifest", "8.manifest"],
            [
                "18446744073709551608.manifest",
                "18446744073709551607.manifest",
            ],
        ] {
            let folder = tempfile::tempdir().unwrap();
            let table = folder.path();
            fs::create_dir(versions(table)).unwrap();
            fs::write(versions(table).join(this), "whole LANC").unwrap();
            let seen = Mark::read(table).unwrap();
            assert!(seen.holds_version(seen, table, 7));
            assert!(!seen.holds_version(seen, table, 6), "it is gone");
            fs::write(versions(table).join(next), "whole LANC").unwrap();
            // As if it had come within the same tick.
            assert!(!seen.holds_version(seen, table, 7));
            assert!(seen.holds_version(seen, table, 8));
            let later = Mark {
                modified: seen.modified + TICK,
                ..seen
            };
            assert!(!seen.holds_version(later, table, 8));
            fs::write(versions(table).join(next), "cut off").unwrap();
            assert!(!seen.holds_version(seen, table, 8));
        }
    }

    #[test]
    fn coming_to_rest_changes_the_number() {
        let fresh = mark(Duration::ZERO);
        let settled = Mark {
            settled: true,
            ..fresh
        };
        assert_ne!(fresh.number(), settled.number());
    }
}
