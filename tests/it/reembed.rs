//! Vectors made anew: nothing else changes, and no moment is a bad one to be killed at.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::{ArrayRef, FixedSizeListArray, RecordBatch, StringArray, types::Float32Type};
use lore::{
    domain::{entry::NewEntry, filter::Filter, node_hash},
    embed::{DIMENSION, Embedder, MAX_WINDOWS, MODEL},
    service::{Cancel, Lore, Progress, ReembedReport},
    store::{Store, WholeRow},
};

use crate::fixture;

/// The table as another program opens it.
async fn foreign_table(database: &Path) -> lancedb::Table {
    let connection = lancedb::connect(database.to_str().unwrap());
    let connection = connection.execute().await.unwrap();
    connection
        .open_table("orchestra_knowledge")
        .execute()
        .await
        .unwrap()
}

/// Every row of every repository, `system` rows too, in the order of ids.
async fn rows(store: &Path) -> Vec<WholeRow> {
    let mut all = Vec::new();
    for repository in Store::open(store)
        .await
        .unwrap()
        .repositories()
        .await
        .unwrap()
    {
        let snapshot = repository.snapshot().await.unwrap();
        let mut places = Vec::new();
        for kinds in [vec![], vec!["system".to_owned()]] {
            let filter = Filter {
                kinds,
                ..Filter::default()
            };
            snapshot
                .visit(&filter, &[], |row, _| places.push(row))
                .await
                .unwrap();
        }
        all.extend(snapshot.whole(&places).await.unwrap());
    }
    all.sort_by(|a, b| a.entry.id.cmp(&b.entry.id));
    all
}

