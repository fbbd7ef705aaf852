//! Plans of cleanups as files.

use std::{fs, io::Write, path::Path};

use super::{Error, Result};
use crate::domain::cleanup::Plan;

/// Refuses a place where something is: a plan is written over nothing.
pub fn check_free(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(taken(path));
    }
    Ok(())
}

/// Writes a plan as a whole or not at all, readable by its owner alone, since it tells of texts.
///
/// # Errors
/// When something is there, or the folder cannot be written.
pub fn save(plan: &Plan, path: &Path) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |error: std::io::Error| {
        Error::Invalid(format!("cannot write the plan {}: {error}", path.display()))
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(plan.to_file().as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(taken(path)),
        Err(error) => Err(failed(error.error)),
    }
}

/// Reads a plan back, and checks everything in it.
///
/// # Errors
/// When there is no file, or it is no plan; says where in it.
pub fn load(path: &Path) -> Result<Plan> {
    let text = fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read the plan {}: {error}", path.display());
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound(message),
            _ => Error::Invalid(message),
        }
    })?;
    Plan::from_file(&text).map_err(|error| Error::Invalid(format!("{}, {error}", path.display())))
}

fn taken(path: &Path) -> Error {
    Error::Invalid(format!(
        "{} exists, and a plan is written over nothing: remove it, or name another file",
        path.display()
    ))
}
