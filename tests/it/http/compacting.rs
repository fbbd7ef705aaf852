//! What a session's end and beginning ask of the server.

use serde_json::json;

use super::server::Server;
use crate::cli::program::Place;

#[test]
fn a_conversation_leaves_what_is_worth_keeping() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let conversation = [
        "short",
        "We decided to keep the queue in the store, since another process would be one more to run.",
        "The python service implemented the retry with a growing pause, up to five minutes long.",
        "Nothing of interest stands here, but it is long enough to be taken as general knowledge.",
    ]
    .join("\n\n");
    let body = json!({
        "conversation": conversation,
        "context": {"project_id": "shop", "session_id": "s-7"},
    });
    let answer = client.post("/pre-compaction", &body).expect(200);
    assert_eq!(answer["success"], true);
    assert_eq!(answer["count"], 3);
    let ids = answer["ids"].as_array().unwrap();
    let entries: Vec<_> = ids
        .iter()
        .map(|id| {
            client
                .get(&format!("/{}", id.as_str().unwrap()))
                .expect(200)
        })
        .collect();
    let kinds: Vec<_> = entries.iter().map(|entry| &entry["type"]).collect();
    assert_eq!(kinds, ["decision", "implementation", "general"]);
    let agents: Vec<_> = entries.iter().map(|entry| &entry["agent"]).collect();
    assert_eq!(agents, ["unknown", "python", "unknown"]);
    assert!(entries.iter().all(|entry| entry["session_id"] == "s-7"));
    assert!(entries.iter().all(|entry| entry["project_id"] == "shop"));

    let task = json!({
        "current_task": "where is the queue kept?",
        "context": {"project_id": "shop", "limit": 2},
    });
    let answer = client.post("/post-compaction", &task).expect(200);
    let found = answer["search_results"].as_array().unwrap();
    assert!((1..=2).contains(&found.len()), "{answer}");
    assert!(found[0]["text"].as_str().unwrap().contains("queue"));
    assert!(!answer["recent_knowledge"].as_array().unwrap().is_empty());
    let summary = &answer["summary"];
    for part in [
        "total_items",
        "by_type",
        "by_agent",
        "top_decisions",
        "recent_activity",
    ] {
        assert!(!summary[part].is_null(), "{part}: {answer}");
    }
}

#[test]
fn what_search_by_meaning_cannot_see_is_told() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let task = json!({"current_task": "who may send notifications?"});
    let answer = client.post("/post-compaction", &task).expect(200);
    let notes = answer["notes"].to_string();
    assert!(notes.contains("cannot see 16 of 16 entries"), "{answer}");
    let told = place.lore(&["post-compaction", "who may send notifications?"]);
    assert_eq!(told.code, 0, "{told:?}");
    let unseen = "cannot see 16 of 16 entries; `lore reembed` fixes that";
    assert!(told.stderr.contains(unseen), "{}", told.stderr);
}

#[test]
fn nothing_worth_keeping_is_no_failure() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let answer = client.post(
        "/pre-compaction",
        &json!({"conversation": "hello\n\nthere"}),
    );
    let answer = answer.expect(200);
    assert_eq!(answer["count"], 0);
    assert_eq!(answer["ids"], json!([]));
    for body in [
        json!({}),
        json!({"conversation": 7}),
        json!({"conversation": "x", "context": ["shop", "s-7"]}),
    ] {
        let answer = client.post("/pre-compaction", &body);
        answer.expect_error(400, "INVALID_REQUEST");
    }
    for body in [json!({}), json!({"current_task": 7})] {
        let answer = client.post("/post-compaction", &body);
        answer.expect_error(400, "INVALID_REQUEST");
    }
}
