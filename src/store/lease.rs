//! One change of a repository at a time, among all that lore does to it in an object store.
//!
//! Who wants to change it leaves an object of a name of his own, and then looks which others there are: if
//! any is kept up, he takes his away again and tries later. So of two who come at once at least one sees
//! the other, and never do both go on. An object is kept up by being written again and again; one that
//! was not for a while belongs to a program that was killed. How old one is tells the object store's own
//! clock alone.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use rand::Rng;
use tokio::{sync::oneshot, time};

use super::files::{
    File,
    clients::{aside, spawn, wait},
    remote::{delete, listed, write},
};

/// An object that was not written for so long belongs to nobody. Many times what a request takes.
const LASTS: Duration = Duration::from_secs(12);

/// How often it is written again.
const RENEWED: Duration = Duration::from_secs(3);

/// What is in an object; nobody reads it.
const CONTENT: &[u8] = b"lore";

/// How long who is done waits until his object is gone. It goes by itself after [`LASTS`].
const PATIENCE: Duration = Duration::from_secs(5);

/// The right to change what lies in a folder, until it is dropped.
#[derive(Debug)]
pub(super) struct Lease {
    /// Dropped to end it.
    end: Option<oneshot::Sender<()>>,
    /// Hears when it has ended.
    ended: Mutex<Receiver<()>>,
}

impl Lease {
    /// Takes it, if nobody has it. `folder` holds the objects of those who want it.
    pub(super) fn take(folder: &Path) -> std::io::Result<Option<Self>> {
        let folder = folder.to_owned();
        let own = folder.join(format!("{:032x}", rand::rng().random::<u128>()));
        let taken = wait({
            let own = own.clone();
            async move { is_taken(&folder, &own).await }
        })?;
        if !taken {
            return Ok(None);
        }
        let (end, ending) = oneshot::channel();
        let (done, ended) = channel();
        spawn(keep(own, ending, done))?;
        Ok(Some(Self {
            end: Some(end),
            ended: Mutex::new(ended),
        }))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.end = None;
        // Else who comes next would wait for nothing.
        let ended = self.ended.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = aside(|| ended.recv_timeout(PATIENCE));
    }
}

/// Leaves an object, and takes it away again if another's is kept up.
async fn is_taken(folder: &Path, own: &Path) -> lance::Result<bool> {
    write(own, CONTENT).await?;
    let alone = is_alone(folder, own).await;
    if !matches!(alone, Ok(true)) {
        delete(own).await?;
    }
    alone
}

/// Whether nobody else's object is kept up. Those that were left are removed.
async fn is_alone(folder: &Path, own: &Path) -> lance::Result<bool> {
    let (_, objects) = listed(folder).await?;
    let (kept_up, left) = others(objects, own);
    for file in left {
        delete(&file.path).await?;
    }
    Ok(kept_up.is_empty())
}

/// The objects of others: those that are kept up, and those that were left.
fn others(objects: Vec<File>, own: &Path) -> (Vec<File>, Vec<File>) {
    let now = objects.iter().find(|file| file.path == own);
    let now = now.and_then(|own| own.modified);
    let is_left = |file: &File| {
        let age = now
            .zip(file.modified)
            .map(|(now, then)| now.duration_since(then));
        matches!(age, Some(Ok(age)) if age > LASTS)
    };
    (objects.into_iter())
        .filter(|file| file.path != own)
        .partition(|file| !is_left(file))
}

/// Keeps an object up until the lease ends, and takes it away.
async fn keep(own: PathBuf, mut ending: oneshot::Receiver<()>, done: Sender<()>) {
    while time::timeout(RENEWED, &mut ending).await.is_err() {
        if let Err(error) = write(&own, CONTENT).await {
            tracing::warn!(%error, "the lock of a repository was not kept up");
        }
    }
    if let Err(error) = delete(&own).await {
        tracing::warn!(%error, "the lock of a repository was not taken away");
    }
    // Who ended it may not have waited.
    let _ = done.send(());
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread, time::SystemTime};

    use super::*;

    fn folder(temp: &tempfile::TempDir) -> PathBuf {
        PathBuf::from(format!(
            "file-object-store://{}/lock",
            temp.path().display()
        ))
    }

    #[test]
    fn one_has_it_until_it_ends() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(&temp);
        let first = Lease::take(&folder).unwrap().unwrap();
        assert!(Lease::take(&folder).unwrap().is_none());
        drop(first);
        assert!(Lease::take(&folder).unwrap().is_some());
    }

    #[test]
    fn never_do_two_have_it() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Arc::new(folder(&temp));
        let held = Arc::new(std::sync::Mutex::new(()));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (folder, held) = (Arc::clone(&folder), Arc::clone(&held));
                thread::spawn(move || {
                    let mut taken = 0;
                    while taken < 3 {
                        if let Some(lease) = Lease::take(&folder).unwrap() {
                            let alone = held.try_lock().expect("another has it");
                            taken += 1;
                            drop(alone);
                            drop(lease);
                        }
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    }

    #[test]
    fn what_was_left_long_ago_is_nobodys() {
        let now = SystemTime::now();
        let file = |name: &str, age: Duration| File {
            path: name.into(),
            bytes: 0,
            modified: Some(now - age),
        };
        let objects = vec![
            file("own", Duration::ZERO),
            file("kept", LASTS / 2),
            file("left", LASTS * 2),
            file("later", Duration::ZERO),
        ];
        let (kept_up, left) = others(objects.clone(), Path::new("own"));
        let names = |files: &[File]| -> Vec<PathBuf> {
            files.iter().map(|file| file.path.clone()).collect()
        };
        assert_eq!(names(&kept_up), [Path::new("kept"), Path::new("later")]);
        assert_eq!(names(&left), [Path::new("left")]);
        // Without a clock nothing is taken for left.
        let (kept_up, left) = others(objects, Path::new("other"));
        assert_eq!((kept_up.len(), left.len()), (4, 0));
    }
}
