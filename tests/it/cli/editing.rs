//! `lore edit`: by arguments and in an editor.

use std::fs;

use lore::store::{NewRow, Store, schema::VECTOR_WIDTH};
use serde_json::{Value, json};

use super::program::{AtTerminal, Place};

const ID: &str = "decision-1795330760844-f6gbnd";

fn entry(place: &Place, id: &str) -> Value {
    place.lore(&["show", id, "--json"]).json()
}

#[test]
fn fields_get_the_values_given() {
    let place = Place::with_legacy_store();
    let before = entry(&place, ID);
    let made = place.lore(&[
        "edit",
        ID,
        "--json",
        "--type",
        "pattern",
        "--agent",
        "qa",
        "--project",
        "a/b",
        "--session",
        "s-9",
        "--metadata",
        r#"{"tags": ["x"], "n": 1}"#,
    ]);
    assert_eq!((made.code, made.stderr.as_str()), (0, ""));
    let after = entry(&place, ID);
    assert_eq!(
        made.json(),
        json!({
            "change": made.json()["change"],
            "changed": [{"id": ID, "repository": "statushub", "revision": after["revision"]}],
            "refused": [],
            "cancelled": false,
            "credentials": [],
        })
    );
    assert_ne!(after["revision"], before["revision"]);
    let mut expected = before.clone();
    for (name, value) in [
        ("type", json!("pattern")),
        ("agent", json!("qa")),
        ("project_id", json!("a/b")),
        ("session_id", json!("s-9")),
        ("metadata", json!({"tags": ["x"], "n": 1})),
        ("revision", after["revision"].clone()),
    ] {
        expected[name] = value;
    }
    assert_eq!(after, expected);

    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(entry(&place, ID), before);
    assert_eq!(place.lore(&["redo"]).code, 0);
    assert_eq!(entry(&place, ID), after);
}

#[test]
fn a_text_comes_from_standard_input_to_the_letter() {
    let place = Place::with_legacy_store();
    let text = "---\ntype: x\r\n\t\u{1b}[2J日本\n\n";
    let made = place.lore_reading(&["edit", ID, "--text", "-"], text.as_bytes());
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(
        made.stdout.starts_with("1 entry got a new text (change "),
        "{}",
        made.stdout
    );
    assert_eq!(entry(&place, ID)["text"], text);
    // The new text has a vector of the model, which the others lack.
    let found = place.lore(&["search", "日本", "--mode", "semantic", "--json"]);
    assert_eq!(found.json()["results"][0]["id"], ID);
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let place = Place::with_legacy_store();
    let before = entry(&place, ID);
    let revision = before["revision"].as_str().unwrap();
    let refused = |arguments: &[&str], code: i32, name: &str, parts: &[&str]| {
        let ran = place.lore(&[&["edit", "--json"], arguments].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.json()["error"]["code"], name, "{arguments:?}");
        for part in parts {
            assert!(ran.stderr.contains(part), "{part} in {}", ran.stderr);
        }
    };
    refused(
        &["nope-1", "--type", "x"],
        3,
        "NOT_FOUND",
        &["`nope-1`", "lore list"],
    );
    refused(
        &[ID, "--repo", "nope", "--type", "x"],
        3,
        "NOT_FOUND",
        &["'nope'"],
    );
    refused(
        &[ID, "--text", " \n"],
        2,
        "INVALID_REQUEST",
        &["white space"],
    );
    refused(&[ID, "--type", "a\nb"], 2, "INVALID_REQUEST", &["control"]);
    refused(
        &[ID, "--metadata", "{\"a\": nope}"],
        2,
        "INVALID_REQUEST",
        &["nope"],
    );
    refused(&[ID], 2, "INVALID_REQUEST", &["terminal", "--text"]);
    refused(
        &[ID, "--type", "x", "--if-revision", "0000"],
        4,
        "CONFLICT",
        &["0000", revision],
    );
    assert_eq!(entry(&place, ID), before);
    assert_eq!(place.lore(&["log", "--json"]).json()["total"], 0);

    let same = place.lore(&["edit", ID, "--type", "decision", "--if-revision", revision]);
    assert_eq!((same.code, same.stdout.as_str()), (0, "nothing changed\n"));
    assert!(
        same.stderr.contains("already is like that"),
        "{}",
        same.stderr
    );
    assert_eq!(
        place
            .lore(&["edit", ID, "--type", "x", "--if-revision", revision])
            .code,
        0
    );
}

