//! The Node manager's tables, read and written in place.

use std::collections::BTreeMap;

use lore::{
    domain::{filter::Filter, kind, search::Sort},
    store::{NewRow, Replaced, Repository, Snapshot, Store, VectorUpdate, WholeRow},
};

use crate::fixture;

async fn repository(store: &Store, name: &str) -> Repository {
    store.repository(name).await.unwrap()
}

/// Every row, `system` rows too, by id.
async fn everything(snapshot: &Snapshot) -> BTreeMap<String, WholeRow> {
    let mut rows = Vec::new();
    for kinds in [vec![], vec![kind::SYSTEM.to_owned()]] {
        let filter = Filter {
            kinds,
            ..Filter::default()
        };
        let order = snapshot.order(&filter, Sort::Oldest).await.unwrap();
        rows.extend(order.iter().map(|ranked| ranked.row));
    }
    let whole = snapshot.whole(&rows).await.unwrap();
    whole
        .into_iter()
        .map(|row| (row.entry.id.clone(), row))
        .collect()
}

#[tokio::test]
async fn every_entry_is_there_and_the_start_up_rows_are_hidden() {
    let folder = fixture::legacy();
    let store = Store::open(folder.path()).await.unwrap();
    let mut texts = Vec::new();
    let mut hidden = 0;
    for repository in store.repositories().await.unwrap() {
        let snapshot = repository.snapshot().await.unwrap();
        let order = snapshot
            .order(&Filter::default(), Sort::Newest)
            .await
            .unwrap();
        let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
        let entries = snapshot.entries(&rows).await.unwrap();
        assert!(entries.is_sorted_by_key(|entry| std::cmp::Reverse(entry.instant())));
        assert_eq!(
            snapshot.count(&Filter::default()).await.unwrap(),
            entries.len()
        );
        hidden += everything(&snapshot).await.len() - entries.len();
        texts.extend(entries.into_iter().map(|entry| entry.text));
    }
    assert_eq!(texts.len(), 16);
    assert_eq!(hidden, 2);
    for exact in [
        "日本語のメモ：デプロイは金曜日に行わない。🚫 “smart quotes”, tabs\tand\nnewlines are kept.",
        "O'Brien said: it's 100% \"quoted\"; DROP TABLE orchestra_knowledge; -- % _ \\",
    ] {
        assert!(texts.iter().any(|text| text == exact), "{exact}");
    }
}

#[tokio::test]
async fn new_vectors_leave_every_other_column_as_it_was() {
    let folder = fixture::legacy();
    let store = Store::open(folder.path()).await.unwrap();
    let repository = repository(&store, "slack-broker").await;
    let snapshot = repository.snapshot().await.unwrap();
    let before = everything(&snapshot).await;

    let chosen: Vec<&WholeRow> = before.values().take(3).collect();
    let updates: Vec<VectorUpdate> = chosen
        .iter()
        .map(|row| VectorUpdate {
            row: row.row,
            vector: vec![0.25; 384],
        })
        .collect();
    let replaced = repository
        .replace_vectors(&snapshot, &updates)
        .await
        .unwrap();
    assert_eq!(
        replaced,
        Replaced {
            updated: 3,
            ..Replaced::default()
        }
    );

    let after = everything(&repository.snapshot().await.unwrap()).await;
    assert_eq!(before.len(), after.len());
    for (id, old) in &before {
        let new = &after[id];
        let touched = chosen.iter().any(|row| row.entry.id == *id);
        let mut entry = new.entry.clone();
        entry.revision.clone_from(&old.entry.revision);
        assert_eq!(entry, old.entry);
        assert_eq!(new.entry.revision != old.entry.revision, touched);
        if touched {
            assert_eq!(new.vector.as_deref(), Some([0.25; 384].as_slice()));
        } else {
            assert_eq!(new.vector, old.vector);
        }
    }
    assert_eq!(
        everything(&snapshot).await,
        before,
        "the older snapshot goes on"
    );
}

#[tokio::test]
async fn rows_can_be_appended_to_an_old_table() {
    let folder = fixture::legacy();
    let store = Store::open(folder.path()).await.unwrap();
    let repository = repository(&store, "statushub").await;
    let row = NewRow {
        id: "general-1-abcdef".into(),
        vector: vec![0.5; 384],
        text: "nul \0 and 'quotes' \\ 日本".into(),
        kind: "general".into(),
        project_id: "statushub".into(),
        session_id: String::new(),
        agent: "qa".into(),
        timestamp: "2026-12-01T00:00:00.000Z".into(),
        metadata: "{}".into(),
    };
    let revisions = repository.append(std::slice::from_ref(&row)).await.unwrap();
    let found = repository
        .snapshot()
        .await
        .unwrap()
        .find(&row.id)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, row.text);
    assert_eq!([found[0].revision.clone()].as_slice(), revisions);
    assert!(found[0].null_columns.is_empty());
}
