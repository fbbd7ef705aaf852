//! Node's `vectordb` goes on reading, searching and appending where lore has been at work.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use lore::{
    domain::{
        change::{Action, Edit},
        entry::Entry,
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Care, Lore},
    store::{NewRow, Repository, Snapshot, Store, USEFUL_ROWS, Upkeep, VectorUpdate},
};
use serde_json::Value;

use crate::fixture;

/// The version that the Node manager uses.
const PACKAGE: &str = "vectordb@0.21.2";

/// A folder of the caller's choice for the package, kept between builds.
const HOME: &str = "LORE_TEST_NODE_HOME";

/// What fills the vector of the one row that Node has to find by it.
const LANDMARK: f32 = 7.0;

/// Where the package is installed, outside the source tree; or why it is not.
fn node_home() -> Result<PathBuf, String> {
    let home = std::env::var_os(HOME).map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("node-vectordb-0.21.2"),
        PathBuf::from,
    );
    if home.join("node_modules/vectordb").is_dir() {
        return Ok(home);
    }
    let parent = home.parent().ok_or("the folder has no parent")?;
    fs::create_dir_all(parent).map_err(|error| error.to_string())?;
    // Installed aside and moved, so that a run that was stopped leaves no half of it.
    let aside = tempfile::tempdir_in(parent).map_err(|error| error.to_string())?;
    let made = aside.path().join("home");
    fs::create_dir(&made).map_err(|error| error.to_string())?;
    let npm = Command::new("npm")
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--prefix",
        ])
        .arg(&made)
        .args(["--fetch-retries=1", "--fetch-timeout=30000", PACKAGE])
        .current_dir(&made)
        .output()
        .map_err(|error| format!("npm cannot be run: {error}"))?;
    if !npm.status.success() {
        let words = String::from_utf8_lossy(&npm.stderr);
        return Err(format!("npm install {PACKAGE} failed: {}", words.trim()));
    }
    match fs::rename(&made, &home) {
        Err(error) if !home.is_dir() => Err(error.to_string()),
        _ => Ok(home),
    }
}

fn visit(home: &Path, database: &Path, id: &str) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node/visitor.js");
    let output = Command::new("node")
        .arg(script)
        .arg(home)
        .arg(database)
        .args([id, &LANDMARK.to_string()])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every text by its id, the start-up row among them.
async fn texts(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for kinds in [vec![], vec!["system".to_owned()]] {
        let filter = Filter {
            kinds,
            ..Filter::default()
        };
        let order = snapshot.order(&filter, Sort::Newest).await.unwrap();
        let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
        let entries = snapshot.entries(&rows).await.unwrap();
        texts.extend(entries.into_iter().map(|entry| (entry.id, entry.text)));
    }
    texts
}

fn row(id: &str, text: &str) -> NewRow {
    NewRow {
        id: id.into(),
        vector: vec![0.0; 384],
        text: text.into(),
        kind: "decision".into(),
        project_id: "p".into(),
        session_id: String::new(),
        agent: "qa".into(),
        timestamp: "2026-12-01T00:00:00.000Z".into(),
        metadata: "{}".into(),
    }
}

/// Stores rows, so many that they are indexed, and gives every row a new vector; returns the id
/// that Node has to find.
async fn work_on(repository: &Repository) -> String {
    let id = "decision-1-landma".to_owned();
    let mut rows: Vec<NewRow> = (0..USEFUL_ROWS)
        .map(|n| row(&format!("decision-0-{n:06}"), &format!("note {n}")))
        .collect();
    rows.push(row(&id, "'; -- \\ % 日本語 🚫 \"\t\n"));
    repository.append(&rows).await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let upkeep = repository.text_index().maintain(&snapshot).await.unwrap();
    assert_eq!(upkeep, Upkeep::Created);
    let order = snapshot
        .order(&Filter::default(), Sort::Newest)
        .await
        .unwrap();
    let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
    let updates: Vec<VectorUpdate> = snapshot
        .whole(&rows)
        .await
        .unwrap()
        .into_iter()
        .map(|row| VectorUpdate {
            row: row.row,
            vector: vec![if row.entry.id == id { LANDMARK } else { -1.0 }; 384],
        })
        .collect();
    let replaced = repository
        .replace_vectors(&snapshot, &updates)
        .await
        .unwrap();
    assert_eq!(replaced.updated, updates.len());
    id
}