#[test]
fn an_id_in_two_repositories_needs_one_named() {
    let place = Place::with_new_store();
    let id = "issue-1\u{1b}[2J";
    let row = NewRow {
        id: id.to_owned(),
        vector: vec![0.0; VECTOR_WIDTH],
        text: "twice".to_owned(),
        kind: "issue".to_owned(),
        project_id: "p".to_owned(),
        session_id: String::new(),
        agent: "qa".to_owned(),
        timestamp: "2026-01-31T00:00:00Z".to_owned(),
        metadata: "{}".to_owned(),
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open_or_create(place.store()).await.unwrap();
        for name in ["one", "two"] {
            let repository = store.repository_or_create(name).await.unwrap();
            repository.append(std::slice::from_ref(&row)).await.unwrap();
        }
    });
    let vague = place.lore(&["edit", id, "--agent", "x"]);
    assert_eq!(vague.code, 2);
    assert!(vague.stderr.contains("(one, two)"), "{}", vague.stderr);
    assert!(!vague.stderr.contains('\u{1b}'));
    assert_eq!(
        place
            .lore(&["edit", id, "--agent", "x", "--repo", "two"])
            .code,
        0
    );
    let agents = place.lore(&["stats", "--json"]).json()["by_agent"].clone();
    assert_eq!(agents, json!({"qa": 1, "x": 1}));
    assert_eq!(place.lore(&["rm", id, "--repo", "one"]).code, 0);
    let listed = place.lore(&["trash"]);
    assert!(!listed.stdout.contains('\u{1b}'), "{}", listed.stdout);
    assert_eq!(place.lore(&["trash", "restore", id]).code, 0);
}

fn assert_done(ran: &AtTerminal) {
    assert_eq!(ran.code, 0, "{}", ran.screen);
}

/// The file that a failure says was kept.
fn kept(ran: &AtTerminal) -> String {
    let path = ran.screen.split("is kept in ").nth(1).unwrap();
    let path = path.split([',', '\n']).next().unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn an_editor_changes_what_is_written() {
    let place = Place::with_legacy_store();
    let script = r#"sed -i 's/^type: .*/type: pattern/' "$1"; echo '--- more' >> "$1""#;
    let done = place.lore_with_editor(&["edit", ID], script);
    assert_done(&done);
    assert!(
        done.screen.contains("got a new text, type"),
        "{}",
        done.screen
    );
    let after = entry(&place, ID);
    assert_eq!(after["type"], "pattern");
    assert!(after["text"].as_str().unwrap().ends_with("\n--- more"));
    let left = fs::read_dir(place.path()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("lore-edit")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn an_editor_that_changes_nothing_leaves_the_entry_alone() {
    let place = Place::with_legacy_store();
    let before = entry(&place, ID);
    for script in ["true", r#": > "$1""#, r#"rm "$1""#] {
        let done = place.lore_with_editor(&["edit", ID], script);
        assert_done(&done);
        assert!(done.screen.contains("nothing changed"), "{}", done.screen);
    }
    let killed = place.lore_with_editor(&["edit", ID], r#"echo x >> "$1"; kill -9 $$"#);
    assert_eq!(killed.code, 1, "{}", killed.screen);
    assert!(kept(&killed).ends_with("\nx\n"));
    let none = place.lore_at_terminal(&["edit", ID], &[]);
    assert_eq!(none.code, 1);
    assert!(none.screen.contains("EDITOR"), "{}", none.screen);
    assert_eq!(entry(&place, ID), before);
}

#[test]
fn a_broken_document_comes_back_until_it_is_given_up() {
    let place = Place::with_legacy_store();
    let mended = r#"
        if grep -q '^# >>> .*metadata is no JSON' "$1"
        then sed -i 's/^metadata: .*/metadata: {"a":1}/' "$1"
        else sed -i 's/^metadata: .*/metadata: {"a":/' "$1"; fi"#;
    assert_done(&place.lore_with_editor(&["edit", ID], mended));
    assert_eq!(entry(&place, ID)["metadata"], json!({"a": 1}));

    let before = entry(&place, ID);
    let broken = r#"grep -q tpye "$1" || { sed -i 's/^type/tpye/' "$1"; echo new >> "$1"; }"#;
    let given_up = place.lore_with_editor(&["edit", ID], broken);
    assert_eq!(given_up.code, 2, "{}", given_up.screen);
    assert!(given_up.screen.contains("`tpye`"), "{}", given_up.screen);
    assert!(kept(&given_up).ends_with("\nnew\n"));
    assert_eq!(entry(&place, ID), before);
}

#[test]
fn somebody_else_s_change_is_not_overwritten() {
    let place = Place::with_legacy_store();
    let lore = env!("CARGO_BIN_EXE_lore");
    let script =
        format!(r#"echo mine >> "$1"; '{lore}' edit {ID} --agent them --text theirs > /dev/null"#);
    let late = place.lore_with_editor(&["edit", ID], &script);
    assert_eq!(late.code, 4, "{}", late.screen);
    assert!(
        late.screen.contains("2 fields") && late.screen.contains("text, agent"),
        "{}",
        late.screen
    );
    assert!(kept(&late).ends_with("\nmine\n"));
    assert_eq!(entry(&place, ID)["text"], "theirs");

    let script = format!(r#"echo mine >> "$1"; '{lore}' rm {ID} > /dev/null"#);
    let late = place.lore_with_editor(&["edit", ID], &script);
    assert_eq!(late.code, 4, "{}", late.screen);
    assert!(
        late.screen.contains("was removed while you edited it"),
        "{}",
        late.screen
    );
    assert!(kept(&late).ends_with("\nmine\n"));
}
