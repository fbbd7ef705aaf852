//! What happens to a store is heard of, whoever does it.

use std::{fs, time::Duration};

use lore::{
    domain::{
        change::{Action, Edit},
        entry::{EntryKey, NewEntry},
        event::EventKind,
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Lore, Noticed, Submission, Watcher},
    store::{NewRow, Store, schema::VECTOR_WIDTH},
};
use tempfile::TempDir;

use crate::fixture;

async fn next(watcher: &mut Watcher) -> (EventKind, String) {
    let heard = tokio::time::timeout(Duration::from_secs(20), watcher.next());
    match heard.await.expect("nothing was heard of") {
        Some(Noticed::Event(event)) => (event.kind, event.id),
        other => panic!("{other:?}"),
    }
}

async fn silent(watcher: &mut Watcher) {
    let heard = tokio::time::timeout(Duration::from_millis(1500), watcher.next()).await;
    assert!(heard.is_err(), "{heard:?}");
}

fn submission(text: &str) -> Submission {
    Submission {
        repository: Some("r".into()),
        entry: NewEntry {
            text: text.into(),
            project_id: "p".into(),
            kind: "decision".into(),
            ..NewEntry::default()
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_does_is_heard_of() {
    let folder = TempDir::new().unwrap();
    let other = Lore::open_or_create(folder.path()).await.unwrap();
    let kept = other.submit(submission("there before")).await.unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();
    let mut watcher = lore.watch().await.unwrap();

    let stored = other.submit(submission("new")).await.unwrap();
    let Some(Noticed::Event(event)) = watcher.next().await else {
        panic!("the watch ended")
    };
    assert_eq!((event.kind, &event.id), (EventKind::Stored, &stored.id));
    assert_eq!(event.revision.as_ref(), Some(&stored.revision));
    assert_eq!(
        (
            event.repository.as_str(),
            event.project_id.as_str(),
            event.entry_kind.as_str()
        ),
        ("r", "p", "decision")
    );

    let target = other.find(&kept.id).await.unwrap()[0].target();
    let edit = Edit {
        text: Some("edited".into()),
        ..Edit::default()
    };
    let cancel = Cancel::default();
    other.edit(&target, &edit).await.unwrap();
    assert_eq!(
        next(&mut watcher).await,
        (EventKind::Edited, kept.id.clone())
    );

    let targets = [other.find(&kept.id).await.unwrap()[0].target()];
    other
        .delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(
        next(&mut watcher).await,
        (EventKind::Deleted, kept.id.clone())
    );

    let key = EntryKey {
        repository: "r".into(),
        id: kept.id.clone(),
    };
    other.restore(&[key], &cancel, &mut |_| {}).await.unwrap();
    assert_eq!(
        next(&mut watcher).await,
        (EventKind::Restored, kept.id.clone())
    );
    silent(&mut watcher).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_and_compaction_are_no_news_and_other_programs_rows_are() {
    let folder = fixture::legacy();
    let lore = Lore::open(folder.path()).await.unwrap();
    let mut watcher = lore.watch().await.unwrap();
    let mut second = lore.watch().await.unwrap();
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    silent(&mut watcher).await;

    let store = Store::open(folder.path()).await.unwrap();
    let row = |id: &str, kind: &str| NewRow {
        id: id.into(),
        vector: vec![0.0; VECTOR_WIDTH],
        text: "x".into(),
        kind: kind.into(),
        project_id: "p".into(),
        session_id: String::new(),
        agent: String::new(),
        timestamp: "2020-01-01T00:00:00Z".into(),
        metadata: "{}".into(),
    };
    let repository = store.repository("statushub").await.unwrap();
    let rows = [row("init", "system"), row("a", "issue"), row("b", "issue")];
    repository.append(&rows).await.unwrap();
    for watcher in [&mut watcher, &mut second] {
        assert_eq!(next(watcher).await, (EventKind::Stored, "a".into()));
        assert_eq!(next(watcher).await, (EventKind::Stored, "b".into()));
    }

    let made = store.repository_or_create("made").await.unwrap();
    made.append(&[row("c", "issue")]).await.unwrap();
    assert_eq!(next(&mut watcher).await, (EventKind::Stored, "c".into()));
    fs::remove_dir_all(folder.path().join("made")).unwrap();
    assert_eq!(next(&mut watcher).await, (EventKind::Deleted, "c".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_deleted_before_the_watch_comes_back() {
    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let row = NewRow {
        id: "old".into(),
        vector: vec![0.0; VECTOR_WIDTH],
        text: "x".into(),
        kind: "issue".into(),
        project_id: "p".into(),
        session_id: String::new(),
        agent: String::new(),
        timestamp: "2020-01-01T00:00:00Z".into(),
        metadata: "{}".into(),
    };
    repository.append(&[row]).await.unwrap();
    let cancel = Cancel::default();
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    let targets = [listing.page(0, 1).await.unwrap()[0].target()];
    lore.delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
        .await
        .unwrap();

    let mut watcher = lore.watch().await.unwrap();
    lore.undo(None, &cancel, &mut |_| {}).await.unwrap();
    assert_eq!(
        next(&mut watcher).await,
        (EventKind::Restored, "old".into())
    );
}

#[tokio::test]
async fn who_reads_slowly_is_told_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let mut slow = lore.watch().await.unwrap();
    let rows: Vec<NewRow> = (0..6000)
        .map(|n| NewRow {
            id: format!("id-{n}"),
            vector: vec![0.0; VECTOR_WIDTH],
            text: "x".into(),
            kind: "issue".into(),
            project_id: "p".into(),
            session_id: String::new(),
            agent: String::new(),
            timestamp: "2020-01-01T00:00:00Z".into(),
            metadata: "{}".into(),
        })
        .collect();
    repository.append(&rows).await.unwrap();
    // The only thread sends everything before it comes back to the reader.
    assert_eq!(slow.next().await, Some(Noticed::Lagged(6000 - 4096)));
    assert_eq!(next(&mut slow).await, (EventKind::Stored, "id-1904".into()));
}
