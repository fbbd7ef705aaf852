//! What other programs hold.

use std::{fs, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, FixedSizeListArray, Float64Array, RecordBatch, StringArray, types::Float32Type,
};
use lance::dataset::InsertBuilder;
use lore::{
    domain::{entry::Entry, exchange::Format, filter::Filter, search::Sort},
    service::{Imported, Lore},
};
use serde_json::{Value, json};

use super::{Shelf, request};

async fn entries(lore: &Lore) -> Vec<Entry> {
    let listing = lore.list(&Filter::default(), Sort::Oldest).await.unwrap();
    listing.page(0, 100).await.unwrap()
}

/// Imports twice; the second time nothing is new.
async fn imported(shelf: &Shelf, path: &Path, format: Format) -> (Imported, Vec<Entry>) {
    let told = shelf.import(path).await;
    assert_eq!(told.format, Some(format));
    let again = shelf.import(path).await;
    assert_eq!((again.added, again.conflicts), (0, 0), "{again:?}");
    assert_eq!(again.same, told.added);
    (told, entries(&shelf.open().await).await)
}

fn metadata(entry: &Entry) -> Value {
    serde_json::from_str(&entry.metadata).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_node_manager_prints() {
    let shelf = Shelf::new();
    let file = shelf.write(
        "node.json",
        r#"[
  {
    "id": "decision-1767323045000-abc123",
    "text": "Use RS256",
    "type": "decision",
    "project_id": "shop",
    "session_id": "s1",
    "agent": "security",
    "timestamp": "2026-01-02T03:04:05.000Z",
    "metadata": {
      "pinned": true,
      "files": ["a b"]
    },
    "score": 0.93
  }
]"#,
    );
    let (told, entries) = imported(&shelf, &file, Format::Json).await;
    assert_eq!(
        (told.added, told.embedded, told.new_repositories),
        (1, 1, vec!["shop".to_owned()])
    );
    let entry = &entries[0];
    assert_eq!(
        (entry.repository.as_str(), entry.project_id.as_str()),
        ("shop", "shop")
    );
    assert_eq!(entry.metadata, r#"{"pinned":true,"files":["a b"]}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn claude_mem_s_export() {
    let shelf = Shelf::new();
    let document = json!({
        "exportedAt": "2026-02-01T00:00:00Z", "totalObservations": 2,
        "observations": [
            {"id": 1, "memory_session_id": "m", "project": "shop", "type": "bugfix", "title": "Loop",
             "narrative": "It looped.", "facts": "[\"once\"]", "created_at_epoch": 1_767_323_045_000_i64},
            {"id": 2, "project": "shop", "type": "change"}
        ],
        "sessions": [{"id": 9}],
        "summaries": [{"id": 3, "project": "shop", "request": "Fix", "learned": "That",
             "created_at": "2026-01-03T00:00:00Z"}],
        "prompts": [{"prompt_text": "fix it"}]
    });
    let file = shelf.write("memories.json", &document.to_string());
    let (told, entries) = imported(&shelf, &file, Format::ClaudeMem).await;
    assert_eq!((told.added, told.bad_total), (2, 1));
    let told: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|entry| {
            (
                entry.kind.as_str(),
                entry.project_id.as_str(),
                entry.session_id.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [("bugfix", "shop", "m"), ("summary", "shop", "")]);
    assert_eq!(metadata(&entries[0])["source"], "claude-mem");
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_of_basic_memory() {
    let shelf = Shelf::new();
    shelf.write(
        "notes/net/retries.md",
        "---\ntitle: Retries\ntype: note\npermalink: net/retries\ntags:\n- net\n---\n\n# Retries\n\n- [decision] Twice\n",
    );
    shelf.write("notes/plain.md", "words\n");
    shelf.write("notes/.obsidian/hidden.md", "hidden\n");
    shelf.write("notes/empty.md", "");
    let (told, entries) = imported(&shelf, &shelf.file("notes"), Format::BasicMemory).await;
    assert_eq!((told.added, told.bad_total), (2, 1));
    assert_eq!(told.bad[0].file.as_deref(), Some("empty.md"));
    let note = entries
        .iter()
        .find(|entry| entry.text.starts_with("# Retries"))
        .unwrap();
    assert_eq!(
        (note.repository.as_str(), note.kind.as_str()),
        ("home", "general")
    );
    assert_eq!(metadata(note)["permalink"], "net/retries");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_decision_records() {
    let shelf = Shelf::new();
    shelf.write("adr/README.md", "# Decisions\n\nSee below.\n");
    shelf.write(
        "adr/0001-use-x.md",
        "# 1. Use X\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWhy.\n\n## Decision\n\nX.\n",
    );
    shelf.write(
        "adr/0002-use-y.md",
        "---\nstatus: superseded\ndate: 2026-01-03\n---\n# Use Y\n\n## Context and Problem Statement\n\nWhy.\n",
    );
    let (told, entries) = imported(&shelf, &shelf.file("adr"), Format::DecisionRecords).await;
    assert_eq!((told.added, told.bad_total), (2, 0), "{told:?}");
    let told: Vec<(&str, &str)> = entries
        .iter()
        .map(|entry| (entry.kind.as_str(), entry.timestamp.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("decision", "2026-01-02T00:00:00.000Z"),
            ("decision", "2026-01-03T00:00:00.000Z")
        ]
    );
    assert_eq!(metadata(&entries[1])["status"], "superseded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lancedb_table_of_memories() {
    let shelf = Shelf::new();
    let database = shelf.file("lancedb");
    fs::create_dir_all(&database).unwrap();
    let texts = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as ArrayRef;
    let vector = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(
        (0..2).map(|_| Some(vec![Some(0.5); 8])),
        8,
    );
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("id", texts(vec![Some("u-1"), Some("u-2")]), true),
        ("text", texts(vec![Some("prefers tabs"), None]), true),
        ("vector", Arc::new(vector) as ArrayRef, true),
        (
            "category",
            texts(vec![Some("preference"), Some("fact")]),
            true,
        ),
        ("scope", texts(vec![Some("agent:main"), None]), true),
        (
            "importance",
            Arc::new(Float64Array::from(vec![0.7, 0.1])) as ArrayRef,
            true,
        ),
        (
            "timestamp",
            Arc::new(Float64Array::from(vec![1_767_323_045_000.0, 0.0])) as ArrayRef,
            true,
        ),
        (
            "metadata",
            texts(vec![Some("{\"tier\":\"core\"}"), None]),
            true,
        ),
    ])
    .unwrap();
    let table = database.join("memories.lance");
    InsertBuilder::new(table.to_str().unwrap())
        .execute(vec![batch])
        .await
        .unwrap();
    for path in [&database, &table] {
        let shelf = Shelf::new();
        let (told, entries) = imported(&shelf, path, Format::OpenClaw).await;
        assert_eq!((told.added, told.bad_total, told.embedded), (1, 1, 1));
        let entry = &entries[0];
        assert_eq!(
            (entry.id.as_str(), entry.kind.as_str()),
            ("u-1", "preference")
        );
        assert_eq!(entry.agent, "main");
        assert_eq!(entry.timestamp, "2026-01-02T03:04:05.000Z");
        assert_eq!(metadata(entry)["tier"], "core");
        assert_eq!(metadata(entry)["importance"], 0.7);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_repository_can_take_everything() {
    let shelf = Shelf::new();
    let file = shelf.write(
        "two.csv",
        "text,project_id,repository\nhello,api,a\n\"wor\nld\",web,b\nshort\n",
    );
    let mut request = request(&file);
    request.repository = Some("all".into());
    let lore = shelf.open().await;
    let told = super::import(&lore, &request).await.unwrap();
    assert_eq!(
        (told.added, told.bad_total, told.bad[0].number),
        (2, 1, 5),
        "{told:?}"
    );
    let entries = entries(&lore).await;
    assert!(entries.iter().all(|entry| entry.repository == "all"));
    let projects: Vec<&str> = entries
        .iter()
        .map(|entry| entry.project_id.as_str())
        .collect();
    assert!(projects.contains(&"api") && projects.contains(&"web"));
}
