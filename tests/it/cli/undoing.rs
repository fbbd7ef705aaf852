//! `lore undo`, `lore redo` and `lore log`.

use serde_json::Value;

use super::program::Place;

const IDS: [&str; 2] = [
    "decision-1795330760844-f6gbnd",
    "decision-1795330760962-qmr0l9",
];

fn agent(place: &Place, id: &str) -> Value {
    place.lore(&["show", id, "--json"]).json()["agent"].clone()
}

#[test]
fn nothing_can_be_taken_back_before_something_was_changed() {
    let place = Place::with_legacy_store();
    for arguments in [
        &["undo"][..],
        &["undo", "--dry-run"],
        &["undo", "nope"],
        &["undo", "nope", "--dry-run"],
        &["redo"],
    ] {
        let ran = place.lore(arguments);
        assert_eq!(ran.code, 3, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("lore log"), "{}", ran.stderr);
    }
    assert_eq!(place.lore(&["log"]).stdout, "no changes\n");
    assert_eq!(place.lore(&["log", "--json"]).json()["total"], 0);
}

#[test]
fn a_change_is_shown_before_it_is_taken_back() {
    let place = Place::with_legacy_store();
    let made = place
        .lore(&["edit", IDS[0], "--agent", "x", "--json"])
        .json();
    let change = made["change"].as_str().unwrap();
    let shown = place.lore(&["undo", "--dry-run"]);
    assert_eq!(shown.code, 0);
    assert!(
        shown.stdout.starts_with(&format!(
            "would take back: edit {change} of 1 entry (agent=x)"
        )),
        "{}",
        shown.stdout
    );
    let named = place.lore(&["undo", change, "--dry-run", "--json"]).json();
    assert_eq!(
        (&named["change"], &named["action"]),
        (&change.into(), &"edit".into())
    );
    assert_eq!(agent(&place, IDS[0]), "x");
}

#[test]
fn a_later_change_is_not_overwritten() {
    let place = Place::with_legacy_store();
    let before = agent(&place, IDS[1]);
    let made = place
        .lore(&["retag", IDS[0], IDS[1], "--to-agent", "x", "--json"])
        .json();
    let change = made["change"].as_str().unwrap();
    place.lore(&["edit", IDS[0], "--agent", "later"]);

    let part = place.lore(&["undo", change]);
    assert_eq!(part.code, 0, "{}", part.stderr);
    assert!(
        part.stdout
            .starts_with("1 entry put back as before the edit"),
        "{}",
        part.stdout
    );
    assert!(
        part.stderr
            .contains(&format!("{} left alone: somebody changed it since", IDS[0])),
        "{}",
        part.stderr
    );
    assert_eq!(agent(&place, IDS[0]), "later");
    assert_eq!(agent(&place, IDS[1]), before);

    let again = place.lore(&["undo", change, "--json"]);
    assert_eq!(again.code, 4, "{}", again.stderr);
    assert_eq!(again.json()["error"]["code"], "CONFLICT");
}

#[test]
fn nothing_left_to_take_back_is_a_conflict() {
    let place = Place::with_legacy_store();
    let made = place
        .lore(&["edit", IDS[0], "--agent", "x", "--json"])
        .json();
    place.lore(&["edit", IDS[0], "--agent", "later"]);
    let refused = place.lore(&["undo", made["change"].as_str().unwrap(), "--json"]);
    assert_eq!(refused.code, 4);
    assert_eq!(refused.json()["error"]["code"], "CONFLICT");
    assert!(
        refused.stderr.contains("somebody changed it since"),
        "{}",
        refused.stderr
    );
    assert_eq!(agent(&place, IDS[0]), "later");
}

#[test]
fn the_journal_tells_who_changed_what() {
    let place = Place::with_legacy_store();
    place.lore(&["edit", IDS[0], "--text", "a new text of a secret plan"]);
    place.lore(&["retag", "--repo", "statushub", "--to-agent", "qa", "--yes"]);
    place.lore(&["undo"]);
    place.lore(&["redo"]);
    place.lore(&["rm", "--match", "secret plan", "--yes"]);
    let log = place.lore(&["log"]);
    assert!(!log.stdout.contains("secret"), "{}", log.stdout);
    insta::with_settings!({filters => vec![
        (r"\d{4}-\d\d-\d\d \d\d:\d\d", "[when]"),
        (r"\S+@\S+ via", "[user] via"),
        (r"\b[0-9a-z]{14}\b", "[change]"),
        (r" {2,}", "  "),
    ]}, { insta::assert_snapshot!("log", log.stdout) });

    let some = place.lore(&["log", "--limit", "2", "--json"]).json();
    assert_eq!(some["total"], 5);
    let changes = some["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    let newest = &changes[0];
    assert_eq!(newest["action"], "delete");
    assert_eq!(newest["entries"], 1);
    assert_eq!(newest["repositories"], serde_json::json!(["statushub"]));
    assert_eq!(newest["state"], "done");
    assert!(
        newest["who"].as_str().unwrap().ends_with(" via cli"),
        "{newest}"
    );
    let cut = place.lore(&["log", "--limit", "2"]);
    assert!(
        cut.stderr.contains("2 of 5 shown; --limit 5 shows all"),
        "{}",
        cut.stderr
    );
}
