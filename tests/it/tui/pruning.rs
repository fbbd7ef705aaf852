//! Entries pruned by key in a real store: marked, deleted, brought back.

use std::path::Path;

use lore::{
    domain::{change::Action, entry::Entry, filter::Filter, search::Sort},
    service::Lore,
};

use super::pty::Pty;
use crate::fixture;

/// All entries of a store; their revisions stand for all nine columns.
async fn entries(store: &Path) -> Vec<Entry> {
    let lore = Lore::open(store).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Oldest).await.unwrap();
    listing.page(0, listing.total()).await.unwrap()
}

fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_key(Entry::key);
    entries
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_marked_deleted_and_taken_back() {
    let store = fixture::legacy();
    let before = entries(store.path()).await;
    let all = before.len();
    let mut ui = Pty::lore(store.path(), 120, 34);
    ui.wait_for("Tokens are signed");
    ui.keys("A").wait_for(&format!("● {all} marked"));
    ui.keys("d").wait_for(&format!("Delete {all} entries?"));
    ui.keys("\r").wait_for(&format!("{all} entries deleted"));
    ui.wait_while("Tokens are signed");
    ui.wait_while("marked");
    assert!(entries(store.path()).await.is_empty());
    ui.keys("u").wait_for(&format!("{all} entries taken back"));
    ui.wait_for("Tokens are signed");
    assert_eq!(sorted(entries(store.path()).await), sorted(before));
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_restored_after_a_restart() {
    let store = fixture::legacy();
    let before = entries(store.path()).await;
    let mut ui = Pty::lore(store.path(), 120, 34);
    ui.wait_for("Tokens are signed");
    ui.keys("  d").wait_for("Delete 2 entries?");
    // The answer is given and the program left: the write is awaited.
    ui.keys("yq");
    assert!(ui.ended().0.success());
    assert_eq!(entries(store.path()).await.len(), before.len() - 2);

    let mut ui = Pty::lore(store.path(), 120, 34);
    ui.wait_for("Results");
    ui.keys("T").wait_for("2 entries");
    ui.keys("r").wait_for("1 entry restored");
    ui.keys("\u{1b}").wait_while("What it said");
    ui.keys("L").wait_for("restore");
    ui.wait_for("via tui");
    // Not before it is gone: Esc and what follows it at once are one key.
    ui.keys("\u{1b}").wait_while("─ Changes ─");
    // The restore was made in this run, the delete was not.
    ui.keys("u").wait_for("1 entry taken back");
    ui.keys("u").wait_for("Take this back?");
    ui.keys("\r").wait_for("entries taken back");
    ui.keys("q");
    assert!(ui.ended().0.success());
    assert_eq!(sorted(entries(store.path()).await), sorted(before));
    let (log, _) = Lore::open(store.path())
        .await
        .unwrap()
        .log(None)
        .await
        .unwrap();
    let actions: Vec<Action> = log.iter().rev().map(|change| change.action).collect();
    assert_eq!(
        actions,
        [Action::Delete, Action::Restore, Action::Undo, Action::Undo]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_entries_get_a_type_and_are_exported() {
    let store = fixture::legacy();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("some.jsonl");
    let mut ui = Pty::lore(store.path(), 120, 34);
    ui.wait_for("Tokens are signed");
    ui.keys("   ").wait_for("● 3 marked");
    ui.keys("xt").wait_for("New type of 3 entries");
    ui.keys("rule\r").wait_for("3 entries changed");
    ui.keys("xe").wait_for("Export 3 entries");
    ui.keys("\u{15}")
        .keys(&format!("{}\r", file.display()))
        .wait_for("3 entries written");
    ui.keys("q");
    assert!(ui.ended().0.success());
    let rules: Vec<String> = std::fs::read_to_string(&file)
        .unwrap()
        .lines()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(json["type"], "rule");
            json["id"].as_str().unwrap().to_owned()
        })
        .collect();
    let now = entries(store.path()).await;
    let rule = now.iter().filter(|entry| entry.kind == "rule");
    let mut stored: Vec<String> = rule.map(|entry| entry.id.clone()).collect();
    let mut written = rules;
    stored.sort();
    written.sort();
    assert_eq!(written, stored);
    assert_eq!(written.len(), 3);
}
