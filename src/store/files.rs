//! What lore asks of the folders of a store, be they on disk or in an object store.
//!
//! In an object store a folder is what the names of some objects begin with: it is there as long as an
//! object is. Everything here waits for its answer.

pub(super) mod clients;
pub(super) mod remote;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::domain::location::is_remote;

/// A file, or an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub path: PathBuf,
    pub bytes: u64,
    /// When it was last written, where that is known.
    pub modified: Option<SystemTime>,
}

/// Whether there is a folder at this path.
pub(super) fn is_folder(path: &Path) -> io::Result<bool> {
    if is_remote(path) {
        return remote::is_folder(path);
    }
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether there is a file at this path, as far as this user may look.
pub(super) fn is_file(path: &Path) -> bool {
    if is_remote(path) {
        remote::is_file(path).unwrap_or(false)
    } else {
        path.exists()
    }
}

/// The names of what lies directly in a folder; those that are not UTF-8 are left out.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    if is_remote(folder) {
        return remote::names(folder);
    }
    let entries = fs::read_dir(folder)?.flatten();
    Ok(entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect())
}

/// The folders that lie directly in a folder.
pub(super) fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if is_remote(folder) {
        return remote::folders(folder);
    }
    let entries = fs::read_dir(folder)?.flatten();
    Ok(entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect())
}

/// The files that lie directly in a folder. What vanishes meanwhile is left out.
pub(super) fn files(folder: &Path) -> io::Result<Vec<File>> {
    if is_remote(folder) {
        return remote::files(folder);
    }
    let entries = fs::read_dir(folder)?.flatten();
    Ok(entries
        .filter_map(|entry| Some((entry.path(), entry.metadata().ok()?)))
        .filter(|(_, metadata)| metadata.is_file())
        .map(|(path, metadata)| file(path, &metadata))
        .collect())
}

/// All files below a folder. What cannot be looked at is left out; other programs clean up at any time.
pub(super) fn below(folder: &Path) -> Vec<File> {
    if is_remote(folder) {
        return remote::below(folder).unwrap_or_default();
    }
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => folders.push(entry.path()),
                Ok(metadata) => files.push(file(entry.path(), &metadata)),
                Err(_) => {}
            }
        }
    }
    files
}

/// The size of a file.
pub(super) fn bytes(file: &Path) -> io::Result<u64> {
    if is_remote(file) {
        remote::bytes(file)
    } else {
        Ok(fs::metadata(file)?.len())
    }
}

/// Removes a file.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    if is_remote(file) {
        remote::remove(file)
    } else {
        fs::remove_file(file)
    }
}

/// Removes a folder with everything in it.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    if is_remote(folder) {
        remote::remove_folder(folder)
    } else {
        fs::remove_dir_all(folder)
    }
}

fn file(path: PathBuf, metadata: &fs::Metadata) -> File {
    File {
        path,
        bytes: metadata.len(),
        modified: metadata.modified().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same folder, as such and as an object store shows it.
    fn both(folder: &Path) -> [PathBuf; 2] {
        let remote = format!("file-object-store://{}", folder.display());
        [folder.to_owned(), PathBuf::from(remote)]
    }

    #[test]
    fn an_object_store_is_asked_as_a_disk_is() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a b%20#ü");
        fs::create_dir_all(inner.join("deep")).unwrap();
        fs::write(inner.join("one.txt"), "one").unwrap();
        fs::write(inner.join("deep/two.txt"), "four").unwrap();
        for folder in both(root.path()) {
            let inner = folder.join("a b%20#ü");
            assert_eq!(folders(&folder).unwrap(), std::slice::from_ref(&inner));
            assert!(files(&folder).unwrap().is_empty());
            assert!(is_folder(&inner).unwrap());
            assert!(!is_folder(&folder.join("none")).unwrap());
            let mut found = names(&inner).unwrap();
            found.sort();
            assert_eq!(found, ["deep", "one.txt"]);
            let found = files(&inner).unwrap();
            assert_eq!((found.len(), found[0].bytes), (1, 3));
            assert_eq!(found[0].path, inner.join("one.txt"));
            assert!(found[0].modified.is_some() && is_file(&found[0].path));
            let all = below(&folder);
            assert_eq!(all.iter().map(|file| file.bytes).sum::<u64>(), 7);
            assert!(
                all.iter()
                    .any(|file| file.path == inner.join("deep/two.txt"))
            );
            let none = names(&folder.join("none")).unwrap_err();
            assert_eq!(none.kind(), io::ErrorKind::NotFound);
        }
        let [local, remote] = both(&inner);
        super::remove(&remote.join("one.txt")).unwrap();
        assert!(!is_file(&local.join("one.txt")));
        remove_folder(&remote).unwrap();
        assert!(below(&local).is_empty());
    }
}
