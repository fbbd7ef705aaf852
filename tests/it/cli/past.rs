//! `lore show --history`, `lore revert` and `lore purge`.

use super::program::Place;

const SECRET: &str = "the password is rosebud-7741";

/// A store with one entry that was edited once, and its id.
fn edited() -> (Place, String) {
    let place = Place::with_new_store();
    let stored = place.lore(&[
        "store",
        SECRET,
        "credential",
        "--repo",
        "r",
        "--agent",
        "qa",
    ]);
    let id = stored.stdout.trim().to_owned();
    assert_eq!(stored.code, 0, "{}", stored.stderr);
    let text = "the password is in the vault";
    let edit = place.lore(&["edit", &id, "--text", text, "--agent", "security"]);
    assert_eq!(edit.code, 0, "{}", edit.stderr);
    (place, id)
}

#[test]
fn history_is_told_word_by_word() {
    let (place, id) = edited();
    let shown = place.lore(&["show", &id, "--history"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let (_, history) = shown.stdout.split_once("\nhistory\n").unwrap();
    let lines: Vec<&str> = history.lines().collect();
    assert!(
        lines[0].starts_with("2  since ") && lines[0].ends_with(", now"),
        "{history}"
    );
    assert_eq!(lines[1], "    agent       [-qa-]{+security+}");
    assert!(lines[2].starts_with("    the password is "), "{history}");
    assert!(
        lines[2].contains("[-") && lines[2].contains("{+"),
        "{history}"
    );
    assert!(lines[3].starts_with("1  since ") && lines[3].contains(" or earlier, until change "));
    assert_eq!(lines[4], format!("    {SECRET}"));
    assert_eq!(lines.len(), 5);
    assert!(shown.stderr.contains("lore revert"));
}

#[test]
fn history_as_json() {
    let (place, id) = edited();
    let shown = place.lore(&["--json", "show", &id, "--history"]).json();
    assert_eq!(shown["entry"]["text"], "the password is in the vault");
    let history = shown["history"].as_array().unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0]["current"], true);
    assert_eq!(history[0]["state"], 2);
    assert_eq!(history[0]["revision"], shown["entry"]["revision"]);
    assert_eq!(history[0]["before_change"], serde_json::Value::Null);
    assert_eq!(history[1]["text"], SECRET);
    assert_eq!(history[1]["agent"], "qa");
    assert!(history[1]["before_change"].is_string());
    assert!(history[1]["since"].is_string());

    assert_eq!(place.lore(&["rm", &id]).code, 0);
    let gone = place.lore(&["--json", "show", &id, "--history"]).json();
    assert_eq!(gone["entry"], serde_json::Value::Null);
    assert_eq!(gone["history"].as_array().unwrap().len(), 2);
    assert_eq!(place.lore(&["show", "nothing", "--history"]).code, 3);
}

#[test]
fn an_earlier_state_is_brought_back_by_its_number() {
    let (place, id) = edited();
    let back = place.lore(&["--json", "revert", &id, "--to", "1"]).json();
    assert_eq!(back["changed"][0]["id"], id.as_str());
    let shown = place.lore(&["--json", "show", &id]).json();
    assert_eq!(
        (&shown["text"], &shown["agent"]),
        (&SECRET.into(), &"qa".into())
    );
    assert_eq!(shown["revision"], back["changed"][0]["revision"]);

    let missing = place.lore(&["revert", &id, "--to", "9"]);
    assert_eq!(missing.code, 3, "{}", missing.stderr);
    assert!(
        missing.stderr.contains("3 states, not 9"),
        "{}",
        missing.stderr
    );
    assert_eq!(place.lore(&["revert", &id, "--to", "3"]).code, 4);
    assert_eq!(place.lore(&["revert", &id]).code, 2);
    assert_eq!(place.lore(&["undo"]).code, 0);
    let undone = place.lore(&["--json", "show", &id]).json();
    assert_eq!(undone["text"], "the password is in the vault");

    assert_eq!(place.lore(&["rm", &id]).code, 0);
    let back = place.lore(&["revert", &id, "--to", "1"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    assert_eq!(place.lore(&["--json", "show", &id]).json()["text"], SECRET);
}

#[test]
fn a_purge_is_shown_first_and_done_when_asked_for() {
    let (place, id) = edited();
    let other = place.lore(&["store", "another one", "--repo", "r"]);
    let other = other.stdout.trim().to_owned();
    let plan = place.lore(&["--json", "purge", &id]).json();
    assert_eq!(plan["dry_run"], true);
    assert_eq!(plan["entries"][0]["id"], id.as_str());
    let plan = place.lore(&["purge", &id]);
    assert_eq!(plan.code, 0);
    assert!(plan.stdout.contains(&id), "{}", plan.stdout);
    assert!(plan.stderr.contains("--yes"), "{}", plan.stderr);
    assert_eq!(place.lore(&["show", &id]).code, 0);

    let unknown = place.lore(&["purge", &id, "nothing", "--yes"]);
    assert_eq!(unknown.code, 3);
    assert!(unknown.stderr.contains("`nothing`"), "{}", unknown.stderr);
    assert_eq!(place.lore(&["show", &id]).code, 0);
    assert_eq!(place.lore(&["purge", "--yes"]).code, 2);

    let done = place.lore(&["--json", "purge", &id, "--yes"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let done = done.json();
    assert_eq!(done["erased"][0]["id"], id.as_str());
    assert_eq!(done["found_in"], serde_json::json!([]));
    assert!(done["files_searched"].as_u64().unwrap() > 0);
    assert_eq!(place.lore(&["show", &id, "--history"]).code, 3);
    assert_eq!(place.lore(&["purge", &id, "--yes"]).code, 3);
    assert_eq!(place.lore(&["show", &other]).code, 0);

    assert_eq!(place.lore(&["rm", &other]).code, 0);
    let plan = place.lore(&["purge", "--trash"]);
    assert!(plan.stdout.contains(&other), "{}", plan.stdout);
    let done = place.lore(&["purge", "--trash", "--yes"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(
        done.stdout.starts_with("1 entry erased for good"),
        "{}",
        done.stdout
    );
    let again = place.lore(&["purge", "--trash", "--yes"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (0, "nothing was erased\n")
    );
}