/// The rows without what re-embedding may change.
fn without_vectors(rows: &[WholeRow]) -> Vec<lore::domain::entry::Entry> {
    rows.iter()
        .map(|row| {
            let mut entry = row.entry.clone();
            entry.revision.clear();
            entry
        })
        .collect()
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

async fn reembed(lore: &Lore, filter: &Filter) -> ReembedReport {
    lore.reembed(filter, false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap()
}

async fn coverage(lore: &Lore) -> (usize, usize) {
    let coverage = lore.coverage(&Filter::default()).await.unwrap();
    (coverage.seen, coverage.entries())
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let folder = fixture::legacy();
    let before = files(folder.path());
    let lore = Lore::open(folder.path()).await.unwrap();
    let report = lore
        .reembed(&Filter::default(), true, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(
        (report.entries, report.needed, report.embedded),
        (16, 16, 0)
    );
    assert_eq!(coverage(&lore).await, (0, 16));
    assert!(files(folder.path()) == before, "files changed");
}

#[tokio::test]
async fn hashes_become_embeddings_and_nothing_else_changes() {
    let folder = fixture::legacy();
    let before = rows(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let mut told = Vec::new();
    let report = lore
        .reembed(
            &Filter::default(),
            false,
            &Cancel::default(),
            &mut |progress| told.push(progress),
        )
        .await
        .unwrap();
    let expected = ReembedReport {
        entries: 16,
        needed: 16,
        embedded: 16,
        ..ReembedReport::default()
    };
    assert_eq!(report, expected);
    assert_eq!(told.first(), Some(&Progress { done: 0, total: 16 }));
    assert_eq!(
        told.last(),
        Some(&Progress {
            done: 16,
            total: 16
        })
    );
    assert_eq!(coverage(&lore).await, (16, 16));

    let after = rows(folder.path()).await;
    assert_eq!(without_vectors(&after), without_vectors(&before));
    let embedder = Embedder::default();
    for (old, new) in before.iter().zip(&after) {
        let (text, old_vector) = (&old.entry.text, old.vector.as_ref().unwrap());
        if old.entry.kind == "system" {
            assert!(!node_hash::is_hash(old_vector));
            assert_eq!(new, old);
            continue;
        }
        assert!(node_hash::is_hash(old_vector) && node_hash::is_hash_of(old_vector, text));
        let made = embedder.embed_document(text.clone()).await.unwrap();
        assert_eq!(new.vector.as_ref(), Some(&made.vector));
    }

    let files_after = files(folder.path());
    let again = reembed(&lore, &Filter::default()).await;
    assert_eq!((again.entries, again.needed, again.embedded), (16, 0, 0));
    assert!(
        files(folder.path()) == files_after,
        "a second run wrote something"
    );
}

#[tokio::test]
async fn a_filter_limits_the_run() {
    let folder = fixture::legacy();
    let lore = Lore::open(folder.path()).await.unwrap();
    let filter = Filter {
        repositories: vec!["statushub".into()],
        ..Filter::default()
    };
    let report = reembed(&lore, &filter).await;
    assert!(report.embedded > 0 && report.embedded < 16);
    assert_eq!(report.embedded, report.entries);
    assert_eq!(coverage(&lore).await, (report.embedded, 16));
    assert!(
        !folder
            .path()
            .join("slack-broker/lore_embeddings.lance")
            .exists()
    );

    let system = Filter {
        kinds: vec!["system".into()],
        ..Filter::default()
    };
    assert_eq!(reembed(&lore, &system).await, ReembedReport::default());
}

#[tokio::test]
async fn a_cancelled_run_is_gone_on_with() {
    let folder = fixture::legacy();
    let lore = Lore::open(folder.path()).await.unwrap();
    let cancel = Cancel::default();
    let report = lore
        .reembed(&Filter::default(), false, &cancel, &mut |progress| {
            if progress.done > 0 {
                cancel.cancel();
            }
        })
        .await
        .unwrap();
    assert!(report.cancelled && report.embedded > 0 && report.embedded < 16);
    let rest = reembed(&lore, &Filter::default()).await;
    assert_eq!(rest.embedded, 16 - report.embedded);
    assert!(!rest.cancelled);
    assert_eq!(coverage(&lore).await, (16, 16));
}

#[tokio::test]
async fn what_others_change_or_delete_is_noticed() {
    let folder = fixture::legacy();
    let lore = Lore::open(folder.path()).await.unwrap();
    reembed(&lore, &Filter::default()).await;
    let table = foreign_table(&folder.path().join("statushub")).await;
    let ids: Vec<String> = rows(folder.path())
        .await
        .into_iter()
        .filter(|row| row.entry.repository == "statushub" && row.entry.kind != "system")
        .map(|row| row.entry.id)
        .collect();

    table.delete(&*format!("id = '{}'", ids[0])).await.unwrap();
    assert_eq!(coverage(&lore).await, (15, 15));

    let update = table.update().only_if(format!("id = '{}'", ids[1]));
    update
        .column("text", "'another text'")
        .execute()
        .await
        .unwrap();
    let report = reembed(&lore, &Filter::default()).await;
    assert_eq!((report.entries, report.needed, report.embedded), (15, 1, 1));
    let row = rows(folder.path())
        .await
        .into_iter()
        .find(|row| row.entry.id == ids[1])
        .unwrap();
    let made = Embedder::default()
        .embed_document("another text".into())
        .await
        .unwrap();
    assert_eq!(row.vector, Some(made.vector));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_changes_meanwhile_is_left_alone_and_taken_by_the_next_run() {
    let folder = fixture::legacy();
    let lore = Lore::open(folder.path()).await.unwrap();
    let database = folder.path().join("statushub");
    let victim = rows(folder.path())
        .await
        .into_iter()
        .find(|row| row.entry.repository == "statushub" && row.entry.kind != "system")
        .unwrap();
    let id = victim.entry.id.clone();
    let report = lore
        .reembed(
            &Filter::default(),
            false,
            &Cancel::default(),
            &mut |progress| {
                // The texts were looked at, and nothing is written yet.
                if progress.done == 0 {
                    let change = async {
                        let update = foreign_table(&database).await.update();
                        let update = update.only_if(format!("id = '{id}'"));
                        update
                            .column("text", "'changed meanwhile'")
                            .execute()
                            .await
                            .unwrap();
                    };
                    tokio::task::block_in_place(|| {
                        tokio::runtime::Handle::current().block_on(change);
                    });
                }
            },
        )
        .await
        .unwrap();
    assert_eq!(
        (report.needed, report.embedded, report.changed_meanwhile),
        (16, 15, 1)
    );
    assert_eq!(coverage(&lore).await, (15, 16));
    let row = rows(folder.path())
        .await
        .into_iter()
        .find(|row| row.entry.id == id)
        .unwrap();
    assert_eq!(
        (row.entry.text.as_str(), &row.vector),
        ("changed meanwhile", &victim.vector)
    );

    let next = reembed(&lore, &Filter::default()).await;
    assert_eq!(
        (next.needed, next.embedded, next.changed_meanwhile),
        (1, 1, 0)
    );
    assert_eq!(coverage(&lore).await, (16, 16));
}

/// Rows of these ids and texts as another program might have them, with an odd vector or none.
fn foreign_rows(rows: &[(Option<&str>, Option<&str>)], vector: bool) -> RecordBatch {
    let vectors = rows
        .iter()
        .map(|_| vector.then(|| vec![Some(0.25); DIMENSION]));
    let width = i32::try_from(DIMENSION).unwrap();
    let vectors = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(vectors, width);
    let ids: StringArray = rows.iter().map(|(id, _)| *id).collect();
    let texts: StringArray = rows.iter().map(|(_, text)| *text).collect();
    let constant = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; rows.len()])) };
    RecordBatch::try_from_iter_with_nullable([
        ("id", Arc::new(ids) as ArrayRef, true),
        ("vector", Arc::new(vectors) as ArrayRef, true),
        ("text", Arc::new(texts) as ArrayRef, true),
        ("type", constant("issue"), true),
        ("project_id", constant("p"), true),
        ("session_id", constant("s"), true),
        ("agent", constant("a"), true),
        ("timestamp", constant("2026-01-01T00:00:00Z"), true),
        ("metadata", constant("{}"), true),
    ])
    .unwrap()
}

#[tokio::test]
async fn rows_that_cannot_be_embedded_are_listed_and_never_tried_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let odd = [
        (None, Some("no id")),
        (Some(""), Some("an empty id")),
        (Some("empty"), Some("")),
        (Some("blank"), Some(" \n\t")),
        (Some("null"), None),
        (Some("twice"), Some("one")),
        (Some("twice"), Some("other")),
        (Some("it's; DROP TABLE \\ \" 日本"), Some("a fine text")),
    ];
    let database = folder.path().join("odd");
    let connection = lancedb::connect(database.to_str().unwrap())
        .execute()
        .await
        .unwrap();
    let rows_given = foreign_rows(&odd, true);
    let table = connection
        .create_table("orchestra_knowledge", rows_given)
        .execute()
        .await
        .unwrap();
    let no_vector = foreign_rows(&[(Some("no vector"), Some("another fine text"))], false);
    table.add(no_vector).execute().await.unwrap();

    let before = rows(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let report = reembed(&lore, &Filter::default()).await;
    assert_eq!((report.entries, report.needed, report.embedded), (9, 2, 2));
    let ids: Vec<&str> = report.skipped.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["", "", "empty", "blank", "null", "twice", "twice"]);
    assert!(
        report
            .skipped
            .iter()
            .all(|(_, why)| why.contains("repository odd"))
    );
    assert_eq!(coverage(&lore).await, (2, 9));

    let after = rows(folder.path()).await;
    assert_eq!(without_vectors(&after), without_vectors(&before));
    assert!(after.iter().all(|row| row.vector.is_some()));
    let again = reembed(&lore, &Filter::default()).await;
    assert_eq!((again.needed, &again.skipped), (0, &report.skipped));
}