#[tokio::test]
async fn node_reads_searches_and_appends_after_lore() {
    let home = match node_home() {
        Ok(home) => home,
        Err(reason) => {
            // Past the test harness, which would swallow it: a test that did not run must say so.
            writeln!(
                io::stderr(),
                "skipped: Node's vectordb is not at hand: {reason}"
            )
            .unwrap();
            return;
        }
    };
    let folder = fixture::legacy();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    // Tables that Node made, and one that lore made.
    for name in ["statushub", "slack-broker", "new"] {
        let repository = store.repository_or_create(name).await.unwrap();
        let landmark = work_on(&repository).await;
        curate(folder.path(), name).await;
        mend(folder.path()).await;
        let expected = texts(&repository.snapshot().await.unwrap()).await;

        let seen = visit(&home, repository.database(), "decision-2-bynode");
        assert_eq!(seen["before"], serde_json::to_value(&expected).unwrap());
        assert_eq!(seen["nearest"], landmark);
        assert_eq!(seen["after"], expected.len() + 1);
        assert_eq!(seen["rows"], expected.len() + 1);
        assert!(seen["decisions"].as_u64().unwrap() >= 1);

        let after = texts(&repository.snapshot().await.unwrap()).await;
        assert_eq!(
            after["decision-2-bynode"],
            "Node wrote this: 日本語 and 'quotes'"
        );
        assert_eq!(after.len(), expected.len() + 1);
        work_again(&repository).await;
        take_back(folder.path(), expected.len() + 1).await;
    }
}

/// Makes few files of many, and leaves nothing of old versions.
async fn mend(store: &Path) {
    let lore = Lore::open(store).await.unwrap();
    let care = Care {
        versions: Duration::ZERO,
        ..Care::default()
    };
    let mended = lore.mend(care, &Cancel::default(), &mut |_| {}).await;
    assert!(
        mended
            .unwrap()
            .repositories
            .iter()
            .any(|(_, tidied)| tidied.versions > 0)
    );
}

/// Deletes some entries, gives others a new type, and one a new text.
async fn curate(store: &Path, name: &str) {
    let lore = Lore::open(store).await.unwrap();
    let filter = Filter {
        repositories: vec![name.to_owned()],
        contains: vec!["note 1".to_owned()],
        ..Filter::default()
    };
    let listing = lore.list(&filter, Sort::Newest).await.unwrap();
    let entries = listing.page(0, listing.total()).await.unwrap();
    let targets: Vec<_> = entries.iter().map(Entry::target).collect();
    let (deleted, edited) = targets.split_at(targets.len() / 2);
    let cancel = Cancel::default();
    let outcome = lore
        .delete(deleted, Action::Delete, "", &cancel, &mut |_| {})
        .await;
    assert_eq!(outcome.unwrap().changed.len(), deleted.len());
    let (one, many) = edited.split_first().unwrap();
    let kind = Edit {
        kind: Some("pattern".into()),
        ..Edit::default()
    };
    let outcome = lore.edit_all(many, &kind, &cancel, &mut |_| {}).await;
    assert_eq!(outcome.unwrap().changed.len(), many.len());
    let text = Edit {
        text: Some("edited: 日本語".into()),
        ..Edit::default()
    };
    lore.edit(one, &text).await.unwrap();
}

/// Takes all of it back, over what Node did meanwhile; `there` entries are there before.
async fn take_back(store: &Path, there: usize) {
    let lore = Lore::open(store).await.unwrap();
    let cancel = Cancel::default();
    let (mut back, mut last) = (0, None);
    for _ in 0..3 {
        let (change, outcome) = lore.undo(None, &cancel, &mut |_| {}).await.unwrap();
        assert_eq!(outcome.refused, []);
        (back, last) = (outcome.changed.len(), Some(change));
    }
    let deleted = last.unwrap();
    assert_eq!((deleted.action, deleted.entries), (Action::Delete, back));
    let filter = Filter {
        repositories: deleted.repositories,
        ..Filter::default()
    };
    let listing = lore.list(&filter, Sort::Newest).await.unwrap();
    // The start-up row is not listed.
    assert!((there + back - 1..=there + back).contains(&listing.total()));
}

/// Lore goes on after Node compacted the table.
async fn work_again(repository: &Repository) {
    let snapshot = repository.snapshot().await.unwrap();
    let found = snapshot.find("decision-2-bynode").await.unwrap();
    assert_eq!(found.len(), 1);
    let order = snapshot
        .order(&Filter::default(), Sort::Newest)
        .await
        .unwrap();
    let updates: Vec<VectorUpdate> = order
        .iter()
        .map(|ranked| VectorUpdate {
            row: ranked.row,
            vector: vec![0.5; 384],
        })
        .collect();
    let replaced = repository
        .replace_vectors(&snapshot, &updates)
        .await
        .unwrap();
    assert_eq!(replaced.updated, order.len());
}
