//! The process that is killed.

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
};

use super::deed::{self, Deed};
use crate::waiting::kill_when;

const STORE: &str = "LORE_TEST_STORE_TO_CHANGE";
const DEED: &str = "LORE_TEST_DEED";

/// What runs in the process; without the variables it is no test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by other tests"]
async fn child() {
    if let (Some(store), Ok(deed)) = (env::var_os(STORE), env::var(DEED)) {
        Box::pin(deed::act(Path::new(&store), Deed::named(&deed))).await;
    }
}

/// A process that changes a store.
pub struct Victim {
    process: Child,
    store: PathBuf,
}

impl Victim {
    pub fn start(store: &Path, deed: Deed) -> Self {
        let process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "killed::victim::child", "--ignored"])
            .env(STORE, store)
            .env(DEED, format!("{deed:?}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            process,
            store: store.to_owned(),
        }
    }

    pub fn wait(mut self) -> ExitStatus {
        self.process.wait().unwrap()
    }

    /// Kills it when so many files appeared or grew, and a little later each time; says whether it
    /// came to its end before.
    pub fn kill_after(mut self, events: usize) -> bool {
        kill_after(&mut self.process, &self.store, events, events % 4 * 500)
    }
}

/// Kills a process when so many files of a store appeared or grew, and so many turns later; says
/// whether it came to its end before.
pub fn kill_after(process: &mut Child, store: &Path, events: usize, turns: usize) -> bool {
    let mut seen = HashSet::new();
    look(store, &mut seen);
    let known = seen.len();
    kill_when(process, || {
        look(store, &mut seen);
        let reached = seen.len() >= known + events;
        if reached {
            (0..turns).for_each(|_| thread::yield_now());
        }
        reached
    })
}

/// Adds the files in a folder. What goes while it is looked at is not there.
fn look(folder: &Path, seen: &mut HashSet<(PathBuf, u64)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => look(&entry.path(), seen),
            Ok(metadata) => {
                seen.insert((entry.path(), metadata.len()));
            }
            Err(_) => {}
        }
    }
}
