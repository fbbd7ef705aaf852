//! One change of a repository at a time, among all that lore does to it in an object store.
//!
//! Who wants to change it leaves an object of a name of his own, and then looks which others there are: if
//! any is kept up, he takes his away again and tries later. So of two who come at once at least one sees
//! the other, and never do both go on. An object is kept up by being written again and again; one that
//! was not for a while belongs to nobody: its program was killed, or hears no answer. How old one is tells
//! the object store's own clock alone. Who holds the lease counts from before he wrote, so that he knows
//! before others that he lost it, as long as his machine does not stand still; then he never has it again.

mod held;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    time::{Duration, Instant},
};

use held::Held;
use rand::Rng;
use tokio::{sync::oneshot, time};

use super::files::{
    File,
    clients::{aside, spawn, wait},
    remote::{delete, listed, write},
};

/// An object that was not written for so long belongs to nobody. Many times what a request takes, unless
/// it is asked again and again.
const LASTS: Duration = Duration::from_secs(12);

/// How often it is written again, and how long that may take.
const RENEWED: Duration = Duration::from_secs(3);

/// Who has not seen so soon after writing that he is alone comes again: what he saw may be too old.
const SEEN_WITHIN: Duration = Duration::from_secs(6);

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
    held: Held,
}

impl Lease {
    /// Takes it, if nobody has it. `folder` holds the objects of those who want it.
    pub(super) fn take(folder: &Path) -> std::io::Result<Option<Self>> {
        let folder = folder.to_owned();
        let own = folder.join(format!("{:032x}", rand::rng().random::<u128>()));
        let taken = wait({
            let own = own.clone();
            async move { take(&folder, &own).await }
        })?;
        let Some(held) = taken else {
            return Ok(None);
        };
        let (end, ending) = oneshot::channel();
        let (done, ended) = channel();
        spawn(keep(own, held.clone(), ending, done))?;
        Ok(Some(Self {
            end: Some(end),
            ended: Mutex::new(ended),
            held,
        }))
    }

    /// Whether it still is nobody else's.
    pub(super) fn is_held(&self) -> bool {
        self.held.is_held()
    }

    /// As if the object store had not answered for long.
    #[cfg(test)]
    pub(super) fn lose(&self) {
        self.held.lose();
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
async fn take(folder: &Path, own: &Path) -> lance::Result<Option<Held>> {
    let asked = Instant::now();
    write(own, CONTENT).await?;
    let alone = is_alone(folder, own).await;
    if matches!(alone, Ok(true)) && asked.elapsed() < SEEN_WITHIN {
        return Ok(Some(Held::since(asked)));
    }
    delete(own).await?;
    alone.map(|_| None)
}

/// Whether one's own object is there and nobody else's is kept up. Those that were left are removed.
async fn is_alone(folder: &Path, own: &Path) -> lance::Result<bool> {
    let (_, objects) = listed(folder).await?;
    if !objects.iter().any(|file| file.path == own) {
        // Somebody took it for one that was left.
        return Ok(false);
    }
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

/// Keeps an object up until the lease ends or is lost, and takes it away.
async fn keep(own: PathBuf, held: Held, mut ending: oneshot::Receiver<()>, done: Sender<()>) {
    while time::timeout(RENEWED, &mut ending).await.is_err() {
        let asked = Instant::now();
        let in_time = match time::timeout(RENEWED, write(&own, CONTENT)).await {
            Ok(Ok(())) => held.renew(asked),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the lock of a repository was not kept up");
                held.is_held()
            }
            Err(_) => {
                tracing::warn!("the lock of a repository was not kept up in time");
                held.is_held()
            }
        };
        if !in_time {
            tracing::warn!("the lock of a repository was lost");
            break;
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
    use std::{fs, sync::Arc, thread, time::SystemTime};

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
    fn one_that_was_not_kept_up_is_lost_for_good() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(&temp);
        let lease = Lease::take(&folder).unwrap().unwrap();
        assert!(lease.is_held());
        lease.lose();
        assert!(!lease.is_held());
        // At the next writing it is noticed, and the object taken away.
        let ended = lease.ended.lock().unwrap();
        ended.recv_timeout(LASTS * 10).unwrap();
        drop(ended);
        assert!(!lease.is_held() && !lease.held.renew(Instant::now()));
        assert!(Lease::take(&folder).unwrap().is_some());
        assert!(!lease.is_held());
    }

    #[test]
    fn who_does_not_find_his_own_object_has_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(&temp);
        let own = folder.join("own");
        let is_alone = || {
            let (folder, own) = (folder.clone(), own.clone());
            wait(async move { is_alone(&folder, &own).await }).unwrap()
        };
        assert!(!is_alone());
        fs::create_dir(temp.path().join("lock")).unwrap();
        fs::write(temp.path().join("lock/own"), CONTENT).unwrap();
        assert!(is_alone());
        fs::write(temp.path().join("lock/other"), CONTENT).unwrap();
        assert!(!is_alone());
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
