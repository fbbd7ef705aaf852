//! A file that appears when all of it is on disk, for this user alone, like the store that it comes
//! from.

use std::{
    fs::{self, File, TryLockError},
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::service::{Error, Result};

/// What the names of files that are being written begin with.
const UNFINISHED: &str = ".lore-export-";

/// The file while it is being written: beside the place where it will be, and locked.
pub(super) struct Destination {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    replace: bool,
}

impl Destination {
    /// Begins a file for this path.
    pub fn new(path: &Path, replace: bool) -> Result<Self> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let path = path.display();
                return Err(Error::Invalid(format!("{path} is a folder; name a file")));
            }
            Ok(found) if !found.is_file() => {
                let path = path.display();
                return Err(Error::Invalid(format!(
                    "{path} is no file that could be replaced; leave it away to write to standard output"
                )));
            }
            _ => {}
        }
        if !replace && fs::symlink_metadata(path).is_ok() {
            return Err(taken(path));
        }
        // What a link names is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        sweep(folder);
        let file = unfinished_in(folder).map_err(|error| unwritable(&path, &error))?;
        Ok(Self {
            file: BufWriter::new(file),
            path,
            replace,
        })
    }

    /// Where to write to.
    pub fn file(&mut self) -> &mut (dyn Write + Send) {
        &mut self.file
    }

    /// Puts the file into its place.
    pub fn finish(self) -> Result<()> {
        let Self {
            file,
            path,
            replace,
        } = self;
        let failed = |error: io::Error| unwritable(&path, &error);
        let file = file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        let placed = if replace {
            file.persist(&path)
        } else {
            file.persist_noclobber(&path)
        };
        match placed {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(taken(&path)),
            Err(error) => Err(failed(error.error)),
        }
    }
}

/// A file to write into that nobody sweeps away.
fn unfinished_in(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(folder)?;
        // Before it was locked, another export may have taken it for left behind. Where a file system has no
        // locks, nobody sweeps.
        let is_swept = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !is_swept && file.path().exists() {
            return Ok(file);
        }
    }
}

/// Removes what exports into this folder left behind that were killed: what nobody writes any more is
/// locked by nobody.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_one = entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_one {
            continue;
        }
        // Locked until it is gone: its writer would go on with it otherwise.
        if let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            // Whoever cannot leaves it to another.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn taken(path: &Path) -> Error {
    Error::Conflict(format!("{} exists; choose another name", path.display()))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::Invalid(format!("{} cannot be written: {error}", path.display()))
}
