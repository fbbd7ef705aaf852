//! Whether a table's newest manifest is whole. LanceDB trusts the end of the file, and panics
//! when a write that was cut off left another end.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::{files, freshness::versions};
use crate::domain::location::is_remote;

/// What every manifest ends with.
const MAGIC: [u8; 4] = *b"LANC";

/// How many digits the file names of LanceDB's second naming scheme have. It counts down from the
/// largest number, so that the newest comes first in a listing.
const DESCENDING_DIGITS: usize = 20;

/// What is wrong with a table to which nothing was ever committed.
pub(super) const NO_VERSIONS: &str = "the table has no versions";

/// What is wrong with the newest manifest, or `None`. An object store has whole objects or none.
pub(crate) fn problem(table: &Path) -> io::Result<Option<String>> {
    if is_remote(table) {
        return Ok(None);
    }
    let Some(newest) = newest(&versions(table))? else {
        return Ok(Some(NO_VERSIONS.to_owned()));
    };
    if ends_with_magic(&newest)? {
        return Ok(None);
    }
    let name = newest.file_name().unwrap_or_default().to_string_lossy();
    Ok(Some(format!("its newest version, {name}, is cut off")))
}

/// Whether anything was ever committed to the table.
pub(crate) fn has_versions(table: &Path) -> bool {
    newest(&versions(table)).is_ok_and(|newest| newest.is_some())
}

/// Whether a version is the newest of its table, and whole. Costs the same however many versions there
/// are.
pub(crate) fn is_newest(table: &Path, version: u64) -> bool {
    let follows = |next| names(table, next).iter().any(|path| path.exists());
    let is_whole = |path: &PathBuf| path.exists() && ends_with_magic(path).unwrap_or(false);
    names(table, version).iter().any(is_whole) && !version.checked_add(1).is_some_and(follows)
}

/// What a version's manifest is called in either naming scheme.
fn names(table: &Path, version: u64) -> [PathBuf; 2] {
    let descending = u64::MAX - version;
    [
        format!("{version}.manifest"),
        format!("{descending:0DESCENDING_DIGITS$}.manifest"),
    ]
    .map(|name| versions(table).join(name))
}

fn newest(versions: &Path) -> io::Result<Option<PathBuf>> {
    let names = match files::names(versions) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    Ok(names
        .into_iter()
        .filter_map(|name| Some((version(&name)?, name)))
        .max_by_key(|(number, _)| *number)
        .map(|(_, name)| versions.join(name)))
}

/// The version in a manifest's file name; none for other files.
pub(crate) fn version(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".manifest")?;
    let number: u64 = digits.parse().ok()?;
    Some(if digits.len() == DESCENDING_DIGITS {
        u64::MAX - number
    } else {
        number
    })
}

fn ends_with_magic(path: &Path) -> io::Result<bool> {
    let mut file = match File::open(path) {
        // Cleaned up by another program: then there is a newer one.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        other => other?,
    };
    let mut end = [0; MAGIC.len()];
    if file.metadata()?.len() < end.len() as u64 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-4))?;
    file.read_exact(&mut end)?;
    Ok(end == MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_naming_schemes_are_read() {
        assert_eq!(version("9.manifest"), Some(9));
        assert_eq!(version("18446744073709551614.manifest"), Some(1));
        assert_eq!(version("9.manifest.tmp"), None);
        assert_eq!(version("d123.manifest"), None);
    }
}
