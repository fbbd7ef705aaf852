//! Many writers at once, and readers who see what they wrote.

use std::{
    collections::HashSet,
    fs::File,
    path::Path,
    process::{Child, Command},
    sync::Arc,
    time::{Duration, SystemTime},
};

use lance::dataset::{
    UpdateBuilder,
    builder::DatasetBuilder,
    optimize::{CompactionOptions, compact_files},
};
use lore::{
    domain::{filter::Filter, search::Sort},
    store::{Column, NewRow, Replaced, Repository, Snapshot, Store, VectorUpdate},
};
use tempfile::TempDir;
use tokio::sync::Barrier;

use crate::tables::{self, ForeignRow};

/// Tells a copy of this test program which store to write to, and under which name.
const CHILD_STORE: &str = "LORE_TEST_CHILD_STORE";
const CHILD_NAME: &str = "LORE_TEST_CHILD_NAME";

/// Rows that each child stores, one commit each.
const ROWS_A_CHILD: usize = 8;

fn row(id: &str) -> NewRow {
    NewRow {
        id: id.to_owned(),
        vector: vec![0.0; 384],
        text: format!("text of {id}"),
        kind: "general".into(),
        project_id: "p".into(),
        session_id: "s".into(),
        agent: "qa".into(),
        timestamp: "2026-01-31T12:00:00.000Z".into(),
        metadata: "{}".into(),
    }
}

async fn ids(snapshot: &Snapshot) -> HashSet<String> {
    let mut ids = HashSet::new();
    snapshot
        .visit(&Filter::default(), &[Column::Id], |_, values| {
            assert!(ids.insert(values[0].to_owned()), "{} twice", values[0]);
        })
        .await
        .unwrap();
    ids
}

async fn store_rows(store: &Store, name: &str, count: usize) {
    let repository = store.repository_or_create("shared").await.unwrap();
    for at in 0..count {
        repository
            .append(&[row(&format!("{name}-{at}"))])
            .await
            .unwrap();
    }
}

fn child(store: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store_write::child_process", "--nocapture"])
        .env(CHILD_STORE, store)
        .env(CHILD_NAME, name)
        .spawn()
        .unwrap()
}

/// Does nothing unless started by [`writers_in_several_processes_lose_nothing`].
#[tokio::test]
async fn child_process() {
    let (Some(path), Ok(name)) = (std::env::var_os(CHILD_STORE), std::env::var(CHILD_NAME)) else {
        return;
    };
    let store = Store::open_or_create(Path::new(&path)).await.unwrap();
    store_rows(&store, &name, ROWS_A_CHILD).await;
}

#[tokio::test]
async fn writers_in_several_processes_lose_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store");
    let children: Vec<Child> = ["one", "two", "three"]
        .iter()
        .map(|name| child(&path, name))
        .collect();
    let store = Store::open_or_create(&path).await.unwrap();
    store_rows(&store, "here", ROWS_A_CHILD).await;
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let repository = store.repository("shared").await.unwrap();
    let found = ids(&repository.snapshot().await.unwrap()).await;
    assert_eq!(found.len(), 4 * ROWS_A_CHILD);
}

