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
    repository: String,
    lock: PathBuf,
    _file: Option<File>,
    lease: Option<Lease>,
}

impl ChangeLock {
    /// Whether the repository is still locked. A file is until it is let go of; a lease is lost when the
    /// object store does not answer for long.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.lease.as_ref().is_none_or(Lease::is_held)
    }

    /// Refuses to go on without the lock.
    ///
    /// # Errors
    /// [`Error::LockLost`] when another may be changing the repository.
    pub fn check(&self) -> Result<()> {
        if self.is_held() {
            return Ok(());
        }
        Err(Error::LockLost {
            repository: self.repository.clone(),
            lock: self.lock.clone(),
        })
    }
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
                        repository: self.name().to_owned(),
                        lock: path,
                        _file: Some(file),
                        lease: None,
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
                        repository: self.name().to_owned(),
                        lock: leases,
                        _file: None,
                        lease: Some(lease),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{NewRow, Replacing, RowChange, Store, schema::VECTOR_WIDTH};

    const PATIENCE: Duration = Duration::from_mins(1);

    fn row(id: &str) -> NewRow {
        NewRow {
            id: id.to_owned(),
            vector: vec![0.5; VECTOR_WIDTH],
            text: "text".to_owned(),
            kind: "general".to_owned(),
            project_id: "p".to_owned(),
            session_id: String::new(),
            agent: "qa".to_owned(),
            timestamp: "2026-01-01T00:00:00.000Z".to_owned(),
            metadata: "{}".to_owned(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_lost_the_lock_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = format!("file-object-store://{}/store", folder.path().display());
        let store = Store::open_or_create(place.as_ref()).await.unwrap();
        let repository = store.repository_or_create("r").await.unwrap();
        repository.append(&[row("a"), row("b")]).await.unwrap();
        let snapshot = repository.snapshot().await.unwrap();
        let places = snapshot.places(&["a"].into()).await.unwrap();
        let (picked, _) = snapshot.pick(&[&places]).await.unwrap();
        let changes = [RowChange::Delete { row: 0 }];
        let prepared = picked.prepare(&changes, None, "c", 0).unwrap();

        let lock = repository.lock_changes(PATIENCE).await.unwrap();
        lock.lease.as_ref().unwrap().lose();
        let refused = repository.carry_out(&prepared, &lock).await.unwrap_err();
        assert!(matches!(refused, Error::LockLost { .. }), "{refused}");
        assert!(refused.is_conflict());
        assert!(repository.images().open().await.unwrap().is_none());
        let left = async || {
            let snapshot = repository.snapshot().await.unwrap();
            snapshot.places(&["a"].into()).await.unwrap().len()
        };
        assert_eq!(left().await, 1);

        drop(lock);
        let lock = repository.lock_changes(PATIENCE).await.unwrap();
        let done = repository.carry_out(&prepared, &lock).await.unwrap();
        assert_eq!((done, left().await), (Replacing::Done, 0));
    }
}
