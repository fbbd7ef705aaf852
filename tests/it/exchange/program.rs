//! `lore export` and `lore import` as programs.

use std::fs::{self, File};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use lance::dataset::InsertBuilder;
use serde_json::json;

use crate::cli::program::Place;

#[test]
fn an_export_goes_to_standard_output_or_into_a_file() {
    let place = Place::with_legacy_store();
    let listed = place.lore(&["list", "--json"]).json();
    let total = listed["total"].as_u64().unwrap();
    let piped = place.lore(&["export"]);
    assert_eq!(piped.code, 0, "{}", piped.stderr);
    assert_eq!(piped.stdout.lines().count() as u64, total);
    let document = place.lore(&["export", "--json"]).json();
    assert_eq!(document["total"], listed["total"]);
    assert_eq!(document["entries"].as_array().unwrap().len() as u64, total);

    for (name, format) in [
        ("a.jsonl", "jsonl"),
        ("a.json", "json"),
        ("a.csv", "csv"),
        ("a.md", "md"),
        ("a.parquet", "parquet"),
        ("a", "jsonl"),
    ] {
        let path = place.path().join(name);
        let ran = place.lore(&["export", "--json", "-o", path.to_str().unwrap()]);
        let told = ran.json();
        assert_eq!(
            (told["format"].as_str(), told["entries"].as_u64()),
            (Some(format), Some(total))
        );
        assert!(ran.stderr.contains("system"), "{}", ran.stderr);
        let again = place.lore(&["export", "-o", path.to_str().unwrap()]);
        assert_eq!(again.code, 4, "{}", again.stderr);
        let forced = place.lore(&["export", "--force", "-o", path.to_str().unwrap()]);
        assert_eq!(forced.code, 0, "{}", forced.stderr);
    }
    let wrong = place.lore(&["export", "--json", "--format", "csv"]);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
    let nobody = place.lore(&["export", "--project", "nobody"]);
    assert_eq!(nobody.code, 3, "{}", nobody.stderr);
}

#[test]
fn an_import_tells_what_it_did() {
    let from = Place::with_legacy_store();
    let exported = from.lore(&["export", "--vectors", "--format", "json"]);
    let place = Place::with_new_store();
    let file = place.path().join("all.json");
    fs::write(&file, &exported.stdout).unwrap();
    let file = file.to_str().unwrap();

    let dry = place.lore(&["import", "--dry-run", "--json", file]).json();
    assert_eq!(
        (&dry["dry_run"], &dry["change"]),
        (&json!(true), &json!(null))
    );
    assert!(!place.store().exists(), "a dry run made a store");

    let told = place.lore(&["import", "--json", file]).json();
    assert_eq!(told["added"], dry["added"]);
    assert_eq!(told["new_repositories"], dry["new_repositories"]);
    let again = place.lore(&["export", "--vectors", "--format", "json"]);
    assert_eq!(again.stdout, exported.stdout);

    let undone = place.lore(&["undo"]);
    assert_eq!(undone.code, 0, "{}", undone.stderr);
    let left = place.lore(&["list", "--json"]).json();
    assert_eq!(left["total"], 0);
}

#[test]
fn bad_lines_make_the_command_fail_and_conflicts_too() {
    let place = Place::with_new_store();
    let input = b"{\"id\":\"a\",\"text\":\"one\",\"repository\":\"r\"}\nnonsense\n";
    let ran = place.lore_reading(&["import", "-", "--format", "jsonl"], input);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("line or entry 2"), "{}", ran.stderr);
    let shown = place.lore(&["show", "a", "--json"]).json();
    assert_eq!(shown["text"], "one");
    let other = b"{\"id\":\"a\",\"text\":\"two\",\"repository\":\"r\"}\n";
    let arguments = ["import", "-", "--format", "jsonl", "--on-conflict", "fail"];
    let ran = place.lore_reading(&arguments, other);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let missing = place.lore(&["import", "missing.json"]);
    assert_eq!(missing.code, 3, "{}", missing.stderr);
}

#[test]
fn a_folder_gets_a_document_a_project() {
    let place = Place::with_legacy_store();
    let folder = place.path().join("notes/");
    let path = folder.to_str().unwrap();
    let told = place.lore(&["export", "--format", "md", "-o", path, "--json"]);
    let projects = place.lore(&["projects", "--json"]).json();
    let documents = fs::read_dir(&folder).unwrap().count();
    assert_eq!(documents as u64, projects["total"].as_u64().unwrap());
    let again = place.lore(&["export", "--format", "md", "-o", path]);
    assert_eq!(again.code, 4, "{}", again.stderr);
    let other = Place::with_new_store();
    let imported = other.lore(&["import", path, "--json"]).json();
    assert_eq!(imported["added"], told.json()["entries"]);
    let texts = |place: &Place| place.lore(&["export"]).stdout;
    assert_eq!(texts(&other), texts(&place));
}

#[test]
fn what_a_killed_export_left_behind_goes_with_the_next() {
    let place = Place::with_legacy_store();
    let left_behind = place.path().join(".lore-export-killed");
    let at_work = place.path().join(".lore-export-at-work");
    fs::write(&left_behind, "half").unwrap();
    let other = File::create(&at_work).unwrap();
    other.lock().unwrap();
    let path = place.path().join("all.jsonl");
    let ran = place.lore(&["export", "-o", path.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!left_behind.exists());
    assert!(at_work.exists(), "somebody else's was removed");
    let names = fs::read_dir(place.path()).unwrap().flatten();
    let unfinished = names
        .filter(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .starts_with(".lore-export-")
        })
        .count();
    assert_eq!(unfinished, 1);
}

#[cfg(unix)]
#[test]
fn pipes_are_read_and_not_replaced() {
    let place = Place::with_new_store();
    let line = b"{\"id\":\"a\",\"text\":\"one\",\"repository\":\"r\"}\n";
    let ran = place.lore_reading(&["import", "/dev/stdin", "--json"], line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.json()["added"], 1);
    let again = place.lore_reading(&["import", "-", "--json"], line);
    assert_eq!(again.json()["same"], 1, "{}", again.stderr);
    for force in [&["--force"][..], &[]] {
        let arguments = [&["export", "-o", "/dev/stdout"][..], force].concat();
        let ran = place.lore(&arguments);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("standard output"), "{}", ran.stderr);
    }
}

#[test]
fn a_dry_run_does_not_say_that_it_did() {
    let place = Place::with_new_store();
    let lines = b"{\"text\":\"one\",\"mood\":\"good\"}\nnonsense\n";
    let ran = place.lore_reading(&["import", "--dry-run", "-"], lines);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("all others could"), "{}", ran.stderr);
    assert!(ran.stderr.contains("mood (1)"), "{}", ran.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_memories_is_placed_by_the_folder_around_it() {
    let place = Place::with_new_store();
    let table = place.path().join("assistant/memories.lance");
    fs::create_dir_all(place.path().join("assistant")).unwrap();
    let texts = |text: &str| std::sync::Arc::new(StringArray::from(vec![text])) as ArrayRef;
    let columns = [("id", texts("u-1")), ("text", texts("prefers tabs"))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    InsertBuilder::new(table.to_str().unwrap())
        .execute(vec![batch])
        .await
        .unwrap();
    let told = place.lore(&["import", "--json", table.to_str().unwrap()]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert_eq!(told.json()["new_repositories"], json!(["assistant"]));
}