/// All of them make the repository at the same time: the case in which rows were once lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_with_handles_of_their_own_lose_nothing() {
    for _ in 0..8 {
        let folder = TempDir::new().unwrap();
        let start = Arc::new(Barrier::new(4));
        let tasks: Vec<_> = (0..4)
            .map(|number| {
                let path = folder.path().to_owned();
                let start = Arc::clone(&start);
                tokio::spawn(async move {
                    let store = Store::open_or_create(&path).await.unwrap();
                    start.wait().await;
                    store_rows(&store, &number.to_string(), 3).await;
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let store = Store::open(folder.path()).await.unwrap();
        let repository = store.repository("shared").await.unwrap();
        assert_eq!(ids(&repository.snapshot().await.unwrap()).await.len(), 12);
        let left_over = std::fs::read_dir(repository.database()).unwrap().count();
        assert_eq!(left_over, 1, "only the table");
    }
}

#[tokio::test]
async fn a_half_made_table_is_not_written_over() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("r/orchestra_knowledge.lance/data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("x.lance"), "rows").unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    store.repository_or_create("r").await.unwrap_err();
    assert_eq!(std::fs::read(data.join("x.lance")).unwrap(), b"rows");
    assert_eq!(
        std::fs::read_dir(folder.path().join("r")).unwrap().count(),
        1
    );
}

#[tokio::test]
async fn many_rows_are_one_commit() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let before = repository.snapshot().await.unwrap();
    let rows: Vec<NewRow> = (0..500).map(|at| row(&at.to_string())).collect();
    let revisions = repository.append(&rows).await.unwrap();
    let after = repository.snapshot().await.unwrap();
    assert_eq!(after.version(), before.version() + 1);
    assert_eq!(ids(&after).await.len(), 500);
    assert_eq!(revisions.iter().collect::<HashSet<_>>().len(), 500);
    assert!(ids(&before).await.is_empty(), "the older snapshot goes on");
}

#[tokio::test]
async fn a_vector_of_another_width_is_refused() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let narrow = NewRow {
        vector: vec![0.0; 383],
        ..row("a")
    };
    let error = repository.append(&[row("b"), narrow]).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(ids(&repository.snapshot().await.unwrap()).await.is_empty());
}

/// Dates the table's folder of versions back, as if nobody had written for an hour.
fn let_settle(repository: &Repository) {
    let versions = repository
        .database()
        .join("orchestra_knowledge.lance/_versions");
    File::open(versions)
        .unwrap()
        .set_modified(SystemTime::now() - Duration::from_hours(1))
        .unwrap();
}

#[tokio::test]
async fn a_reader_sees_what_others_write() {
    let folder = TempDir::new().unwrap();
    let writer = Store::open_or_create(folder.path()).await.unwrap();
    let written = writer.repository_or_create("r").await.unwrap();
    let reader = Store::open(folder.path()).await.unwrap();
    let read = reader.repository("r").await.unwrap();
    for (at, settled) in [(1, false), (2, true), (3, false), (4, true)] {
        if settled {
            let_settle(&written);
        }
        let before = read.snapshot().await.unwrap();
        let mark = reader.fingerprint();
        written.append(&[row(&at.to_string())]).await.unwrap();
        assert_ne!(reader.fingerprint(), mark);
        assert_eq!(ids(&before).await.len(), at - 1);
        assert_eq!(ids(&read.snapshot().await.unwrap()).await.len(), at);
    }
    let_settle(&written);
    let mark = reader.fingerprint();
    assert_eq!(reader.fingerprint(), mark);

    writer.repository_or_create("new").await.unwrap();
    assert_ne!(reader.fingerprint(), mark);
    let names: Vec<String> = reader
        .repositories()
        .await
        .unwrap()
        .iter()
        .map(|repository| repository.name().to_owned())
        .collect();
    assert_eq!(names, ["new", "r"]);

    std::fs::remove_dir_all(folder.path().join("new")).unwrap();
    assert_eq!(reader.repositories().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_table_that_was_made_anew_is_read_anew() {
    let folder = TempDir::new().unwrap();
    tables::write(folder.path(), "r", &[ForeignRow::new("old", "old")], false).await;
    let store = Store::open(folder.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    assert!(
        ids(&repository.snapshot().await.unwrap())
            .await
            .contains("old")
    );

    std::fs::remove_dir_all(folder.path().join("r")).unwrap();
    tables::write(folder.path(), "r", &[ForeignRow::new("new", "new")], false).await;
    let found = ids(&repository.snapshot().await.unwrap()).await;
    assert_eq!(found, HashSet::from(["new".to_owned()]));
}

/// Puts files in the place of others, in the folders that are there.
fn put_back(from: &Path, to: &Path) {
    for folder in ["_versions", "_transactions", "data"] {
        for file in std::fs::read_dir(to.join(folder)).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        for file in std::fs::read_dir(from.join(folder)).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), to.join(folder).join(file.file_name())).unwrap();
        }
    }
}

#[tokio::test]
async fn a_backup_that_was_put_back_is_read_anew() {
    let (folder, backup) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let write = async |id: &str| {
        tables::write(folder.path(), "r", &[ForeignRow::new(id, "text")], false).await;
    };
    write("kept").await;
    let table = folder.path().join("r/orchestra_knowledge.lance");
    for part in ["_versions", "_transactions", "data"] {
        std::fs::create_dir(backup.path().join(part)).unwrap();
    }
    put_back(&table, backup.path());

    write("lost").await;
    let store = Store::open(folder.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    let seen = ids(&repository.snapshot().await.unwrap()).await;
    assert_eq!(seen, HashSet::from(["kept", "lost"].map(String::from)));
    put_back(backup.path(), &table);
    // The next version has the number of the one that was lost.
    write("new").await;
    let seen = ids(&repository.snapshot().await.unwrap()).await;
    assert_eq!(seen, HashSet::from(["kept", "new"].map(String::from)));
}

/// New vectors for every row of a snapshot, in the order of their texts.
async fn new_vectors(snapshot: &Snapshot) -> Vec<VectorUpdate> {
    let order = snapshot
        .order(&Filter::default(), Sort::Newest)
        .await
        .unwrap();
    order
        .iter()
        .map(|ranked| VectorUpdate {
            row: ranked.row,
            vector: vec![9.0; 384],
        })
        .collect()
}

/// The texts of the rows that have the new vector.
async fn with_new_vector(repository: &Repository) -> Vec<String> {
    let snapshot = repository.snapshot().await.unwrap();
    let order = snapshot
        .order(&Filter::default(), Sort::Newest)
        .await
        .unwrap();
    let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
    let mut texts: Vec<String> = snapshot
        .whole(&rows)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.vector.as_deref() == Some([9.0; 384].as_slice()))
        .map(|row| row.entry.text)
        .collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn a_row_that_changed_meanwhile_keeps_its_vector() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let rows: Vec<NewRow> = ["edited", "deleted", "kept"].map(row).to_vec();
    repository.append(&rows).await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let updates = new_vectors(&snapshot).await;

    let table = repository.database().join("orchestra_knowledge.lance");
    let mut dataset = DatasetBuilder::from_uri(table.to_str().unwrap())
        .load()
        .await
        .unwrap();
    dataset.delete("id = 'deleted'").await.unwrap();
    UpdateBuilder::new(dataset.into())
        .update_where("id = 'edited'")
        .unwrap()
        .set("agent", "'somebody'")
        .unwrap()
        .build()
        .unwrap()
        .execute()
        .await
        .unwrap();

    let replaced = repository
        .replace_vectors(&snapshot, &updates)
        .await
        .unwrap();
    let expected = Replaced {
        updated: 1,
        changed_meanwhile: 2,
        without_id: 0,
    };
    assert_eq!(replaced, expected);
    assert_eq!(with_new_vector(&repository).await, ["text of kept"]);
    let now = repository.snapshot().await.unwrap();
    assert_eq!(now.find("edited").await.unwrap()[0].agent, "somebody");
    assert!(now.find("deleted").await.unwrap().is_empty());
}

#[tokio::test]
async fn rows_that_share_an_id_or_have_none_do_no_harm() {
    let folder = TempDir::new().unwrap();
    let nothing = ForeignRow {
        id: None,
        ..ForeignRow::new("", "no id")
    };
    let sparse = ForeignRow {
        id: Some("sparse".into()),
        text: Some("sparse".into()),
        no_vector: true,
        ..ForeignRow::default()
    };
    let rows = [
        nothing.clone(),
        nothing,
        sparse,
        ForeignRow::new("", "empty id"),
        ForeignRow::new("same", "a"),
        ForeignRow::new("same", "b"),
        ForeignRow::new("twin", "twin"),
        ForeignRow::new("twin", "twin"),
    ];
    tables::write(folder.path(), "r", &rows, false).await;
    let store = Store::open(folder.path()).await.unwrap();
    let repository = store.repository("r").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let updates = new_vectors(&snapshot).await;
    let replaced = repository
        .replace_vectors(&snapshot, &updates)
        .await
        .unwrap();
    let expected = Replaced {
        updated: 6,
        changed_meanwhile: 0,
        without_id: 2,
    };
    assert_eq!(replaced, expected);
    assert_eq!(
        with_new_vector(&repository).await,
        ["a", "b", "empty id", "sparse", "twin", "twin"]
    );
    let now = repository.snapshot().await.unwrap();
    assert_eq!(now.count(&Filter::default()).await.unwrap(), rows.len());
    assert_eq!(now.find("sparse").await.unwrap()[0].null_columns.len(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn vectors_are_replaced_while_others_store() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("shared").await.unwrap();
    let rows: Vec<NewRow> = (0..60).map(|at| row(&format!("old-{at}"))).collect();
    repository.append(&rows).await.unwrap();

    let path = folder.path().to_owned();
    let writer = tokio::spawn(async move {
        let store = Store::open(&path).await.unwrap();
        store_rows(&store, "new", 12).await;
    });
    let snapshot = repository.snapshot().await.unwrap();
    for updates in new_vectors(&snapshot).await.chunks(10) {
        let replaced = repository
            .replace_vectors(&snapshot, updates)
            .await
            .unwrap();
        assert_eq!(replaced.updated, 10);
    }
    writer.await.unwrap();
    assert_eq!(with_new_vector(&repository).await.len(), 60);
    assert_eq!(ids(&repository.snapshot().await.unwrap()).await.len(), 72);
}

/// What was read of a table earlier is not taken for what stands in it now.
#[tokio::test]
async fn lists_follow_every_kind_of_change() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    let rows: Vec<NewRow> = ["a", "b", "c"].map(row).to_vec();
    repository.append(&rows).await.unwrap();
    let first = repository.snapshot().await.unwrap();
    assert_eq!(ids(&first).await.len(), 3);

    let table = repository.database().join("orchestra_knowledge.lance");
    let mut dataset = DatasetBuilder::from_uri(table.to_str().unwrap())
        .load()
        .await
        .unwrap();
    dataset.delete("id = 'a'").await.unwrap();
    let second = repository.snapshot().await.unwrap();
    assert_eq!(ids(&second).await.len(), 2);
    repository.append(&[row("d")]).await.unwrap();
    compact_files(&mut dataset, CompactionOptions::default(), None)
        .await
        .unwrap();
    let third = repository.snapshot().await.unwrap();
    for (snapshot, expected) in [
        (&third, ["b", "c", "d"].as_slice()),
        (&first, &["a", "b", "c"]),
        (&second, &["b", "c"]),
        (&third, &["b", "c", "d"]),
    ] {
        let order = snapshot
            .order(&Filter::default(), Sort::Oldest)
            .await
            .unwrap();
        let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
        let entries = snapshot.entries(&rows).await.unwrap();
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, expected);
        assert_eq!(
            snapshot.count(&Filter::default()).await.unwrap(),
            expected.len()
        );
    }
}
