//! What an entry said before, read from the versions of real tables.

use std::{path::Path, sync::Arc, time::Instant};

use lance::{
    Dataset,
    dataset::{
        InsertBuilder, UpdateBuilder, WriteMode, WriteParams,
        optimize::{CompactionOptions, compact_files},
    },
};
use lore::{
    domain::{entry::EntryKey, history::Past},
    service::{Cancel, Lore},
};
use tempfile::TempDir;

use crate::tables::{self, ForeignRow};

const REPOSITORY: &str = "repo";

fn key(id: &str) -> EntryKey {
    EntryKey {
        repository: REPOSITORY.into(),
        id: id.into(),
    }
}

async fn store(store: &Path, rows: &[ForeignRow]) {
    tables::write(store, REPOSITORY, rows, false).await;
}

async fn table(store: &Path) -> Dataset {
    let table = store.join(REPOSITORY).join("orchestra_knowledge.lance");
    Dataset::open(table.to_str().unwrap()).await.unwrap()
}

async fn update(store: &Path, id: &str, column: &str, value: &str) {
    UpdateBuilder::new(Arc::new(table(store).await))
        .update_where(&format!("id = '{id}'"))
        .unwrap()
        .set(column, &format!("'{value}'"))
        .unwrap()
        .build()
        .unwrap()
        .execute()
        .await
        .unwrap();
}

async fn delete(store: &Path, id: &str) {
    table(store)
        .await
        .delete(&format!("id = '{id}'"))
        .await
        .unwrap();
}

async fn history(store: &Path, id: &str) -> Vec<Past> {
    Lore::open(store)
        .await
        .unwrap()
        .history(&key(id), &Cancel::default(), &mut |_| {})
        .await
        .unwrap()
}

fn texts(past: &[Past]) -> Vec<&str> {
    past.iter().map(|past| past.entry.text.as_str()).collect()
}

#[tokio::test]
async fn every_text_that_an_entry_had_is_told_the_latest_first() {
    let folder = TempDir::new().unwrap();
    let store_path = folder.path();
    let rows = ["a", "b", "c"].map(|id| ForeignRow::new(id, &format!("first of {id}")));
    store(store_path, &rows).await;
    update(store_path, "a", "text", "second of a").await;
    store(store_path, &[ForeignRow::new("d", "another")]).await;
    update(store_path, "b", "text", "second of b").await;
    update(store_path, "a", "type", "decision").await;

    let past = history(store_path, "a").await;
    assert_eq!(
        texts(&past),
        ["second of a", "second of a", "first of a"],
        "{past:#?}"
    );
    assert_eq!(past[0].entry.kind, "decision");
    assert_eq!(past[1].entry.kind, "general");
    let currents: Vec<bool> = past.iter().map(|past| past.current).collect();
    assert_eq!(currents, [true, false, false]);
    assert!(past.windows(2).all(|pair| pair[0].since > pair[1].since));
    let versions = table(store_path).await.versions().await.unwrap();
    assert_eq!(past[2].since, versions[0].timestamp);
    assert_eq!(past[1].since, versions[1].timestamp);
    assert_eq!(past[0].since, versions[4].timestamp);
    assert_eq!(texts(&history(store_path, "c").await), ["first of c"]);
    assert!(history(store_path, "none").await.is_empty());
}

#[tokio::test]
async fn an_entry_that_is_gone_has_a_history_and_one_that_came_back_has_one_state() {
    let folder = TempDir::new().unwrap();
    let rows = ["a", "b"].map(|id| ForeignRow::new(id, &format!("text of {id}")));
    store(folder.path(), &rows).await;
    delete(folder.path(), "a").await;
    let past = history(folder.path(), "a").await;
    assert_eq!(texts(&past), ["text of a"]);
    assert!(!past[0].current);

    store(folder.path(), &rows[..1]).await;
    let past = history(folder.path(), "a").await;
    assert_eq!(texts(&past), ["text of a"]);
    assert!(past[0].current);
    // As it was before: the vector is another, which is no change of what it says.
    assert_eq!(past.len(), 1);
}

