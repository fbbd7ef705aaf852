//! `lore trash`: shown, brought back from, emptied.

use std::process::Stdio;

use serde_json::Value;

use super::program::Place;

const ID: &str = "decision-1795330760962-qmr0l9";

fn trash(place: &Place) -> Value {
    place.lore(&["trash", "--json"]).json()
}

#[test]
fn what_was_deleted_comes_back_as_it_was() {
    let place = Place::with_legacy_store();
    let before = place.lore(&["list", "--json"]).json();
    let entry = place.lore(&["show", ID, "--json"]).json();
    assert_eq!(place.lore(&["trash"]).stdout, "nothing in the trash\n");
    place.lore(&["rm", "--repo", "slack-broker", "--yes"]);

    let listed = trash(&place);
    assert_eq!(listed["total"], 8);
    let entries = listed["entries"].as_array().unwrap();
    let mut mine = entries.iter().find(|one| one["id"] == ID).unwrap().clone();
    assert!(mine["deleted_at"].is_string() && mine["change"].is_string());
    mine.as_object_mut()
        .unwrap()
        .retain(|name, _| name != "deleted_at" && name != "change");
    assert_eq!(mine, entry);

    let some = place.lore(&["trash", "--type", "decision", "--limit", "1"]);
    assert_eq!(some.stdout.lines().count(), 2);
    assert!(some.stdout.contains("deleted 20"), "{}", some.stdout);
    assert!(
        some.stderr.contains("--limit 2 shows all"),
        "{}",
        some.stderr
    );

    let restored = place.lore(&["trash", "restore", ID, "--json"]);
    assert_eq!(restored.code, 0, "{}", restored.stderr);
    assert_eq!(restored.json()["changed"][0]["id"], ID);
    assert_eq!(place.lore(&["show", ID, "--json"]).json(), entry);
    assert_eq!(trash(&place)["total"], 7);
    place.lore(&["trash", "restore", "--type", "decision"]);
    let rest = place.lore(&["trash", "restore", "--all"]);
    assert!(rest.stdout.contains("brought back"), "{}", rest.stdout);
    assert_eq!(trash(&place)["total"], 0);
    assert_eq!(place.lore(&["list", "--json"]).json(), before);
}

#[test]
fn what_is_not_there_cannot_come_back() {
    let place = Place::with_legacy_store();
    place.lore(&["rm", ID]);
    let missing = place.lore(&["trash", "restore", ID, "nope-1"]);
    assert_eq!(missing.code, 3);
    assert!(
        missing.stderr.contains("no entry `nope-1` in the trash"),
        "{}",
        missing.stderr
    );
    assert_eq!(trash(&place)["total"], 1);
    assert_eq!(place.lore(&["trash", "restore", "--type", "issue"]).code, 3);
    assert_eq!(place.lore(&["trash", "restore"]).code, 2);
    assert_eq!(
        place
            .lore(&["trash", "--limit", "1", "restore", "--all"])
            .code,
        2
    );
}

#[test]
fn emptying_asks_first() {
    let place = Place::with_legacy_store();
    place.lore(&["rm", ID]);
    let system = place.lore(&["list", "--type", "system", "--json"]).json();
    let system = system["entries"][0]["id"].as_str().unwrap().to_owned();
    place.lore(&["rm", &system]);
    assert_eq!(trash(&place)["total"], 1, "start-up rows are hidden");

    let shown = place.lore(&["trash", "empty"]);
    assert!(
        shown.stdout.starts_with("2 entries would leave"),
        "{}",
        shown.stdout
    );
    assert!(shown.stderr.contains("--yes"), "{}", shown.stderr);
    let none = place
        .lore(&["trash", "empty", "--older-than", "1d", "--json"])
        .json();
    assert_eq!(
        (&none["total"], &none["dry_run"]),
        (&0.into(), &true.into())
    );
    let none = place.lore(&["trash", "empty", "--older-than", "1d", "--yes"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, "nothing changed\n"));
    assert_eq!(
        place.lore(&["trash", "empty", "--older-than", "soon"]).code,
        2
    );
    assert_eq!(trash(&place)["total"], 1);

    assert_eq!(place.lore(&["trash", "restore", &system]).code, 0);
    let emptied = place.lore(&["trash", "empty", "--yes", "--json"]).json();
    assert_eq!(emptied["changed"][0]["id"], ID);
    assert_eq!(trash(&place)["total"], 0);
    let undo = place.lore(&["undo", emptied["change"].as_str().unwrap()]);
    assert_eq!(undo.code, 2, "{}", undo.stderr);
    let erased = place.lore(&["undo", "--json"]);
    assert_eq!(place.lore(&["show", ID]).code, 3, "{}", erased.stderr);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::with_legacy_store();
    place.lore(&["rm", "--repo", "slack-broker", "--yes"]);
    for arguments in [
        &["trash"][..],
        &["trash", "--json"],
        &["log"],
        &["rm", "--all"],
        &["trash", "empty"],
    ] {
        let mut child = place
            .command(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}
