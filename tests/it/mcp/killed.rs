//! `lore mcp` that dies in the middle of what it does.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Client;
use crate::cli::program::Place;

/// Calls that are under way when it dies.
const CALLS: usize = 400;

/// The id that an answer gives to a stored entry.
fn stored(answer: &Value) -> String {
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    let id = &answer["result"]["structuredContent"]["id"];
    id.as_str().unwrap().to_owned()
}

/// The ids of each text.
fn listed(place: &Place) -> BTreeMap<String, Vec<String>> {
    let document = place.lore(&["list", "--json"]).json();
    let entries = document["entries"].as_array().unwrap();
    assert_eq!(document["total"], entries.len());
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in entries {
        let field = |name: &str| entry[name].as_str().unwrap().to_owned();
        ids.entry(field("text")).or_default().push(field("id"));
    }
    ids
}

#[test]
fn what_was_answered_outlives_a_server_that_is_killed() {
    let place = Place::with_new_store();
    let mut answered = BTreeMap::new();
    for kill in 1..=3 {
        let mut client = Client::connected(&place);
        let mut asked = BTreeMap::new();
        for n in 0..CALLS {
            let text = format!("call {n} before kill {kill}");
            let project = format!("project-{}", n % 3);
            let arguments = json!({"text": text, "project_id": project});
            let call = json!({"name": "store_knowledge", "arguments": arguments});
            asked.insert(client.send("tools/call", &call), text);
        }
        let mut answers: Vec<Value> = (0..20 * kill)
            .map(|_| client.message().expect("it went away before it was killed"))
            .collect();
        client.kill();
        answers.extend(client.last_words());
        assert!(answers.len() < CALLS, "it was killed too late");
        for answer in answers {
            let text = asked.remove(&answer["id"].as_u64().unwrap()).unwrap();
            answered.insert(text, stored(&answer));
        }

        let there = listed(&place);
        for (text, id) in &answered {
            assert_eq!(there.get(text), Some(&vec![id.clone()]), "{text}");
        }
        for (text, ids) in &there {
            assert_eq!(ids.len(), 1, "{text} is there more than once: {ids:?}");
        }
    }
}
