//! Upkeep of a store in use: what pays after what was done, a round a minute at most.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use lore::{
    domain::{change::Edit, entry::NewEntry},
    service::{After, Lore},
};
use tempfile::TempDir;

/// Longer than anything takes that does not wait for a round, and shorter than these are apart.
const AT_ONCE: Duration = Duration::from_secs(30);

/// A store with changes behind it, so that there is something to tidy up.
async fn changed_store() -> (TempDir, Lore) {
    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let entry = NewEntry {
        text: "first".into(),
        project_id: "p".into(),
        ..NewEntry::default()
    };
    let stored = lore.store("r", entry).await.unwrap();
    for number in 0..40 {
        let entry = lore.find(&stored.id).await.unwrap().remove(0);
        let edit = Edit {
            agent: Some(format!("agent-{number}")),
            ..Edit::default()
        };
        lore.edit(&entry.target(), &edit).await.unwrap();
    }
    (folder, lore)
}

/// Every file below a folder, with its length.
fn files(folder: &Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let length = entry.metadata().unwrap().len();
            found.insert(path.display().to_string(), length);
        }
    }
    found
}

#[tokio::test]
async fn who_only_searches_leaves_all_as_it_is() {
    let (folder, lore) = changed_store().await;
    let before = files(folder.path());
    lore.keep_up(After::Search).await;
    assert_eq!(files(folder.path()), before);
    lore.keep_up(After::Write).await;
    assert_ne!(files(folder.path()), before, "there was something to do");
}

#[tokio::test]
async fn one_waits_for_its_turn_on_behalf_of_all() {
    let (folder, lore) = changed_store().await;
    lore.keep_up(After::Write).await;
    let before = files(folder.path());
    // Another handle on the store, as each front has one.
    let other = lore.clone().acting_via("test");
    let next = other.keep_up(After::Write);
    tokio::pin!(next);
    for _ in 0..3 {
        tokio::select! {
            biased;
            () = &mut next => panic!("the next round came at once"),
            left = tokio::time::timeout(AT_ONCE, lore.keep_up(After::Write)) => left.unwrap(),
        }
    }
    assert_eq!(files(folder.path()), before);
}
