//! What is printed about entries, for people and as JSON.

use std::process::Stdio;

use lore::store::{NewRow, Store, schema::VECTOR_WIDTH};

use super::program::Place;

/// When ages are told.
const NOON: &str = "2026-11-23T12:00:00Z";

/// Takes out what is different on each machine.
fn with_stable_sizes(check: impl FnOnce()) {
    insta::with_settings!({filters => vec![
        (r"\d+(\.\d)? (kB|MB)", "[size]"),
        (r#""database_size_mb":[0-9.]+"#, r#""database_size_mb":"[size]""#),
        (r"\(\d+ \w+ ago\)", "([age])"),
    ]}, { check() });
}

#[test]
fn for_people() {
    let place = Place::with_legacy_store();
    with_stable_sizes(|| {
        insta::assert_snapshot!("projects", place.lore(&["projects"]).stdout);
        insta::assert_snapshot!("stats", place.lore_at(NOON, &["stats"]).stdout);
        insta::assert_snapshot!("list", place.lore(&["list"]).stdout);
        insta::assert_snapshot!(
            "list_oldest",
            place
                .lore(&["list", "--sort", "oldest", "--type", "decision"])
                .stdout
        );
        insta::assert_snapshot!(
            "show",
            place
                .lore(&["show", "decision-1795330760844-f6gbnd"])
                .stdout
        );
        insta::assert_snapshot!(
            "search_keyword",
            place
                .lore(&["search", "incident reports", "--mode", "keyword"])
                .stdout
        );
    });
}

#[test]
fn as_json() {
    let place = Place::with_legacy_store();
    with_stable_sizes(|| {
        insta::assert_snapshot!("projects_json", place.lore(&["projects", "--json"]).stdout);
        let stats = place.lore_at(NOON, &["stats", "--json"]);
        insta::assert_snapshot!("stats_json", stats.stdout);
        insta::assert_snapshot!(
            "list_json",
            place.lore(&["list", "--json", "--limit", "2"]).stdout
        );
        insta::assert_snapshot!(
            "show_json",
            place
                .lore(&["show", "decision-1795330760844-f6gbnd", "--json"])
                .stdout
        );
    });
}

#[test]
fn lists_are_whole_unless_a_limit_is_asked_for() {
    let place = Place::with_legacy_store();
    let all = place.lore(&["list", "--json"]).json();
    assert_eq!(all["entries"].as_array().unwrap().len(), 16);
    assert_eq!(all["total"], 16);

    let some = place.lore(&["list", "--limit", "3"]);
    assert_eq!(some.stdout.lines().count(), 6);
    assert_eq!(some.stderr, "note: 3 of 16 shown; --limit 16 shows all\n");

    let none = place.lore(&["list", "--json", "--limit", "0"]).json();
    assert_eq!(none, serde_json::json!({"entries": [], "total": 16}));
}

#[test]
fn filters_add_up_and_repeat() {
    let place = Place::with_legacy_store();
    let total = |arguments: &[&str]| {
        let ran = place.lore(&[&["list", "--json"], arguments].concat());
        ran.json()["total"].as_u64().unwrap()
    };
    assert_eq!(total(&["--repo", "statushub"]), 8);
    assert_eq!(total(&["--type", "decision", "--type", "issue"]), 6);
    assert_eq!(
        total(&[
            "--type",
            "decision",
            "--repo",
            "statushub",
            "--match",
            "POSTGRESQL"
        ]),
        1
    );
    assert_eq!(total(&["--before", "2020-01-01"]), 0);
    assert_eq!(total(&["--after", "2020-01-01"]), 16);
    assert_eq!(total(&["--type", "system"]), 2);
    let counted = place
        .lore(&["stats", "--json", "--agent", "architect"])
        .json();
    assert_eq!(counted["total_entries"], 4);
}

#[test]
fn reembedding_lets_semantic_search_see() {
    let place = Place::with_legacy_store();
    let question = [
        "search",
        "how do services check a token",
        "--json",
        "--mode",
        "semantic",
    ];
    let before = place.lore(&question);
    assert!(
        before
            .stderr
            .contains("semantic search cannot see 16 of 16 entries"),
        "{}",
        before.stderr
    );

    let dry = place.lore(&["reembed", "--dry-run", "--json"]).json();
    assert_eq!(
        (dry["needed"].as_u64(), dry["embedded"].as_u64()),
        (Some(16), Some(0))
    );
    let done = place.lore(&["reembed", "--json"]).json();
    assert_eq!(done["embedded"], 16);
    let again = place.lore(&["reembed"]);
    assert_eq!(again.stdout, "0 entries embedded anew, of 16\n");

    let after = place.lore(&question);
    assert_eq!(after.stderr, "");
    let answer = after.json();
    let best = &answer["results"][0];
    assert!(best["text"].as_str().unwrap().contains("S256"), "{best}");
    assert_eq!(best["match"], serde_json::json!(["semantic"]));
    assert!(best["score"].as_f64().unwrap() <= 1.0);
}

#[test]
fn nothing_raw_reaches_a_terminal() {
    let place = Place::with_new_store();
    let text = "a\u{1b}[2Jb\u{7}\u{202e}c";
    // lore refuses such a type; other programs do not.
    let row = NewRow {
        id: "id\u{1b}[m".to_owned(),
        vector: vec![0.0; VECTOR_WIDTH],
        text: text.to_owned(),
        kind: "kind\u{1b}]0;x\u{7}".to_owned(),
        project_id: "p\u{85}".to_owned(),
        session_id: "s\r".to_owned(),
        agent: "\u{9b}31m".to_owned(),
        timestamp: "\u{1b}c".to_owned(),
        metadata: "{\u{7}".to_owned(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open_or_create(place.store()).await.unwrap();
        let repository = store.repository_or_create("odd").await.unwrap();
        repository.append(std::slice::from_ref(&row)).await.unwrap();
    });
    for arguments in [
        vec!["list"],
        vec!["show", &row.id],
        vec!["stats"],
        vec!["search", "b", "--mode", "fuzzy"],
    ] {
        let ran = place.lore(&arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        let raw = |c: &char| c.is_control() && *c != '\n';
        assert_eq!(ran.stdout.chars().find(raw), None, "{arguments:?}");
        assert!(!ran.stdout.contains('\u{202e}'), "{arguments:?}");
    }
    let entry = place.lore(&["list", "--json"]).json();
    assert_eq!(entry["entries"][0]["text"], text);
}

#[test]
fn a_pipe_is_plain_and_colour_can_be_forced() {
    let place = Place::with_legacy_store();
    assert!(!place.lore(&["list"]).stdout.contains('\u{1b}'));
    let coloured = |extra: &[(&str, &str)]| {
        let mut command = place.command(&["list"]);
        command
            .env("CLICOLOR_FORCE", "1")
            .envs(extra.iter().copied());
        super::program::ran(command.output().unwrap())
            .stdout
            .contains('\u{1b}')
    };
    assert!(coloured(&[]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
}

#[test]
fn a_broken_pipe_is_no_error() {
    let place = Place::with_legacy_store();
    for arguments in [
        vec!["list"],
        vec!["list", "--json"],
        vec!["projects"],
        vec!["man"],
    ] {
        let mut child = place
            .command(&arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(output.stderr, b"", "{arguments:?}");
    }
}