/// The parts beside an entry, by the disk.
async fn parts(database: &Path, id: &str) -> usize {
    let connection = lancedb::connect(database.to_str().unwrap())
        .execute()
        .await
        .unwrap();
    match connection.open_table("lore_parts").execute().await {
        Ok(table) => table
            .count_rows(Some(format!("id = '{id}'")))
            .await
            .unwrap(),
        Err(_) => 0,
    }
}

#[tokio::test]
async fn a_long_text_has_parts_as_long_as_it_is_long() {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let text = "A long report on the incident of last night. ".repeat(200);
    let new = NewEntry {
        text,
        ..NewEntry::default()
    };
    let stored = lore.store("repo", new).await.unwrap();
    let database = folder.path().join("repo");
    assert!((5..MAX_WINDOWS).contains(&parts(&database, &stored.id).await));
    assert_eq!(reembed(&lore, &Filter::default()).await.needed, 0);

    let update = foreign_table(&database).await.update();
    update
        .column("text", "'short now'")
        .execute()
        .await
        .unwrap();
    assert_eq!(reembed(&lore, &Filter::default()).await.embedded, 1);
    assert_eq!(parts(&database, &stored.id).await, 0);
}

#[tokio::test]
async fn a_stored_entry_is_embedded_and_a_refused_one_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    for text in ["", " \n", &"x".repeat((10 << 20) + 1)] {
        let new = NewEntry {
            text: text.into(),
            ..NewEntry::default()
        };
        lore.store("repo", new).await.unwrap_err();
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let new = NewEntry {
        text: "We chose RS256.".into(),
        kind: "decision".into(),
        ..NewEntry::default()
    };
    let stored = lore.store("repo", new).await.unwrap();
    assert!(stored.id.starts_with("decision-"));
    assert_eq!(coverage(&lore).await, (1, 1));
    let rows = rows(folder.path()).await;
    assert_eq!(
        (&rows[0].entry.id, &rows[0].entry.revision),
        (&stored.id, &stored.revision)
    );
    let store = Store::open(folder.path()).await.unwrap();
    let records = store
        .repository("repo")
        .await
        .unwrap()
        .embeddings()
        .records()
        .await
        .unwrap();
    let record = records
        .valid(
            &stored.id,
            "We chose RS256.",
            rows[0].vector.as_ref().unwrap(),
        )
        .unwrap();
    assert_eq!((&*record.model, record.parts), (MODEL, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_lose_no_record() {
    const WRITERS: usize = 12;
    let folder = fixture::legacy();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let writers = (0..WRITERS).map(|n| {
        let lore = lore.clone();
        tokio::spawn(async move {
            let new = NewEntry {
                text: format!("entry number {n}"),
                ..NewEntry::default()
            };
            lore.store("statushub", new).await.unwrap();
        })
    });
    let writers: Vec<_> = writers.collect();
    let report = reembed(&lore, &Filter::default()).await;
    assert!(report.embedded >= 16, "{report:?}");
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(coverage(&lore).await, (16 + WRITERS, 16 + WRITERS));
    assert_eq!(reembed(&lore, &Filter::default()).await.needed, 0);
}

#[tokio::test]
async fn upkeep_makes_few_files_of_many_and_loses_no_record() {
    const ENTRIES: usize = 70;
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    for n in 0..ENTRIES {
        let new = NewEntry {
            text: format!("entry number {n}"),
            ..NewEntry::default()
        };
        lore.store("repo", new).await.unwrap();
    }
    lore.maintain().await.unwrap();
    let database = folder.path().join("repo");
    let connection = lancedb::connect(database.to_str().unwrap())
        .execute()
        .await
        .unwrap();
    let records = connection
        .open_table("lore_embeddings")
        .execute()
        .await
        .unwrap();
    let stats = records.stats().await.unwrap();
    assert_eq!(stats.num_rows, ENTRIES);
    assert_eq!(stats.fragment_stats.num_fragments, 1);
    assert_eq!(coverage(&lore).await, (ENTRIES, ENTRIES));
    assert_eq!(reembed(&lore, &Filter::default()).await.needed, 0);
}
