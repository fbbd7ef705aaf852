//! `lore mcp` from its start to its end.

use std::fs::{self, File};

use serde_json::json;

use super::client::Client;
use crate::cli::program::Place;

#[test]
fn what_is_asked_before_the_client_goes_is_done_and_answered() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let ids: Vec<u64> = (0..8)
        .map(|n| {
            let arguments = json!({"text": format!("parting word {n}"), "project_id": "p"});
            let call = json!({"name": "store_knowledge", "arguments": arguments});
            client.send("tools/call", &call)
        })
        .collect();
    client.hang_up();
    for id in ids {
        let answer = client.answer(id);
        assert_eq!(answer["result"]["isError"], false, "{answer}");
    }
    assert!(client.wait().success());
    let listed = place.lore(&["list", "--json"]).json();
    assert_eq!(listed["total"], 8);
}

#[test]
fn an_answer_that_takes_its_time_comes_though_the_client_says_nothing_any_more() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let entry = json!({"text": "one", "project_id": "p"});
    let stored = client.done("store_knowledge", &entry);
    client.done(
        "edit_knowledge",
        &json!({"id": stored["id"], "text": "two"}),
    );
    // While somebody else changes the repository, an edit waits for a quarter of a minute.
    let lock = place.store().join("p/.lore-changes.lock");
    let held = File::options().write(true).open(lock).unwrap();
    held.lock().unwrap();
    let arguments = json!({"id": stored["id"], "text": "three"});
    let call = json!({"name": "edit_knowledge", "arguments": arguments});
    let id = client.send("tools/call", &call);
    client.hang_up();
    let answer = client.answer(id);
    let told = &answer["result"]["structuredContent"];
    assert_eq!(told["code"], "CONFLICT", "{answer}");
    assert!(client.wait().success());
}

#[test]
fn a_last_line_without_an_end_counts() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    client.write_raw(br#"{"jsonrpc":"2.0","id":"last","method":"ping"}"#);
    client.hang_up();
    assert_eq!(client.message().unwrap()["id"], "last");
    assert!(client.wait().success());
}

#[test]
fn a_server_that_is_asked_to_end_does_not_wait_for_its_client() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let entry = json!({"text": "one", "project_id": "p"});
    let stored = client.done("store_knowledge", &entry);
    let arguments = json!({"id": stored["id"], "text": "two"});
    client.done("edit_knowledge", &arguments);
    let lock = place.store().join("p/.lore-changes.lock");
    let held = File::options().write(true).open(lock).unwrap();
    held.lock().unwrap();
    client.send(
        "tools/call",
        &json!({"name": "edit_knowledge", "arguments": {"id": stored["id"], "text": "three"}}),
    );
    client.terminate();
    drop(held);
    assert!(client.wait().success());
}

#[test]
fn a_server_that_is_asked_to_end_ends_and_keeps_what_it_has_stored() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let arguments = json!({"text": "kept", "project_id": "p", "agent": "qa"});
    let stored = client.done("store_knowledge", &arguments);
    client.terminate();
    assert!(client.wait().success());
    let shown = place.lore(&["show", stored["id"].as_str().unwrap(), "--json"]);
    assert!(shown.stdout.contains("kept"), "{}", shown.stdout);
}

#[test]
fn clients_that_go_without_a_word_are_no_failure() {
    let place = Place::with_new_store();
    let mut client = Client::start(&place, &[]);
    client.hang_up();
    assert!(client.wait().success());
}

#[test]
fn the_journal_says_that_it_was_an_agent() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let stored = client.done(
        "store_knowledge",
        &json!({"text": "one", "project_id": "p"}),
    );
    client.done(
        "edit_knowledge",
        &json!({"id": stored["id"], "text": "two"}),
    );
    client.done("delete_knowledge", &json!({"ids": [stored["id"]]}));
    let log = place.lore(&["log"]).stdout;
    assert_eq!(log.matches("via mcp").count(), 2, "{log}");
    // People take it back, and the agent sees it.
    assert_eq!(place.lore(&["undo"]).code, 0);
    let entry = client.done("get_entry", &json!({"id": stored["id"]}));
    assert_eq!(entry["entry"]["text"], "two");
}

#[test]
fn long_work_tells_how_far_it_is() {
    let place = Place::with_new_store();
    let made = place.lore(&[
        "demo",
        "--no-tui",
        "--path",
        place.store().to_str().unwrap(),
    ]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let mut client = Client::connected(&place);
    let call = json!({
        "name": "cleanup_knowledge",
        "arguments": {"older_than": "0d", "apply": true},
        "_meta": {"progressToken": "t-1"},
    });
    let answer = client.request("tools/call", &call);
    let cleaned = &answer["result"]["structuredContent"];
    assert_eq!(cleaned["applied"], true, "{answer}");
    assert!(cleaned["deleted"].as_u64().unwrap() > 100, "{cleaned}");
    let told = client.others();
    assert!(!told.is_empty());
    let mut before = -1.0;
    for notice in told {
        assert_eq!(notice["method"], "notifications/progress");
        let params = &notice["params"];
        assert_eq!(params["progressToken"], "t-1");
        let progress = params["progress"].as_f64().unwrap();
        assert!(
            before <= progress && progress <= params["total"].as_f64().unwrap(),
            "{params}"
        );
        before = progress;
    }
}

#[test]
fn the_log_holds_no_texts_and_standard_output_no_log() {
    let place = Place::with_new_store();
    let log = place.path().join("log");
    let variables = [
        ("LORE_LOG", "debug"),
        ("LORE_LOG_FILE", log.to_str().unwrap()),
    ];
    let mut client = Client::start(&place, &variables);
    client.shake_hands();
    let arguments = json!({"text": "the-word-that-is-private", "project_id": "p"});
    client.done("store_knowledge", &arguments);
    client.done(
        "search_knowledge",
        &json!({"query": "the-word-that-is-private"}),
    );
    client.hang_up();
    assert!(client.wait().success());
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("started"), "{log}");
    let rmcp: Vec<&str> = log.lines().filter(|line| line.contains("rmcp")).collect();
    assert!(
        !rmcp
            .iter()
            .any(|line| line.contains("the-word-that-is-private")),
        "{rmcp:?}"
    );
}

#[test]
fn a_client_that_takes_a_call_back_gets_no_answer_and_the_next_one_works() {
    let place = Place::with_new_store();
    let made = place.lore(&[
        "demo",
        "--no-tui",
        "--path",
        place.store().to_str().unwrap(),
    ]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let before = place.lore(&["list", "--json"]).json()["total"]
        .as_u64()
        .unwrap();
    let mut client = Client::connected(&place);
    let call =
        json!({"name": "cleanup_knowledge", "arguments": {"older_than": "0d", "apply": true}});
    let id = client.send("tools/call", &call);
    client.notify(
        "notifications/cancelled",
        &json!({"requestId": id, "reason": "no"}),
    );
    let counted = client.done("project_stats", &json!({}));
    assert!(counted["total_entries"].as_u64().unwrap() <= before);
    client.hang_up();
    assert!(client.wait().success());
    // Wherever it stopped: each entry is in the table or in the trash, and undo brings all back.
    let left = place.lore(&["list", "--json"]).json()["total"]
        .as_u64()
        .unwrap();
    let trash = place.lore(&["trash", "--json"]).json()["total"]
        .as_u64()
        .unwrap();
    assert_eq!(left + trash, before);
}
