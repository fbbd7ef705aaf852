//! Cleanup, duplicates and credentials in a pseudo-terminal, on real stores.

use std::{fs, path::Path};

use chrono::{TimeDelta, Utc};
use lore::{
    domain::{
        change::Action,
        cleanup::Policy,
        entry::{Entry, NewEntry},
        filter::Filter,
        search::Sort,
    },
    service::{Lore, plan_file},
};
use tempfile::TempDir;

use super::pty::Pty;
use crate::fixture;

/// It opens nothing: made up for this test.
const TOKEN: &str = "ghp_Zk3vQ9xT2mLw8RbY5nHc7JdF4sGa1PeU6oVi";

async fn entries(store: &Path) -> Vec<Entry> {
    let lore = Lore::open(store).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Oldest).await.unwrap();
    let mut entries = listing.page(0, listing.total()).await.unwrap();
    entries.sort_by_key(Entry::key);
    entries
}

/// What a cleanup of everything older than an hour would take.
async fn old(store: &Path) -> usize {
    let policy = Policy {
        before: Utc::now() - TimeDelta::hours(1),
        filter: Filter::default(),
        keep_newest: 0,
        protected_types: Vec::new(),
    };
    let lore = Lore::open(store).await.unwrap();
    let plan = lore.plan_cleanup(&policy, "older than 1h").await.unwrap();
    plan.entries.len()
}

async fn store_of(texts: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    for text in texts {
        let entry = NewEntry {
            text: (*text).to_owned(),
            kind: "decision".to_owned(),
            ..NewEntry::default()
        };
        lore.store("shop", entry).await.unwrap();
    }
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cleanup_is_counted_thinned_out_saved_done_and_taken_back() {
    let store = fixture::legacy();
    let folder = TempDir::new().unwrap();
    let plan = folder.path().join("old.plan");
    let before = entries(store.path()).await;
    let goes = old(store.path()).await;
    assert!(goes > 3, "{goes}");
    let mut ui = Pty::lore(store.path(), 120, 34);
    ui.wait_for("Tokens are signed");
    ui.keys("c").wait_for("would go");
    ui.keys("1h").wait_for(&format!("{goes} entries would go"));
    ui.keys("\r").wait_for("What would go");
    ui.keys(" ").wait_for("1 taken out");
    ui.keys("w").wait_for("Save the plan as");
    ui.keys("\u{15}").keys(&plan.display().to_string());
    ui.keys("\r").wait_for("the plan is in");
    let saved = plan_file::load(&plan).unwrap();
    assert_eq!(saved.entries.len(), goes - 1);
    assert_eq!(entries(store.path()).await, before, "nothing was touched");

    let rest = goes - 1;
    ui.keys("\r").wait_for("Clean up?");
    ui.keys("\r")
        .wait_for(&format!("{rest} entries moved to the trash"));
    ui.wait_for("Results");
    assert_eq!(entries(store.path()).await.len(), before.len() - rest);
    ui.keys("u").wait_for(&format!("{rest} entries taken back"));
    assert_eq!(entries(store.path()).await, before);
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_somebody_overtook_is_refused_and_made_anew() {
    let store = fixture::legacy();
    let goes = old(store.path()).await;
    let mut ui = Pty::lore(store.path(), 120, 34);
    ui.wait_for("Tokens are signed");
    ui.keys("c").wait_for("would go");
    ui.keys("1h").wait_for(&format!("{goes} entries would go"));
    ui.keys("\r").wait_for("What would go");
    let lore = Lore::open(store.path()).await.unwrap();
    let victim = entries(store.path()).await.remove(0).target();
    let stop = lore::service::Cancel::default();
    lore.delete(&[victim], Action::Delete, "", &stop, &mut |_| ())
        .await
        .unwrap();
    let left = entries(store.path()).await.len();
    ui.keys("\r").wait_for("Clean up?");
    ui.keys("\r")
        .wait_for(&format!("{} entries would go", goes - 1));
    assert_eq!(
        entries(store.path()).await.len(),
        left,
        "nothing was touched"
    );
    ui.keys("\r").wait_for("Clean up?");
    ui.keys("\r").wait_for("moved to the trash");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_duplicates_is_kept() {
    let store = store_of(&[
        "Failed deliveries are retried 5 times with backoff, then parked.",
        "Failed  deliveries are retried 5 times with backoff, then parked.",
        "The ledger is append-only; bookings are reversed, never changed.",
    ])
    .await;
    let before = entries(store.path()).await;
    let mut ui = Pty::lore(store.path(), 140, 34);
    ui.wait_for("append-only");
    ui.keys("D").wait_for("1 of 1 group");
    ui.wait_for("same but for white space");
    // The right one is the older one, with a single blank.
    ui.keys("l\r").wait_for("Keep this one?");
    ui.keys("\r").wait_for("1 entry deleted");
    ui.wait_for("no two entries");
    let left = entries(store.path()).await;
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|entry| !entry.text.contains("Failed  ")));
    // Not before it is gone: Esc and what follows it at once are one key.
    ui.keys("\u{1b}").wait_while("no two entries");
    ui.keys("u").wait_for("1 entry taken back");
    assert_eq!(entries(store.path()).await, before);
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_show_when_asked_for_and_can_be_erased() {
    let text = format!("Publish with {TOKEN} for now.");
    let store = store_of(&[&text, "Nothing to hide here."]).await;
    let mut ui = Pty::lore(store.path(), 140, 34);
    let screen = ui.wait_for("Publish with ghp_");
    assert!(!screen.contains(TOKEN), "{screen}");
    ui.keys("S").wait_for("1 entry");
    let screen = ui.wait_for("GitHub");
    assert!(!screen.contains(TOKEN), "{screen}");
    ui.keys("v").wait_for(TOKEN);
    ui.keys("v").wait_while(TOKEN);
    ui.keys("P").wait_for("type purge");
    ui.keys("purge\r").wait_for("nothing found");
    ui.keys("\r").wait_for("no entry holds anything");
    ui.keys("\u{1b}").wait_while("no entry holds anything");
    ui.keys("q");
    assert!(ui.ended().0.success());
    assert_eq!(entries(store.path()).await.len(), 1);
    assert!(!holds(store.path(), TOKEN), "a file still holds it");
}

/// Whether any file below a folder holds a text.
fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|item| {
        let path = item.unwrap().path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}
