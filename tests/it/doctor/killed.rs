//! Mending that is killed at many moments loses nothing, and the next run does what is left.
//!
//! What dies is this very test binary, started again for one hidden test.

use std::{
    env,
    path::Path,
    process::{Child, Command, Stdio},
};

use lore::{
    domain::change::Action,
    service::{Cancel, Lore},
};
use tempfile::TempDir;

use super::{ALL_OLD, everything, mend, one_by_one, repository};
use crate::{fixture, killed::victim::kill_after, waiting::kill_when};

const STORE: &str = "LORE_TEST_STORE_TO_MEND";

/// How many more files appear before each kill.
const WRITTEN_STRIDE: usize = 2;

/// How many more files go before each kill.
const REMOVED_STRIDE: usize = 25;

/// Fewest kills.
const KILLS: usize = 4;

/// What runs in the process; without the variable it is no test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by other tests"]
async fn child() {
    if let Some(store) = env::var_os(STORE) {
        mend(Path::new(&store), ALL_OLD).await;
    }
}

fn victim(store: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "doctor::killed::child", "--ignored"])
        .env(STORE, store)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a process when so many of a store's files are gone; says whether it came to its end before.
fn kill_after_removals(process: &mut Child, store: &Path, removals: usize) -> bool {
    let before = fixture::files(store);
    let gone = || before.iter().filter(|file| !file.exists()).count();
    kill_when(process, || gone() >= removals)
}

/// A store of many small files, with a trash and a journal.
async fn prepare(store: &Path) {
    let made = repository(store).await;
    one_by_one(&made, 0..60).await;
    let lore = Lore::open(store).await.unwrap();
    for id in ["e1", "e2", "e3"] {
        let target = lore.find(id).await.unwrap()[0].target();
        lore.delete(
            &[target],
            Action::Delete,
            "",
            &Cancel::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
    }
}

/// What was cut off lost nothing; another run makes the store as small as it can be, and what was
/// changed before can be taken back.
async fn assert_whole(store: &Path, before: &[(String, String)], context: &str) {
    assert_eq!(everything(store).await, before, "{context}");
    mend(store, ALL_OLD).await;
    assert_eq!(everything(store).await, before, "{context}");
    let mended = repository(store).await.snapshot().await.unwrap();
    assert_eq!(mended.shape(), (before.len(), 0, 1), "{context}");
    let lore = Lore::open(store).await.unwrap();
    let undone = lore.undo(None, &Cancel::default(), &mut |_| {}).await;
    let (_, outcome) = undone.unwrap();
    assert_eq!(outcome.changed.len(), 1, "{context}");
}

/// Kills mending of copies of a store, later each time, until it comes to its end before.
async fn kill_at_every(step: usize, kill: impl Fn(&mut Child, &Path, usize) -> bool) {
    let template = TempDir::new().unwrap();
    prepare(template.path()).await;
    let before = everything(template.path()).await;
    let mut kills = 0;
    for moment in (1..).step_by(step) {
        let folder = TempDir::new().unwrap();
        fixture::copy(template.path(), folder.path());
        let done = kill(&mut victim(folder.path()), folder.path(), moment);
        let context = format!("killed at {moment}");
        Box::pin(assert_whole(folder.path(), &before, &context)).await;
        if done {
            break;
        }
        kills += 1;
    }
    assert!(kills >= KILLS, "{kills} kills");
}

#[tokio::test]
async fn nothing_is_lost_while_files_are_written() {
    kill_at_every(WRITTEN_STRIDE, |process, store, events| {
        kill_after(process, store, events, events % 4 * 500)
    })
    .await;
}

#[tokio::test]
async fn nothing_is_lost_while_files_are_removed() {
    kill_at_every(REMOVED_STRIDE, kill_after_removals).await;
}
