//! `lore store`, and that every text comes back as it was.

use super::program::Place;

#[test]
fn an_entry_comes_back_as_it_was() {
    let place = Place::with_new_store();
    let text = "日本語 🚫 \"quotes\" 'q' \t tab \\ back; DROP TABLE x; --\nsecond line\n";
    let stored = place.lore(&[
        "--json",
        "store",
        text,
        "--type",
        "decision",
        "--agent",
        "qa",
        "--project",
        "shop/api",
        "--repo",
        "shop",
        "--session",
        "s-1",
        "--metadata",
        "{\"tags\":[\"日本\"],\"n\":1.5}",
    ]);
    assert_eq!(stored.code, 0, "{}", stored.stderr);
    let made = stored.json();
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("decision-"), "{id}");

    let entry = place.lore(&["show", id, "--json"]).json();
    assert_eq!(entry["text"], text);
    assert_eq!(entry["type"], "decision");
    assert_eq!(entry["agent"], "qa");
    assert_eq!(entry["project_id"], "shop/api");
    assert_eq!(entry["repository"], "shop");
    assert_eq!(entry["session_id"], "s-1");
    assert_eq!(
        entry["metadata"],
        serde_json::json!({"tags": ["日本"], "n": 1.5})
    );
    assert_eq!(entry["revision"], made["revision"]);
    assert_eq!(entry["timestamp"], made["timestamp"]);
}

#[test]
fn people_get_the_id_alone() {
    let place = Place::with_new_store();
    let ran = place.lore(&["store", "Use tabs", "pattern"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let id = ran.stdout.trim();
    assert!(id.starts_with("pattern-"), "{id}");
    assert_eq!(place.lore(&["show", id]).code, 0);
}

#[test]
fn a_text_may_begin_with_a_dash() {
    let place = Place::with_new_store();
    let ran = place.lore(&["store", "--", "- first\n- second"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let list = place.lore(&["list", "--json"]).json();
    assert_eq!(list["entries"][0]["text"], "- first\n- second");
    assert_eq!(list["entries"][0]["type"], "general");
}

#[test]
fn a_mistyped_option_is_not_taken_for_the_text() {
    let place = Place::with_new_store();
    for arguments in [
        ["store", "--agnet", "qa"],
        ["store", "--verbose", "a note to keep"],
    ] {
        let ran = place.lore(&arguments);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(arguments[1]), "{}", ran.stderr);
    }
    assert!(!place.path().join("store").exists(), "nothing was stored");
}

#[test]
fn a_text_can_come_from_standard_input() {
    let place = Place::with_new_store();
    let ran = place.lore_reading(
        &["store", "-", "issue", "--json"],
        "käse\n\n日本\n".as_bytes(),
    );
    let id = ran.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        place.lore(&["show", &id, "--json"]).json()["text"],
        "käse\n\n日本\n"
    );
}

#[test]
fn unusable_input_is_refused_and_creates_nothing() {
    let place = Place::with_new_store();
    let latin = place.lore_reading(&["store", "-"], b"k\xe4se");
    assert_eq!(latin.code, 2);
    assert!(
        latin.stderr.contains("UTF-8") && latin.stderr.contains("byte 1"),
        "{}",
        latin.stderr
    );

    let long = vec![b'x'; 10 * 1024 * 1024 + 1];
    let refused = place.lore_reading(&["store", "-", "--json"], &long);
    assert_eq!(refused.code, 2);
    assert_eq!(refused.json()["error"]["code"], "PAYLOAD_TOO_LARGE");

    assert_eq!(place.lore_reading(&["store", "-"], b" \n").code, 2);
    assert_eq!(place.lore(&["store", "x", "a\nb"]).code, 2);
    assert_eq!(place.lore(&["store", "x", "--repo", "a/b"]).code, 2);
    assert!(!place.store().exists());
}

#[cfg(unix)]
#[test]
fn files_are_as_private_as_the_store() {
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};

    fn modes(folder: &Path, found: &mut Vec<u32>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.metadata().unwrap() {
                below if below.is_dir() => modes(&entry.path(), found),
                file => found.push(file.permissions().mode() & 0o777),
            }
        }
    }

    // What a file is that nobody cares about.
    let folder = tempfile::tempdir().unwrap();
    let usual = folder.path().join("usual");
    fs::write(&usual, "").unwrap();
    let usual = fs::metadata(usual).unwrap().permissions().mode() & 0o777;
    for (store, mode) in [(None, 0o600), (Some(0o700), 0o600), (Some(0o755), usual)] {
        let place = Place::with_new_store();
        if let Some(store) = store {
            fs::create_dir(place.store()).unwrap();
            fs::set_permissions(place.store(), fs::Permissions::from_mode(store)).unwrap();
        }
        let ran = place.lore(&["store", "a note", "--repo", "shop"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let mut found = Vec::new();
        modes(place.store(), &mut found);
        assert!(found.len() > 2);
        let is_right = |found: &u32| *found == mode || *found == 0o600;
        assert!(found.iter().all(is_right), "{store:?}: {found:?}");
        assert!(found.contains(&mode), "{store:?}: {found:?}");
    }
}
