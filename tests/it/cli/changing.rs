//! `lore rm` and `lore retag`: entries by ids and by filters.

use std::{fs, process::Command};

use serde_json::{Value, json};

use super::program::{Place, ran};
use crate::waiting::until;

/// Ids of an entry of `statushub` and of one of `slack-broker`.
const IDS: [&str; 2] = [
    "decision-1795330760844-f6gbnd",
    "decision-1795330760962-qmr0l9",
];

fn total(place: &Place, arguments: &[&str]) -> u64 {
    let ran = place.lore(&[&["list", "--json", "--limit", "0"], arguments].concat());
    ran.json()["total"].as_u64().unwrap()
}

fn whole(place: &Place) -> Value {
    place.lore(&["list", "--json"]).json()
}

#[test]
fn entries_go_by_their_ids() {
    let place = Place::with_legacy_store();
    let before = whole(&place);
    let shown = place.lore(&["rm", IDS[0], IDS[1], IDS[0], "--dry-run", "--json"]);
    assert_eq!(
        shown.json(),
        json!({
            "dry_run": true,
            "total": 2,
            "by_type": {"decision": 2},
            "by_project": {"slack-broker": 1, "statushub": 1},
            "entries": [
                {"id": IDS[0], "repository": "statushub"},
                {"id": IDS[1], "repository": "slack-broker"},
            ],
        })
    );
    assert_eq!(whole(&place), before);

    let gone = place.lore(&["rm", IDS[0], IDS[1], "--json"]);
    assert_eq!((gone.code, gone.stderr.as_str()), (0, ""));
    let gone = gone.json();
    let mut ids: Vec<&str> = gone["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, IDS);
    assert_eq!(total(&place, &[]), 14);
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(whole(&place), before);
}

#[test]
fn an_unknown_id_stops_everything() {
    let place = Place::with_legacy_store();
    for command in ["rm", "retag"] {
        let mut arguments = vec![command, "--json", IDS[0], "nope-1", "nope-2"];
        if command == "retag" {
            arguments.extend(["--to-agent", "x"]);
        }
        let ran = place.lore(&arguments);
        assert_eq!(ran.code, 3);
        assert_eq!(ran.json()["error"]["code"], "NOT_FOUND");
        assert!(ran.stderr.contains("`nope-1`, `nope-2`"), "{}", ran.stderr);
    }
    assert_eq!(total(&place, &[]), 16);
    assert_eq!(place.lore(&["log", "--json"]).json()["total"], 0);
}

#[test]
fn filters_only_show_until_yes() {
    let place = Place::with_legacy_store();
    let before = whole(&place);
    let filters = ["rm", "--repo", "slack-broker", "--type", "decision"];
    let count = total(&place, &filters[1..]);
    assert!(count > 1);
    let shown = place.lore(&filters);
    assert_eq!(shown.code, 0);
    insta::assert_snapshot!("rm_shown", shown.stdout);
    assert!(shown.stderr.contains("nothing is changed yet") && shown.stderr.contains("--yes"));
    let shown = place.lore(&[&filters[..], &["--json"]].concat()).json();
    assert_eq!(shown["total"], count);
    assert_eq!(shown["entries"].as_array().unwrap().len() as u64, count);
    assert_eq!(whole(&place), before);

    let done = place.lore(&[&filters[..], &["--yes"]].concat());
    assert_eq!(done.code, 0);
    let told = format!("{count} entries moved to the trash (change ");
    assert!(done.stdout.starts_with(&told), "{}", done.stdout);
    assert_eq!(total(&place, &filters[1..]), 0);
    assert_eq!(total(&place, &[]), 16 - count);
    let log = place.lore(&["log", "--json"]).json();
    assert_eq!(
        log["changes"][0]["detail"],
        "repository slack-broker, type decision"
    );

    let none = place.lore(&[&filters[..], &["--yes"]].concat());
    assert_eq!((none.code, none.stdout.as_str()), (0, "nothing changed\n"));
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(whole(&place), before);
}

#[test]
fn everything_is_only_meant_when_asked_for() {
    let place = Place::with_legacy_store();
    for (arguments, part) in [
        (vec!["rm"], "--all"),
        (vec!["rm", "--yes"], "--all"),
        (vec!["rm", IDS[0], "--type", "decision"], "ids and filters"),
        (vec!["rm", IDS[0], "--all"], "ids and filters"),
        (vec!["rm", "--all", "--type", "issue"], "--all means"),
        (vec!["rm", "--all", "--yes", "--dry-run"], "--dry-run"),
        (vec!["retag", "--to-type", "x"], "--all"),
        (vec!["retag", "--all", "--yes"], "--to-type"),
        (vec!["retag", IDS[0], "--to-type", "a\nb"], "control"),
        (vec!["rm", "--before", "soon"], "`soon`"),
    ] {
        let ran = place.lore(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(part), "{part} in {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    assert_eq!(place.lore(&["rm", "--project", "nope", "--yes"]).code, 3);
    assert_eq!(total(&place, &[]), 16);

    let all = place.lore(&["rm", "--all", "--yes", "--json"]).json();
    assert_eq!(all["changed"].as_array().unwrap().len(), 16);
    assert_eq!(total(&place, &[]), 0);
    assert_eq!(
        total(&place, &["--type", "system"]),
        2,
        "start-up rows stay"
    );
}

#[test]
fn many_get_another_label() {
    let place = Place::with_legacy_store();
    let before = whole(&place);
    let arguments = [
        "retag",
        "--type",
        "decision",
        "--to-type",
        "ruling",
        "--to-project",
        "law",
    ];
    let count = total(&place, &["--type", "decision"]);
    let shown = place.lore(&arguments);
    assert!(
        shown.stdout.contains("would get a new type, project"),
        "{}",
        shown.stdout
    );
    assert_eq!(whole(&place), before);
    let done = place.lore(&[&arguments[..], &["--yes"]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(
        total(&place, &["--type", "ruling", "--project", "law"]),
        count
    );
    assert_eq!(total(&place, &["--type", "decision"]), 0);
    assert_eq!(total(&place, &[]), 16);
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(whole(&place), before);

    let one = place.lore(&[
        "retag",
        IDS[0],
        IDS[1],
        "--to-agent",
        "qa",
        "--to-session",
        "s",
    ]);
    assert!(
        one.stdout.starts_with("2 entries got a new session, agent"),
        "{}",
        one.stdout
    );
    let again = place.lore(&["retag", IDS[0], "--to-agent", "qa", "--json"]);
    assert_eq!(again.code, 0);
    assert_eq!(
        again.json()["refused"][0]["reason"],
        "it already is like that"
    );
}

#[test]
fn a_change_can_be_stopped_and_says_what_was_done() {
    const ENTRIES: u64 = 40_000;
    let place = Place::with_new_store();
    let store = place.store().to_str().unwrap().to_owned();
    let entries = ENTRIES.to_string();
    let made = place.lore(&["demo", "--no-tui", "--path", &store, "--entries", &entries]);
    assert_eq!(made.code, 0, "{}", made.stderr);

    let child = place.command(&["rm", "--all", "--yes"]).spawn().unwrap();
    until("the begin of a change", || {
        let mut repositories = fs::read_dir(&store).unwrap();
        repositories.find(|one| {
            let repository = one.as_ref().unwrap().path();
            repository.join("lore_changes.lance").exists()
        })
    })
    .unwrap();
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let stopped = ran(child.wait_with_output().unwrap());
    assert_eq!(stopped.code, 1, "{}", stopped.stdout);
    assert!(
        stopped.stderr.contains("interrupted after"),
        "{}",
        stopped.stderr
    );

    let left = total(&place, &[]);
    let trash = place.lore(&["trash", "--json", "--limit", "0"]).json();
    assert!(left > 0 && left + trash["total"].as_u64().unwrap() == ENTRIES);
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(total(&place, &[]), ENTRIES);
}
#[test]
fn secrets_are_masked_in_what_is_shown() {
    let place = Place::with_new_store();
    let key = ["AKIA", "Q7ZK2MPLX4WTRB7D"].concat();
    let text = format!("the key is {key} and works");
    assert_eq!(place.lore(&["store", &text, "--project", "p"]).code, 0);
    let shown = place.lore(&["rm", "--project", "p"]);
    assert!(
        shown.stdout.contains("the key is") && !shown.stdout.contains(&key),
        "{}",
        shown.stdout
    );
    assert_eq!(place.lore(&["rm", "--project", "p", "--yes"]).code, 0);
    let shown = place.lore(&["trash"]);
    assert!(
        shown.stdout.contains("the key is") && !shown.stdout.contains(&key),
        "{}",
        shown.stdout
    );
}