#[tokio::test]
async fn compaction_and_a_new_vector_are_no_new_states() {
    let folder = TempDir::new().unwrap();
    for id in ["a", "b", "c"] {
        store(folder.path(), &[ForeignRow::new(id, "the text")]).await;
    }
    update(folder.path(), "b", "text", "the new text").await;
    let before = history(folder.path(), "b").await;
    compact_files(
        &mut table(folder.path()).await,
        CompactionOptions::default(),
        None,
    )
    .await
    .unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();
    let filter = lore::domain::filter::Filter::default();
    let report = lore
        .reembed(&filter, false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(report.embedded, 3);
    let past = history(folder.path(), "b").await;
    assert_eq!(texts(&past), ["the new text", "the text"]);
    assert_eq!(past[0].since, before[0].since);
    assert_ne!(past[0].entry.revision, before[0].entry.revision);
    assert!(past[0].current);
}

#[tokio::test]
async fn an_earlier_text_that_came_again_is_told_again() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "one")]).await;
    for text in ["two", "one"] {
        update(folder.path(), "a", "text", text).await;
    }
    assert_eq!(
        texts(&history(folder.path(), "a").await),
        ["one", "two", "one"]
    );
}

#[tokio::test]
async fn versions_that_others_removed_are_skipped() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "one")]).await;
    for text in ["two", "three", "four"] {
        update(folder.path(), "a", "text", text).await;
    }
    // The manifest of the second version and the rows of the third are gone.
    let whole = table(folder.path()).await;
    let third = whole.checkout_version(3).await.unwrap();
    let rows = &third.fragments()[0].files[0].path;
    let place = folder.path().join(REPOSITORY).join("orchestra_knowledge.lance");
    std::fs::remove_file(place.join("data").join(rows)).unwrap();
    let second = whole.checkout_version(2).await.unwrap();
    let manifest = second.manifest_location().path.to_string();
    std::fs::remove_file(Path::new("/").join(manifest)).unwrap();
    assert_eq!(
        texts(&history(folder.path(), "a").await),
        ["four", "one"]
    );
}

#[tokio::test]
async fn a_wish_to_stop_is_heard() {
    let folder = TempDir::new().unwrap();
    for at in 0..5 {
        store(folder.path(), &[ForeignRow::new(&at.to_string(), "text")]).await;
    }
    let lore = Lore::open(folder.path()).await.unwrap();
    let (cancel, mut reports) = (Cancel::default(), 0);
    let wish = cancel.clone();
    let past = lore
        .history(&key("1"), &cancel, &mut |progress| {
            assert!(progress.done <= progress.total);
            reports += 1;
            wish.cancel();
        })
        .await
        .unwrap();
    assert_eq!((past.len(), reports), (0, 1));
}

/// Agents store one entry a commit.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: writing the versions takes a minute"]
async fn two_thousand_versions_are_bearable() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("first", "text")]).await;
    let mut table = Arc::new(table(folder.path()).await);
    let params = WriteParams {
        mode: WriteMode::Append,
        ..WriteParams::default()
    };
    for at in 0..2_000 {
        let row = ForeignRow::new(&format!("id-{at}"), &format!("text {at}"));
        let batch = tables::batch(&[row], false, 384);
        let written = InsertBuilder::new(table)
            .with_params(&params)
            .execute(vec![batch])
            .await
            .unwrap();
        table = Arc::new(written);
    }
    let start = Instant::now();
    let past = history(folder.path(), "id-1000").await;
    let took = start.elapsed();
    println!("the history of one entry among 2,001 versions took {took:?}");
    assert_eq!(texts(&past), ["text 1000"]);
    assert!(took.as_secs() < 30);
}
