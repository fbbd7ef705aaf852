//! The same source imported again: copied, touched, elsewhere, or changed since.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use lore::{
    domain::exchange::Format,
    service::{Error, Imported, OnConflict},
};
use serde_json::json;

use super::{Shelf, import, request};

/// As if it had been written an hour ago.
fn touch(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    let before = SystemTime::now() - Duration::from_hours(1);
    file.set_modified(before).unwrap();
}

async fn texts(shelf: &Shelf) -> Vec<String> {
    let lines = String::from_utf8(shelf.export(Format::JsonLines, false).await).unwrap();
    let text = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        entry["text"].as_str().unwrap().to_owned()
    };
    let mut texts: Vec<String> = lines.lines().map(text).collect();
    texts.sort();
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tells_no_moment_is_found_again_in_a_copy() {
    let shelf = Shelf::new();
    let lines = "{\"text\":\"one\"}\n{\"text\":\"two\"}\n{\"text\":\"two\"}\n{\"id\":\"a\",\"text\":\"named\"}\n";
    let told = shelf.import(&shelf.write("first.jsonl", lines)).await;
    assert_eq!((told.added, told.bad_total), (4, 0));
    let before = shelf.export(Format::JsonLines, false).await;
    let copy = shelf.write("copy.jsonl", &format!("{lines}{{\"text\":\"three\"}}\n"));
    touch(&copy);
    let told = shelf.import(&copy).await;
    assert_eq!((told.added, told.same, told.conflicts), (1, 4, 0));
    // What was there has the moment that it got first.
    let after = String::from_utf8(shelf.export(Format::JsonLines, false).await).unwrap();
    for line in String::from_utf8(before).unwrap().lines() {
        assert!(after.contains(line), "{line} in {after}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn undated_documents_are_found_again_in_another_checkout() {
    let shelf = Shelf::new();
    let decision = "# Use X\n\n## Context\n\nWhy.\n\n## Decision\n\nX.\n";
    let mut added = 0;
    for checkout in ["one", "two"] {
        let record = shelf.write(&format!("{checkout}/adr/0001-use-x.md"), decision);
        let note = shelf.write(&format!("{checkout}/notes/plain.md"), "words\n");
        if checkout == "one" {
            touch(&record);
            touch(&note);
        }
        for (folder, format) in [
            ("adr", Format::DecisionRecords),
            ("notes", Format::BasicMemory),
        ] {
            let told = shelf
                .import(&shelf.file(&format!("{checkout}/{folder}")))
                .await;
            assert_eq!(
                (told.format, told.added + told.same, told.conflicts),
                (Some(format), 1, 0)
            );
            added += told.added;
        }
    }
    assert_eq!(added, 2);
    let texts = texts(&shelf).await;
    assert_eq!(texts, [decision.trim_end(), "words"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_one_name_in_two_folders_of_a_repository_are_two() {
    let shelf = Shelf::new();
    fs::create_dir_all(shelf.file("app/.git")).unwrap();
    for part in ["api", "web"] {
        let document = format!("# Use {part}\n\n## Decision\n\nYes.\n");
        shelf.write(&format!("app/{part}/adr/0001-use.md"), &document);
        let told = shelf.import(&shelf.file(&format!("app/{part}/adr"))).await;
        assert_eq!((told.added, told.conflicts), (1, 0), "{part}");
    }
    // All of it, or one of them alone, is the same again.
    let told = shelf.import(&shelf.file("app")).await;
    assert_eq!((told.added, told.same), (0, 2));
    let told = shelf.import(&shelf.file("app/api/adr/0001-use.md")).await;
    assert_eq!((told.added, told.same), (0, 1));
}

/// Imports what was changed since in each of the ways; the entry that was there is replaced at last.
async fn changed(shelf: &Shelf, path: &Path, now: &str) {
    let lore = shelf.open().await;
    let mut request = request(path);
    let counts = |told: &Imported| (told.added, told.replaced, told.conflicts, told.bad_total);
    let told = import(&lore, &request).await.unwrap();
    assert_eq!(counts(&told), (0, 0, 1, 0), "{}", path.display());
    request.on_conflict = OnConflict::Fail;
    let refused = import(&lore, &request).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused}");
    request.on_conflict = OnConflict::Replace;
    let told = import(&lore, &request).await.unwrap();
    assert_eq!(counts(&told), (0, 1, 0, 0), "{}", path.display());
    let texts = texts(shelf).await;
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains(now), "{texts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_in_its_source_is_a_conflict() {
    for dated in ["", "Date: 2026-01-02\n\n"] {
        let shelf = Shelf::new();
        let decision = |status: &str| {
            format!("# Use X\n\n{dated}## Status\n\n{status}\n\n## Decision\n\nX.\n")
        };
        shelf.write("adr/0001-use-x.md", &decision("proposed"));
        assert_eq!(shelf.import(&shelf.file("adr")).await.added, 1);
        let record = shelf.write("adr/0001-use-x.md", &decision("accepted"));
        touch(&record);
        changed(&shelf, &shelf.file("adr"), "accepted").await;
    }

    let shelf = Shelf::new();
    let note = |kind: &str, words: &str| {
        format!("---\ntitle: Retries\ntype: {kind}\npermalink: net/retries\n---\n\n{words}\n")
    };
    shelf.write("notes/a.md", &note("note", "once"));
    assert_eq!(shelf.import(&shelf.file("notes")).await.added, 1);
    fs::remove_file(shelf.file("notes/a.md")).unwrap();
    shelf.write("notes/moved.md", &note("decision", "twice"));
    changed(&shelf, &shelf.file("notes"), "twice").await;

    let shelf = Shelf::new();
    let memories = |narrative: &str| {
        let document = json!({"totalObservations": 1, "observations": [{"id": 1,
            "memory_session_id": "m", "project": "shop", "type": "bugfix", "title": "Loop",
            "narrative": narrative, "created_at_epoch": 1_767_323_045_000_i64}]});
        shelf.write("memories.json", &document.to_string())
    };
    let path = memories("It looped.");
    assert_eq!(shelf.import(&path).await.added, 1);
    memories("It looped twice.");
    changed(&shelf, &path, "It looped twice.").await;
}
