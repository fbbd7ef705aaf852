//! Mending that is killed at many moments loses nothing, and the next run does what is left.
//!
//! What dies is this very test binary, started again for one hidden test.

use std::{
    env,
    path::Path,
    process::{Child, Command, Stdio},
};

use lore::service::Lore;
use tempfile::TempDir;

use super::{ALL_OLD, everything, mend, one_by_one, repository};
use crate::{fixture, killed::victim::kill_after};

const STORE: &str = "LORE_TEST_STORE_TO_MEND";

/// Files that appear before the first kill, and how many more before each further.
const STRIDE: usize = 2;

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

#[tokio::test]
async fn nothing_is_lost() {
    let template = TempDir::new().unwrap();
    let made = repository(template.path()).await;
    one_by_one(&made, 0..60).await;
    // The trash and the journal are among what is mended.
    let lore = Lore::open(template.path()).await.unwrap();
    for id in ["e1", "e2", "e3"] {
        let target = lore.find(id).await.unwrap()[0].target();
        let action = lore::domain::change::Action::Delete;
        let cancel = lore::service::Cancel::default();
        lore.delete(&[target], action, "", &cancel, &mut |_| {})
            .await
            .unwrap();
    }
    let before = everything(template.path()).await;
    let mut kills = 0;
    for events in (1..).step_by(STRIDE) {
        let folder = TempDir::new().unwrap();
        fixture::copy(template.path(), folder.path());
        let mut process = victim(folder.path());
        let done = kill_after(&mut process, folder.path(), events, events % 4 * 500);
        let context = format!("killed after {events} files");
        assert_eq!(everything(folder.path()).await, before, "{context}");
        mend(folder.path(), ALL_OLD).await;
        assert_eq!(everything(folder.path()).await, before, "{context}");
        let mended = repository(folder.path()).await;
        assert_eq!(
            mended.snapshot().await.unwrap().shape(),
            (57, 0, 1),
            "{context}"
        );
        let lore = Lore::open(folder.path()).await.unwrap();
        let cancel = lore::service::Cancel::default();
        let (_, outcome) = lore.undo(None, &cancel, &mut |_| {}).await.unwrap();
        assert_eq!(outcome.changed.len(), 1, "{context}");
        if done {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 4, "{kills} kills");
}
