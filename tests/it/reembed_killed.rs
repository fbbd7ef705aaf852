//! A run of re-embedding that is killed leaves nothing broken, and the next one goes on.
//!
//! The run that dies is this very test binary, started again for one hidden test.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use arrow_array::{ArrayRef, FixedSizeListArray, RecordBatch, StringArray, types::Float32Type};
use lore::{
    domain::{filter::Filter, node_hash},
    embed::{DIMENSION, Embedder},
    service::{Cancel, Lore, ReembedReport},
    store::{Store, WholeRow},
};
use std::sync::Arc;

use crate::waiting::kill_when;

const STORE: &str = "LORE_TEST_STORE_TO_REEMBED";
const ENTRIES: usize = 1400;

fn text(n: usize) -> String {
    // Every two hundredth is long enough to have parts.
    let sentence = format!(
        "Entry {n} tells what was decided about service {}. ",
        n % 37
    );
    sentence.repeat(if n % 200 == 7 { 60 } else { 1 })
}

async fn make_store(folder: &Path) {
    let texts: Vec<String> = (0..ENTRIES).map(text).collect();
    let vectors = texts
        .iter()
        .map(|text| Some(node_hash::vector_of(text).into_iter().map(Some)));
    let width = i32::try_from(DIMENSION).unwrap();
    let vectors = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(vectors, width);
    let column = |value: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..ENTRIES).map(value)))
    };
    let batch = RecordBatch::try_from_iter([
        ("id", column(&|n| format!("general-{n}"))),
        ("vector", Arc::new(vectors) as ArrayRef),
        ("text", column(&text)),
        ("type", column(&|_| "general".into())),
        ("project_id", column(&|n| format!("project {}", n % 5))),
        ("session_id", column(&|_| String::new())),
        ("agent", column(&|_| "qa".into())),
        (
            "timestamp",
            column(&|n| format!("2026-01-01T00:00:00.{n:04}Z")),
        ),
        ("metadata", column(&|n| format!("{{\"n\":{n}}}"))),
    ])
    .unwrap();
    let database = folder.join("repo");
    let connection = lancedb::connect(database.to_str().unwrap())
        .execute()
        .await
        .unwrap();
    connection
        .create_table("orchestra_knowledge", batch)
        .execute()
        .await
        .unwrap();
}

async fn rows(store: &Path) -> Vec<WholeRow> {
    let repository = Store::open(store)
        .await
        .unwrap()
        .repository("repo")
        .await
        .unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let mut places = Vec::new();
    snapshot
        .visit(&Filter::default(), &[], |row, _| places.push(row))
        .await
        .unwrap();
    let mut rows = snapshot.whole(&places).await.unwrap();
    rows.sort_by_key(|row| row.entry.id["general-".len()..].parse::<usize>().unwrap());
    rows
}

async fn reembed(store: &Path) -> ReembedReport {
    let lore = Lore::open(store).await.unwrap();
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap()
}

/// What runs in the child; without the variable it is no test.
#[tokio::test]
#[ignore = "started by the test below"]
async fn child() {
    if let Some(store) = env::var_os(STORE) {
        reembed(Path::new(&store)).await;
    }
}

fn start(store: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "reembed_killed::child", "--ignored"])
        .env(STORE, store)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn count_files(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| {
            if entry.path().is_dir() {
                count_files(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

/// Kills the child when it has made so many files; says whether it ended by itself before.
fn kill_after(child: &mut Child, database: &Path, new_files: usize) -> bool {
    let files = count_files(database);
    kill_when(child, || count_files(database) >= files + new_files)
}

#[tokio::test]
async fn a_run_killed_at_many_moments_is_completed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    make_store(folder.path()).await;
    let before = rows(folder.path()).await;
    let database = folder.path().join("repo");
    let embeddings = Embedder::default()
        .embed_documents((0..ENTRIES).map(text).collect())
        .await
        .unwrap();

    let mut kills = 0;
    // A batch makes some ten files, so this walks through its steps.
    while !kill_after(&mut start(folder.path()), &database, 1 + kills) {
        kills += 1;
        let now = rows(folder.path()).await;
        assert_eq!(now.len(), ENTRIES);
        for ((old, new), made) in before.iter().zip(&now).zip(&embeddings) {
            let mut entry = new.entry.clone();
            entry.revision.clone_from(&old.entry.revision);
            assert_eq!(entry, old.entry);
            let vector = new.vector.as_ref().unwrap();
            assert!(*vector == made.vector || new.vector == old.vector);
        }
        // What counts as embedded is.
        let lore = Lore::open(folder.path()).await.unwrap();
        let dry = lore
            .reembed(&Filter::default(), true, &Cancel::default(), &mut |_| {})
            .await
            .unwrap();
        let missing = dry.needed;
        assert_eq!(
            lore.coverage(&Filter::default()).await.unwrap().missing(),
            missing
        );
    }
    assert!(kills > 3, "killed {kills} times only");

    reembed(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    assert_eq!(
        lore.coverage(&Filter::default()).await.unwrap().missing(),
        0
    );
    let after = rows(folder.path()).await;
    assert!(
        after
            .iter()
            .zip(&embeddings)
            .all(|(row, made)| row.vector.as_ref() == Some(&made.vector))
    );

    let table = lancedb::connect(database.to_str().unwrap())
        .execute()
        .await
        .unwrap();
    let table = table.open_table("lore_parts").execute().await.unwrap();
    let parts: usize = embeddings
        .iter()
        .map(|embedding| embedding.parts.len())
        .sum();
    assert!(parts > 0);
    assert_eq!(table.count_rows(None).await.unwrap(), parts);
}
