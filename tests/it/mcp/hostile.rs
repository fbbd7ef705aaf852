//! Clients that do not speak the protocol as it is.

use serde_json::{Value, json};

use super::client::Client;
use crate::{
    cli::program::Place,
    tables::{self, ForeignRow},
};

#[test]
fn what_is_no_message_harms_nobody() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let call = |arguments: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{{"name":"store_knowledge","arguments":{arguments}}}}}"#
        )
    };
    let lines: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"hello".to_vec(),
        b"{".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"\xff\xfe\"}".to_vec(),
        b"{\"jsonrpc\":\"1.0\",\"id\":9,\"method\":\"ping\"}".to_vec(),
        deep.clone().into_bytes(),
        call(&format!("{{\"text\":\"x\",\"metadata\":{{\"a\":{deep}}}}}")).into_bytes(),
        call("7").into_bytes(),
        call("{\"text\":{\"a\":1}}").into_bytes(),
        b"\0\0\0".to_vec(),
    ];
    for line in &lines {
        client.write(line);
    }
    let listed = client.done("list_knowledge", &json!({}));
    assert_eq!(listed["total"], 0);
    for other in client.others() {
        let refused = other["error"].is_object() || other["result"]["isError"] == true;
        assert!(refused, "{other}");
    }
}

#[test]
fn who_does_not_shake_hands_is_told_so() {
    let place = Place::with_new_store();
    let mut client = Client::start(&place, &[]);
    client.notify("notifications/initialized", &json!({}));
    client.hang_up();
    assert!(!client.wait().success());
}

#[test]
fn methods_and_tools_that_are_none_are_errors_of_the_protocol() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let unknown = client.request("tools/call", &json!({"name": "drop_table"}));
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let told = unknown["error"]["message"].as_str().unwrap();
    assert!(told.contains("search_knowledge"), "{told}");
    let unknown = client.request("tools/destroy", &json!({}));
    assert_eq!(unknown["error"]["code"], -32601, "{unknown}");
    let told = unknown["error"]["message"].as_str().unwrap();
    assert!(
        told.contains("`tools/destroy`") && told.contains("tools/call"),
        "{told}"
    );
    let nothing = client.request("resources/read", &json!({"uri": "lore://entry/none-1"}));
    assert_eq!(nothing["error"]["code"], -32002, "{nothing}");
    let cursor = client.request("resources/list", &json!({"cursor": "'; --"}));
    assert_eq!(cursor["error"]["code"], -32602, "{cursor}");
}

#[test]
fn sql_and_paths_in_every_field_are_only_texts() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let hostile = "' OR '1'='1'; DROP TABLE entries; -- %_\\";
    let stored = client.done(
        "store_knowledge",
        &json!({
            "text": hostile, "type": hostile, "project_id": hostile, "repository": "safe",
            "agent": hostile, "session_id": hostile, "metadata": {hostile: hostile},
        }),
    );
    let other = client.done(
        "store_knowledge",
        &json!({"text": "another", "project_id": "safe"}),
    );
    let set = json!({
        "project_id": hostile, "type": [hostile], "agent": hostile, "session_id": hostile,
        "contains": hostile,
    });
    let listed = client.done("list_knowledge", &set);
    assert_eq!(listed["total"], 1, "{listed}");
    assert_eq!(listed["entries"][0]["metadata"], json!({hostile: hostile}));
    assert_eq!(listed["entries"][0]["id"], stored["id"]);
    client.refused("get_entry", &json!({"id": hostile}), "NOT_FOUND");
    client.refused(
        "delete_knowledge",
        &json!({"ids": [other["id"], hostile]}),
        "NOT_FOUND",
    );
    assert_eq!(client.done("list_knowledge", &json!({}))["total"], 2);
    for name in [
        "../../etc",
        "/tmp/x",
        "a/b",
        "..",
        "x\0y",
        "lore_changes/..",
        &"n".repeat(300),
    ] {
        let arguments = json!({"text": "x", "repository": name});
        client.refused("store_knowledge", &arguments, "INVALID_REQUEST");
    }
    let made: Vec<_> = std::fs::read_dir(place.store()).unwrap().collect();
    assert_eq!(made.len(), 1, "{made:?}");
}

