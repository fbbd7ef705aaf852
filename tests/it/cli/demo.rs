//! `lore demo`.

use std::fs;

use super::program::Place;

#[test]
fn the_sample_store_can_be_searched_at_once() {
    let place = Place::empty();
    let folder = place.path().join("sample");
    let folder = folder.to_str().unwrap();
    let made = place.lore(&["demo", "--no-tui", "--path", folder]);
    assert_eq!(
        (made.code, made.stdout.trim()),
        (0, folder),
        "{}",
        made.stderr
    );

    let best = |query: &str| {
        let ran = place.lore(&["--store", folder, "--json", "search", query, "--limit", "3"]);
        assert_eq!(ran.stderr, "");
        ran.stdout
    };
    assert!(best("how do services authenticate").contains("RS256"));
    assert!(best("why did we choose postgres").contains("over MongoDB"));
    assert!(best("flaky test retry").contains("Flaky tests get one retry"));
    assert!(best("pallet scanner in the harbour warehouse").contains("API conventions"));
    assert_eq!(
        place
            .lore(&["--store", folder, "list", "--json", "--limit", "0"])
            .json()["total"],
        600
    );

    let again = place.lore(&[
        "demo",
        "--no-tui",
        "--path",
        folder,
        "--entries",
        "7",
        "--json",
    ]);
    assert_eq!(again.json()["path"], folder);
    assert_eq!(
        place
            .lore(&["--store", folder, "list", "--json", "--limit", "0"])
            .json()["total"],
        600
    );
}

#[test]
fn many_entries_are_left_for_later_and_this_is_said() {
    let place = Place::empty();
    let folder = place.path().join("large");
    let folder = folder.to_str().unwrap();
    let made = place.lore(&["demo", "--no-tui", "--path", folder, "--entries", "100000"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(
        made.stderr.contains("cannot see 100,000 entries"),
        "{}",
        made.stderr
    );
    let listed = place.lore(&["--store", folder, "list", "--json"]).json();
    assert_eq!(listed["entries"].as_array().unwrap().len(), 100_000);
}

#[test]
fn a_folder_with_something_else_is_refused() {
    let place = Place::empty();
    let mine = place.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("notes.txt"), "mine").unwrap();
    let refused = place.lore(&["demo", "--no-tui", "--path", mine.to_str().unwrap()]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("not empty"), "{}", refused.stderr);
    assert_eq!(fs::read_dir(&mine).unwrap().count(), 1);
}

#[test]
fn without_a_path_each_store_is_a_new_one() {
    let place = Place::empty();
    let temporary = place.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let make = || {
        let mut command = place.command(&["demo", "--no-tui", "--entries", "3"]);
        let output = command.env("TMPDIR", &temporary).output().unwrap();
        super::program::ran(output).stdout.trim().to_owned()
    };
    let (first, second) = (make(), make());
    assert_ne!(first, second);
    for store in [first, second] {
        assert!(store.starts_with(temporary.to_str().unwrap()), "{store}");
        assert_eq!(place.lore(&["--store", &store, "projects"]).code, 0);
    }
}
