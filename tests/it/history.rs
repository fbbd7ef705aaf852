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
    domain::{
        change::{Action, Edit, Guard, Target},
        entry::{Entry, EntryKey},
        history::Past,
    },
    service::{Cancel, Error, Lore},
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
    let place = folder
        .path()
        .join(REPOSITORY)
        .join("orchestra_knowledge.lance");
    std::fs::remove_file(place.join("data").join(rows)).unwrap();
    let second = whole.checkout_version(2).await.unwrap();
    let manifest = second.manifest_location().path.to_string();
    std::fs::remove_file(Path::new("/").join(manifest)).unwrap();
    assert_eq!(texts(&history(folder.path(), "a").await), ["four", "one"]);
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

fn target(id: &str) -> Target {
    Target {
        key: key(id),
        guard: Guard::Any,
    }
}

async fn edit(lore: &Lore, id: &str, text: &str) {
    let edit = Edit {
        text: Some(text.into()),
        ..Edit::default()
    };
    lore.edit(&target(id), &edit).await.unwrap();
}

async fn remove(lore: &Lore, id: &str) {
    let targets = [target(id)];
    lore.delete(
        &targets,
        Action::Delete,
        "",
        &Cancel::default(),
        &mut |_| {},
    )
    .await
    .unwrap();
}

async fn find(lore: &Lore, id: &str) -> Option<Entry> {
    lore.find(id).await.unwrap().pop()
}

#[tokio::test]
async fn states_before_changes_of_lore_tell_so_and_outlive_the_versions() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "one")]).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    edit(&lore, "a", "two").await;
    update(folder.path(), "a", "text", "three").await;
    edit(&lore, "a", "four").await;
    remove(&lore, "a").await;

    let (changes, _) = lore.log(None).await.unwrap();
    let changes: Vec<_> = changes.into_iter().map(|change| Some(change.id)).collect();
    let past = history(folder.path(), "a").await;
    assert_eq!(texts(&past), ["four", "three", "two", "one"]);
    let before: Vec<_> = past.iter().map(|past| past.before.clone()).collect();
    assert_eq!(
        before,
        [
            changes[0].clone(),
            changes[1].clone(),
            None,
            changes[2].clone()
        ]
    );
    assert!(past.iter().all(|past| !past.current));

    let whole = table(folder.path()).await;
    whole
        .cleanup_old_versions(chrono::TimeDelta::zero(), None, None)
        .await
        .unwrap();
    let past = history(folder.path(), "a").await;
    // What lore did not change itself went with the versions.
    assert_eq!(texts(&past), ["four", "three", "one"]);
    assert!(past.windows(2).all(|pair| pair[0].since > pair[1].since));
}

#[tokio::test]
async fn a_change_that_was_taken_back_is_part_of_the_history() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "one")]).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    edit(&lore, "a", "two").await;
    lore.undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    let past = history(folder.path(), "a").await;
    assert_eq!(texts(&past), ["one", "two", "one"]);
    assert!(past[0].current && past[0].before.is_none());
    assert!(past[1].before.is_some() && past[2].before.is_some());

    remove(&lore, "a").await;
    lore.undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    let past = history(folder.path(), "a").await;
    assert_eq!(texts(&past), ["one", "two", "one"]);
    assert!(past[0].current && past[0].before.is_none());
}

#[tokio::test]
async fn an_earlier_state_comes_back_whole_and_that_can_be_undone() {
    let folder = TempDir::new().unwrap();
    let mut row = ForeignRow::new("a", "one");
    row.metadata = None;
    row.agent = Some(String::new());
    store(folder.path(), &[row, ForeignRow::new("b", "beside")]).await;
    update(folder.path(), "a", "text", "two").await;
    update(folder.path(), "a", "agent", "qa").await;
    update(folder.path(), "a", "metadata", "{}").await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let past = history(folder.path(), "a").await;
    let (now, first) = (&past[0], past.last().unwrap());
    let (change, entry) = lore.revert(&now.entry.target(), first).await.unwrap();
    assert_eq!(entry.content(), first.entry.content());
    assert_eq!(entry.null_columns, ["metadata"]);
    assert_eq!(find(&lore, "a").await, Some(entry));
    let (changes, _) = lore.log(None).await.unwrap();
    assert_eq!((&changes[0].id, changes[0].action), (&change, Action::Edit));
    // With a vector of its text.
    let search = lore
        .coverage(&lore::domain::filter::Filter::default())
        .await;
    assert_eq!(search.unwrap().seen, 1);

    let same = lore.revert(&target("a"), first).await.unwrap_err();
    assert!(matches!(same, Error::Conflict(_)), "{same}");
    let stale = lore
        .revert(&now.entry.target(), &past[1])
        .await
        .unwrap_err();
    assert!(matches!(stale, Error::Conflict(_)), "{stale}");

    lore.undo(None, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    let back = find(&lore, "a").await.unwrap();
    assert_eq!(back.content(), now.entry.content());
    assert_eq!(find(&lore, "b").await.unwrap().text, "beside");
}

#[tokio::test]
async fn an_entry_that_is_gone_comes_back_as_it_was() {
    let folder = TempDir::new().unwrap();
    store(folder.path(), &[ForeignRow::new("a", "one")]).await;
    update(folder.path(), "a", "text", "two").await;
    delete(folder.path(), "a").await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let past = history(folder.path(), "a").await;
    let (_, entry) = lore.revert(&target("a"), &past[1]).await.unwrap();
    assert_eq!(entry.content(), past[1].entry.content());
    assert_eq!(find(&lore, "a").await, Some(entry.clone()));

    // From the trash, as any restore would.
    remove(&lore, "a").await;
    let past = history(folder.path(), "a").await;
    assert_eq!(texts(&past), ["one", "two", "one"]);
    let (_, back) = lore.revert(&target("a"), &past[0]).await.unwrap();
    assert_eq!(back, entry);
    let everything = lore::domain::filter::Filter::default();
    assert!(lore.trash(&everything).await.unwrap().is_empty());
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
