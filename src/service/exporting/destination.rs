//! A file that appears when all of it is on disk, for this user alone, like the store that it comes
//! from.

use std::{
    fs,
    io::{BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::service::{Error, Result};

/// The file while it is being written: beside the place where it will be.
pub(super) struct Destination {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    replace: bool,
}

impl Destination {
    /// Begins a file for this path.
    pub fn new(path: &Path, replace: bool) -> Result<Self> {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => {
                let path = path.display();
                return Err(Error::Invalid(format!("{path} is a folder; name a file")));
            }
            Ok(found) if !found.is_file() && !found.is_symlink() => {
                let path = path.display();
                return Err(Error::Invalid(format!(
                    "{path} is no file that could be replaced; leave it away to write to standard output"
                )));
            }
            Ok(_) if !replace => return Err(taken(path)),
            _ => {}
        }
        // What a link names is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = NamedTempFile::new_in(folder).map_err(|error| unwritable(&path, &error))?;
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
        let failed = |error: std::io::Error| unwritable(&path, &error);
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

fn taken(path: &Path) -> Error {
    Error::Conflict(format!("{} exists; choose another name", path.display()))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::Invalid(format!("{} cannot be written: {error}", path.display()))
}
