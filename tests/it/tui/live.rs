//! The loop over a real store that another writer fills meanwhile.

use std::sync::Arc;

use crossterm::event::KeyCode;
use lore::{domain::entry::NewEntry, service::Lore};
use tempfile::TempDir;

use super::runner::Runner;
use crate::fixture;

fn note(text: &str) -> NewEntry {
    NewEntry {
        text: text.into(),
        kind: "decision".into(),
        project_id: "api".into(),
        agent: "qa".into(),
        ..NewEntry::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_node_is_searched_and_read() {
    let store = fixture::legacy();
    let lore = Arc::new(Lore::open(store.path()).await.unwrap());
    let ui = Runner::start(&lore);
    ui.wait_for("16").await;
    ui.keys("/RS256").press(KeyCode::Enter);
    // The answer names what found it; loaded rows that stand in for it do not.
    ui.wait_for("words 1.00").await;
    ui.press(KeyCode::Enter);
    let model = ui.terminate().await;
    assert!(model.selected_entry().unwrap().text.contains("RS256"));
    assert!(!model.results.searching);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_stored_by_others_show_and_the_selection_stays() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store");
    let writer = Lore::open_or_create(&path).await.unwrap();
    for text in [
        "the first decision",
        "the second decision",
        "the third decision",
    ] {
        writer.store("shop", note(text)).await.unwrap();
    }
    let lore = Arc::new(Lore::open(&path).await.unwrap());
    let ui = Runner::start(&lore);
    ui.wait_for("the first decision").await;
    ui.keys("j");
    for number in 0..20 {
        writer
            .store("shop", note(&format!("stored meanwhile {number}")))
            .await
            .unwrap();
    }
    // The selection went down from the second row by the twenty new ones.
    ui.wait_for(" 22/23 ").await;
    ui.keys("g").wait_for("stored meanwhile 19").await;
    ui.keys("/stored").press(KeyCode::Enter);
    ui.wait_until("the search", |screen| {
        !screen.contains("the first decision")
    })
    .await;
    ui.press(KeyCode::Esc).wait_for("stored meanwhile 19").await;
    let model = ui.terminate().await;
    assert_eq!(model.results.total(), Some(23));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_that_comes_later_shows() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store");
    let writer = Lore::open_or_create(&path).await.unwrap();
    writer.store("shop", note("in the shop")).await.unwrap();
    let lore = Arc::new(Lore::open(&path).await.unwrap());
    let ui = Runner::start(&lore);
    ui.wait_for("in the shop").await;
    writer.store("bakery", note("in the bakery")).await.unwrap();
    ui.wait_for("in the bakery").await;
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_that_cannot_be_read_is_told() {
    let store = fixture::legacy();
    let versions = store
        .path()
        .join("statushub/orchestra_knowledge.lance/_versions");
    for manifest in std::fs::read_dir(versions).unwrap() {
        std::fs::write(manifest.unwrap().path(), "cut short").unwrap();
    }
    let lore = Arc::new(Lore::open(store.path()).await.unwrap());
    let ui = Runner::start(&lore);
    ui.wait_until("the broken repository", |screen| {
        screen.contains("left out") && screen.contains("statushub")
    })
    .await;
    ui.terminate().await;
}
