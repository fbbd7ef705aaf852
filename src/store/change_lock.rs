//! One change of a repository at a time, among all that lore does to it.
//!
//! The operating system releases the lock when the process ends, however it ends; in an object store,
//! where there are no locks, a lease stands for it. Other programs do not know it: against these the
//! table's own commits protect.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::PathBuf,
    time::{Duration, Instant},
};

use rand::Rng;

use super::{Error, Repository, Result, lease::Lease};

/// The file that is locked, in a repository's database. It stays.
const FILE: &str = ".lore-changes.lock";

/// The same in an object store: the folder of those who want it.
const LEASES: &str = ".lore-changes";

/// How often to look whether it is free.
const POLL: Duration = Duration::from_millis(20);

/// How often to ask an object store: each time is three requests.
const ASK: Duration = Duration::from_millis(250);

/// The right to change a repository, until it is dropped.
#[derive(Debug)]
pub struct ChangeLock {
    _file: Option<File>,
    _lease: Option<Lease>,
}

impl Repository {
    /// Waits until no other lore is changing the repository, at most so long.
    ///
    /// # Errors
    /// [`Error::Locked`] when another still is.
    pub async fn lock_changes(&self, patience: Duration) -> Result<ChangeLock> {
        if self.is_remote() {
            return self.lease_changes(patience).await;
        }
        let path = self.database().join(FILE);
        let file = open(&path).map_err(|source| Error::io("open", &path, source))?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    return Ok(ChangeLock {
                        _file: Some(file),
                        _lease: None,
                    });
                }
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

    async fn lease_changes(&self, patience: Duration) -> Result<ChangeLock> {
        let leases = self.database().join(LEASES);
        let deadline = Instant::now() + patience;
        loop {
            let lease = Lease::take(&leases);
            match lease.map_err(|source| Error::io("lock", &leases, source))? {
                Some(lease) => {
                    return Ok(ChangeLock {
                        _file: None,
                        _lease: Some(lease),
                    });
                }
                // Of two who come at once neither may have got it: they come again at other times.
                None if Instant::now() < deadline => {
                    let pause = ASK.mul_f64(rand::rng().random_range(0.5..1.5));
                    tokio::time::sleep(pause).await;
                }
                None => {
                    return Err(Error::Locked {
                        repository: self.name().to_owned(),
                        lock: leases,
                        waited: patience,
                    });
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