#[test]
fn numbers_without_measure_are_refused() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    for (tool, arguments, reason) in [
        (
            "list_knowledge",
            json!({"contains": vec!["x"; 40_000]}),
            "`contains`",
        ),
        (
            "search_knowledge",
            json!({"query": "x".repeat(900_000), "mode": "fuzzy"}),
            "900000 characters",
        ),
    ] {
        let told = client.refused(tool, &arguments, "INVALID_REQUEST");
        assert!(told.contains(reason), "{told}");
    }
    client.done(
        "store_knowledge",
        &json!({"text": "one", "project_id": "p"}),
    );
    for limit in [
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!("all"),
        json!([]),
    ] {
        for (tool, mut arguments) in [
            ("search_knowledge", json!({"query": "one"})),
            ("list_knowledge", json!({})),
        ] {
            arguments["limit"] = limit.clone();
            let told = client.refused(tool, &arguments, "INVALID_REQUEST");
            assert!(told.contains("`limit`"), "{told}");
        }
    }
    let beyond = client.done("list_knowledge", &json!({"offset": u64::MAX}));
    assert_eq!(beyond["entries"], json!([]));
    assert_eq!(beyond["total"], 1);
    assert_eq!(beyond.get("next_offset"), None);
}

#[test]
fn an_id_of_two_repositories_needs_one_named() {
    let place = Place::with_new_store();
    std::fs::create_dir_all(place.store()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for repository in ["one", "other"] {
        let row = ForeignRow::new("shared id/1?", repository);
        runtime.block_on(tables::write(place.store(), repository, &[row], false));
    }
    let mut client = Client::connected(&place);
    let told = client.refused(
        "get_entry",
        &json!({"id": "shared id/1?"}),
        "INVALID_REQUEST",
    );
    assert!(told.contains("one, other"), "{told}");
    let resources = client.request("resources/list", &json!({}))["result"]["resources"].clone();
    let uris: Vec<&str> = resources.as_array().unwrap().iter().map(uri).collect();
    assert_eq!(uris.len(), 2);
    for uri in uris {
        let read = client.request("resources/read", &json!({"uri": uri}));
        let text = read["result"]["contents"][0]["text"].as_str().unwrap();
        let entry: Value = serde_json::from_str(text).unwrap();
        assert!(uri.ends_with(&format!(
            "?repository={}",
            entry["repository"].as_str().unwrap()
        )));
    }
    let arguments = json!({"ids": ["shared id/1?"], "repository": "one"});
    let deleted = client.done("delete_knowledge", &arguments);
    assert_eq!(deleted["deleted"].as_array().unwrap().len(), 1);
    let left = client.done("get_entry", &json!({"id": "shared id/1?"}));
    assert_eq!(left["entry"]["repository"], "other");
}

fn uri(resource: &Value) -> &str {
    resource["uri"].as_str().unwrap()
}

#[test]
fn entries_are_deleted_as_they_were_read_or_not_at_all() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let mut stored = |text: &str| {
        let entry = json!({"text": text, "project_id": "p"});
        client.done("store_knowledge", &entry)
    };
    let (one, other) = (stored("one"), stored("other"));
    let edit = json!({"id": one["id"], "text": "changed"});
    let edited = client.done("edit_knowledge", &edit)["entry"].clone();
    let ids = json!([other["id"], one["id"]]);
    let stale = json!({"ids": ids, "revisions": [other["revision"], one["revision"]]});
    let told = client.refused("delete_knowledge", &stale, "CONFLICT");
    assert_eq!(told.matches("read it again").count(), 1, "{told}");
    assert!(
        told.contains(edited["revision"].as_str().unwrap()),
        "{told}"
    );
    let too_few = json!({"ids": ids, "revisions": [other["revision"]]});
    let told = client.refused("delete_knowledge", &too_few, "INVALID_REQUEST");
    assert!(told.contains("1 revision for 2 ids"), "{told}");
    assert_eq!(client.done("list_knowledge", &json!({}))["total"], 2);
    let fresh = json!({"ids": ids, "revisions": [other["revision"], edited["revision"]]});
    let gone = client.done("delete_knowledge", &fresh);
    assert_eq!(gone["deleted"].as_array().unwrap().len(), 2, "{gone}");
}

#[test]
fn what_would_be_hidden_or_mistaken_for_another_is_not_stored() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    for (field, value, why) in [
        ("type", "system", "hide"),
        ("type", "iss\u{202e}ue", "direction of writing"),
        ("project_id", "sh\u{2066}op", "direction of writing"),
        ("agent", "q\u{200f}a", "direction of writing"),
        ("repository", "NUL", "device"),
        ("repository", "-rf", "command lines"),
        ("project_id", "~", "command lines"),
    ] {
        let entry = json!({"text": "x", "project_id": "p", field: value});
        let told = client.refused("store_knowledge", &entry, "INVALID_REQUEST");
        assert!(told.contains(why), "{field}: {told}");
    }
    let stored = client.done("store_knowledge", &json!({"text": "x", "project_id": "p"}));
    let hidden = json!({"id": stored["id"], "type": "system"});
    client.refused("edit_knowledge", &hidden, "INVALID_REQUEST");
    let made: Vec<_> = std::fs::read_dir(place.store()).unwrap().collect();
    assert_eq!(made.len(), 1, "{made:?}");
}
