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
