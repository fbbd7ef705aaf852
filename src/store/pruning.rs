//! Old versions of a table, removed once nobody can be reading them any more.
//!
//! A version is old since the next one came. So what counts is not when it was written: the newest
//! one of a table that rested for a year is in use until the moment somebody writes.

use std::{
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use lance::{
    Dataset,
    dataset::cleanup::{CleanupPolicy, RemovalStats},
};

use super::{files, freshness::versions, manifest};
use crate::domain::location::is_remote;

/// How long a version is kept that is the newest no more: far longer than any read takes, or than any
/// program looks at a table without looking whether there is a newer version.
pub const KEEP: Duration = Duration::from_hours(2);

/// So many versions that nobody can be reading are worth being removed.
const MANY_OLD: usize = 256;

/// Removes the versions of a table that have been old for so long, with the files that only they
/// have. Those with a tag or a branch stay, and files that no version names for a week.
pub(super) async fn prune(
    table: &Dataset,
    folder: &Path,
    keep: Duration,
) -> lance::Result<RemovalStats> {
    let (first_kept, removable) = removable(folder, keep, now(folder)?)?;
    if removable == 0 {
        return Ok(RemovalStats::default());
    }
    let policy = CleanupPolicy {
        before_version: Some(first_kept),
        error_if_tagged_old_versions: false,
        ..CleanupPolicy::default()
    };
    table.cleanup_with_policy(policy).await
}

/// How many versions of a table have been old for so long. One look at a folder.
pub(super) fn old_versions(folder: &Path, keep: Duration) -> io::Result<usize> {
    Ok(removable(folder, keep, SystemTime::now())?.1)
}

/// Whether so many versions have been old for so long that their removal pays.
pub(super) fn has_many_old(folder: &Path, keep: Duration) -> io::Result<bool> {
    Ok(old_versions(folder, keep)? > MANY_OLD)
}

/// What time it is by the clock that tells when versions were written: that of the disk, which may be another
/// machine's.
fn now(folder: &Path) -> io::Result<SystemTime> {
    if is_remote(folder) {
        return Ok(SystemTime::now());
    }
    tempfile::tempfile_in(folder)?.metadata()?.modified()
}

/// The version that was the newest so long before `now`, and how many there are before it.
fn removable(folder: &Path, keep: Duration, now: SystemTime) -> io::Result<(u64, usize)> {
    let written = written(folder)?;
    let then = now.checked_sub(keep);
    let newest_then = written
        .iter()
        .filter(|(_, at)| then.is_some_and(|then| *at <= then))
        .map(|(version, _)| *version)
        .max()
        .unwrap_or_default();
    let before = |(version, _): &&(u64, SystemTime)| *version < newest_then;
    Ok((newest_then, written.iter().filter(before).count()))
}

/// The versions of a table and when each was written, by the file system: in a store that was
/// copied they are younger, and kept for longer.
fn written(folder: &Path) -> io::Result<Vec<(u64, SystemTime)>> {
    let mut written = Vec::new();
    for file in files::files(&versions(folder))? {
        let name = file.path.file_name().and_then(|name| name.to_str());
        if let (Some(version), Some(modified)) = (name.and_then(manifest::version), file.modified) {
            written.push((version, modified));
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_version_is_old_since_the_next_one_came() {
        const HOUR: Duration = Duration::from_hours(1);
        let now = SystemTime::now();
        let table = tempfile::tempdir().unwrap();
        fs::create_dir(versions(table.path())).unwrap();
        // The third rested for long, until ten minutes ago.
        for (version, age) in [
            (1, HOUR * 50),
            (2, HOUR * 49),
            (3, HOUR * 48),
            (4, HOUR / 6),
        ] {
            let path = versions(table.path()).join(format!("{version}.manifest"));
            let file = fs::File::create(path).unwrap();
            file.set_modified(now - age).unwrap();
        }
        assert_eq!(removable(table.path(), HOUR, now).unwrap(), (3, 2));
        assert_eq!(removable(table.path(), HOUR * 49, now).unwrap(), (2, 1));
        assert_eq!(removable(table.path(), HOUR * 60, now).unwrap(), (0, 0));
        assert_eq!(
            removable(table.path(), Duration::ZERO, now).unwrap(),
            (4, 3)
        );
    }

    #[test]
    fn the_time_is_that_of_the_disk_and_finding_it_out_leaves_nothing() {
        let table = tempfile::tempdir().unwrap();
        let file = fs::File::create(table.path().join("written")).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        let since = now(table.path()).unwrap().duration_since(written).unwrap();
        assert!(since < Duration::from_mins(1), "{since:?}");
        assert_eq!(fs::read_dir(table.path()).unwrap().count(), 1);
    }
}
