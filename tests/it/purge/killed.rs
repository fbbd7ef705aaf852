//! A purge that is killed is completed by the next, and takes nothing else with it.
//!
//! The purge that dies is this very test binary, started again for one hidden test.

use std::{
    env,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::*;
use crate::waiting::kill_when;

const STORE: &str = "LORE_TEST_STORE_TO_PURGE";
const SECRET: &str = "a text to be erased, number";

/// What runs in the child; without the variable it is no test.
#[tokio::test]
#[ignore = "started by the test below"]
async fn child() {
    if let Some(path) = env::var_os(STORE) {
        purge(Path::new(&path), &["a", "b"]).await;
    }
}

fn start(store: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "purge::killed::child", "--ignored"])
        .env(STORE, store)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the child when files came or went so many times; says whether it ended by itself before.
fn kill_after(child: &mut Child, folder: &Path, changes: usize) -> bool {
    let (mut seen, mut last) = (0, names(folder));
    kill_when(child, || {
        let now = names(folder);
        if now != last {
            seen += 1;
            last = now;
        }
        seen >= changes
    })
}

/// The files there are; folders may vanish while they are looked into.
fn names(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => files.push(path),
            }
        }
    }
    files.sort();
    files
}

async fn make_store() -> TempDir {
    let folder = TempDir::new().unwrap();
    let rows: Vec<ForeignRow> = (0..50)
        .map(|at| ForeignRow::new(&format!("kept-{at}"), &format!("text {at}")))
        .chain(["a", "b"].map(|id| ForeignRow::new(id, &format!("{SECRET} {id}"))))
        .collect();
    for some in rows.chunks(13) {
        store(folder.path(), some).await;
    }
    let lore = Lore::open(folder.path()).await.unwrap();
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    update(folder.path(), "a", &format!("{SECRET} three")).await;
    folder
}

#[tokio::test]
async fn a_purge_killed_at_many_moments_is_completed_by_the_next() {
    let mut kills = 0;
    loop {
        let folder = make_store().await;
        let ended = kill_after(&mut start(folder.path()), folder.path(), 1 + 3 * kills);
        let left = texts(folder.path()).await;
        for at in 0..50 {
            assert_eq!(left[&format!("kept-{at}")], format!("text {at}"));
        }
        table(folder.path()).await.validate().await.unwrap();
        match try_purge(folder.path(), &["a", "b"]).await {
            Ok(purged) => assert_eq!(purged.found_in, [] as [PathBuf; 0]),
            // It was done but for telling so.
            Err(error) => assert!(matches!(error, Error::NotFound(_)), "{error}"),
        }
        assert_eq!(texts(folder.path()).await.len(), 50);
        assert_eq!(grep(folder.path(), SECRET), [] as [PathBuf; 0]);
        if ended {
            break;
        }
        kills += 1;
    }
    assert!(kills > 3, "killed {kills} times only");
}
