//! One change of a repository at a time, among all that lore does on this machine.
//!
//! The operating system releases the lock when the process ends, however it ends. Other programs do
//! not know it: against these the table's own commits protect.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::PathBuf,
    time::{Duration, Instant},
};

use super::{Error, Repository, Result};

/// The file that is locked, in a repository's database. It stays.
const FILE: &str = ".lore-changes.lock";

/// How often to look whether it is free.
const POLL: Duration = Duration::from_millis(20);

/// The right to change a repository, until it is dropped.
#[derive(Debug)]
pub struct ChangeLock {
    _file: File,
}

impl Repository {
    /// Waits until no other lore is changing the repository, at most so long.
    ///
    /// # Errors
    /// [`Error::Locked`] when another still is.
    pub async fn lock_changes(&self, patience: Duration) -> Result<ChangeLock> {
        let path = self.database().join(FILE);
        let file = open(&path).map_err(|source| Error::io("open", &path, source))?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(ChangeLock { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    tokio::time::sleep(POLL).await;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::Locked {
                        repository: self.name().to_owned(),
                        lock: path,
                        waited: patience,
                    });
                }
                Err(TryLockError::Error(source)) => {
                    return Err(Error::io("lock", path, source));
                }
            }
        }
    }
}

/// Opens the file, making it for this user alone if there is none.
fn open(path: &PathBuf) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
