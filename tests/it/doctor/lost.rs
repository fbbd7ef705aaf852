//! Files that were lost, of one repository of several: it is named, and the others go on.

use std::{fs, path::Path};

use serde_json::json;

use crate::{cli::program::Place, fixture};

const LOST: &str = "statushub";
const SOUND: &str = "slack-broker";

/// The Node manager's store, one repository of which lost its rows.
fn place() -> Place {
    let place = Place::with_legacy_store();
    lose(&place.store().join(LOST));
    place
}

fn lose(repository: &Path) {
    for file in fixture::files(repository) {
        if file.parent().unwrap().ends_with("data") {
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn the_doctor_names_it_and_looks_at_the_others() {
    let place = place();
    for fix in [false, true] {
        let mut arguments = vec!["doctor", "--json"];
        arguments.extend(fix.then_some("--fix"));
        let before = fixture::contents(&place.store().join(LOST));
        let ran = place.lore(&arguments);
        assert_eq!(ran.code, 1, "{ran:?}");
        let told = ran.json();
        let findings = told["findings"].as_array().unwrap();
        let unreadable: Vec<_> = findings
            .iter()
            .filter(|one| one["problem"] == "unreadable")
            .collect();
        assert_eq!(unreadable.len(), 1, "{told}");
        assert_eq!(unreadable[0]["repository"], LOST);
        let message = unreadable[0]["message"].as_str().unwrap();
        assert!(message.contains("is gone"), "{message}");
        let others = findings.iter().filter(|one| one["repository"] == SOUND);
        assert!(others.count() > 0, "{told}");
        assert_eq!(told["repositories"][0]["repository"], SOUND);
        assert_eq!(
            fixture::contents(&place.store().join(LOST)),
            before,
            "what is left of it is left alone"
        );
    }
    let people = place.lore(&["doctor", "--fix"]);
    assert!(
        people.stdout.contains("statushub: left as it is"),
        "{people:?}"
    );
}

#[test]
fn questions_in_sql_leave_it_out_and_say_so() {
    let place = place();
    let query = "SELECT DISTINCT repository FROM entries";
    let ran = place.lore(&["sql", query, "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["rows"], json!([{"repository": SOUND}]));
    assert!(ran.stderr.contains("left out"), "{}", ran.stderr);
    assert!(ran.stderr.contains(LOST), "{}", ran.stderr);
}

#[test]
fn whoever_names_it_is_told_why_it_cannot_be_read() {
    let place = place();
    let commands: [&[&str]; 3] = [
        &["list", "--repo", LOST],
        &["search", "token", "--repo", LOST],
        &["store", "It cannot be found again", "--repo", LOST],
    ];
    for arguments in commands {
        let before = fixture::contents(&place.store().join(LOST));
        let ran = place.lore(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {ran:?}");
        let why = ran.stderr.lines().last().unwrap();
        for words in [LOST, "cannot be read", "is gone", "backup"] {
            assert!(why.contains(words), "{arguments:?}: {why}");
        }
        assert_eq!(fixture::contents(&place.store().join(LOST)), before);
    }
    let beside = place.lore(&["store", "The others take entries", "--repo", SOUND]);
    assert_eq!(beside.code, 0, "{beside:?}");
}

#[test]
fn a_table_whose_making_was_cut_off_is_made() {
    let table = "orchestra_knowledge.lance";
    for left in ["", "_transactions", "_versions", "data"] {
        let place = Place::with_new_store();
        let folder = place.store().join("shop").join(table).join(left);
        fs::create_dir_all(&folder).unwrap();
        if left == "_transactions" {
            fs::write(folder.join("0-c0ffee.txn"), "cut").unwrap();
        }
        let ran = place.lore(&["store", "Retry five times", "--repo", "shop", "--json"]);
        assert_eq!(ran.code, 0, "{left}: {ran:?}");
        let listed = place.lore(&["list", "--json"]).json();
        assert_eq!(listed["total"], 1, "{left}");
    }
}

#[test]
fn rows_without_a_version_are_not_taken_away() {
    let place = Place::with_legacy_store();
    let repository = place.store().join(LOST);
    for file in fixture::files(&repository) {
        if file.extension().is_some_and(|ending| ending == "manifest") {
            fs::remove_file(file).unwrap();
        }
    }
    let before = fixture::contents(&repository);
    let ran = place.lore(&["store", "Retry five times", "--repo", LOST]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for words in ["has no versions", "backup"] {
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    }
    assert_eq!(fixture::contents(&repository), before);
}

/// Two entries are left of what was stored at once, so that a file tells which row was removed.
fn with_removed_row() -> Place {
    let place = Place::with_legacy_store();
    let lines: Vec<String> = (1..=3)
        .map(|number| {
            let text = format!("Retry {number} times");
            json!({"id": format!("general-{number}-aaaaaa"), "text": text}).to_string()
        })
        .collect();
    let input = lines.join("\n");
    let arguments = ["import", "-", "--format", "jsonl", "--repo", "shop"];
    let imported = place.lore_reading(&arguments, input.as_bytes());
    assert_eq!(imported.code, 0, "{imported:?}");
    let removed = place.lore(&["rm", "general-2-aaaaaa"]);
    assert_eq!(removed.code, 0, "{removed:?}");
    place
}

#[test]
fn neither_lost_removals_nor_overwritten_ends_stop_the_others() {
    const TABLE: &str = "shop/orchestra_knowledge.lance";
    let lose_removals = |table: &Path| fs::remove_dir_all(table.join("_deletions")).unwrap();
    let overwrite_removals = |table: &Path| overwrite_ends(&table.join("_deletions"));
    let overwrite_rows = |table: &Path| overwrite_ends(&table.join("data"));
    let damages: [&dyn Fn(&Path); 3] = [&lose_removals, &overwrite_removals, &overwrite_rows];
    for damage in damages {
        let place = with_removed_row();
        let whole = place.lore(&["list", "--json", "--repo", "shop"]);
        assert_eq!(whole.json()["total"], 2, "{whole:?}");
        damage(&place.store().join(TABLE));
        let before = fixture::contents(&place.store().join("shop"));

        let commands: [&[&str]; 5] = [
            &["list"],
            &["search", "token"],
            &["stats"],
            &["export"],
            &["projects"],
        ];
        for arguments in commands {
            let ran = place.lore(arguments);
            assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
            assert!(ran.stderr.contains("left out"), "{arguments:?}: {ran:?}");
        }
        let stored = place.lore(&["store", "It cannot be found again", "--repo", "shop"]);
        assert_eq!(stored.code, 1, "{stored:?}");
        assert!(stored.stderr.contains("is gone"), "{}", stored.stderr);
        let told = place.lore(&["doctor", "--json"]).json();
        let unreadable = told["findings"][0].clone();
        assert_eq!(unreadable["problem"], "unreadable", "{told}");
        assert_eq!(unreadable["repository"], "shop", "{told}");
        assert_eq!(fixture::contents(&place.store().join("shop")), before);
    }
}

/// Puts other bytes in place of the last ones of each file.
fn overwrite_ends(folder: &Path) {
    let files = fixture::files(folder);
    assert!(!files.is_empty(), "{}", folder.display());
    for file in files {
        let mut bytes = fs::read(&file).unwrap();
        let from = bytes.len().saturating_sub(200);
        bytes[from..].fill(7);
        fs::write(file, bytes).unwrap();
    }
}

#[test]
fn nothing_is_stored_where_all_rows_were_lost() {
    let place = Place::with_legacy_store();
    let stored = place.lore(&["store", "Retry five times", "--repo", LOST]);
    assert_eq!(stored.code, 0, "{stored:?}");
    let table = place.store().join(LOST).join("orchestra_knowledge.lance");
    fs::remove_dir_all(&table).unwrap();
    fs::create_dir(&table).unwrap();
    let ran = place.lore(&["store", "Retry six times", "--repo", LOST]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("has no versions"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(&table).unwrap().count(), 0);
    let told = place.lore(&["doctor", "--json"]).json();
    assert_eq!(told["findings"][0]["problem"], "unreadable", "{told}");
    assert_eq!(told["findings"][0]["repository"], LOST, "{told}");
}

#[test]
fn what_could_not_be_mended_is_not_called_damaged() {
    let place = Place::with_legacy_store();
    assert_eq!(place.lore(&["reembed"]).code, 0);
    // No file can be opened there.
    let lock = place.store().join(SOUND).join(".lore-changes.lock");
    let _ = fs::remove_file(&lock);
    fs::create_dir(&lock).unwrap();
    let ran = place.lore(&["doctor", "--fix"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = format!("{SOUND}: left as it is: cannot open");
    assert!(ran.stdout.contains(&told), "{}", ran.stdout);
    assert!(!ran.stdout.contains("damaged"), "{}", ran.stdout);
    let json = place.lore(&["doctor", "--fix", "--json"]).json();
    assert_eq!(json["left_alone"][0]["repository"], SOUND, "{json}");
}
