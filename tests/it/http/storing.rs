//! Entries that come over HTTP.

use serde_json::{Value, json};

use super::server::Server;
use crate::cli::program::Place;

/// Texts that mean something to some part of the way.
pub const ODD_TEXTS: [&str; 6] = [
    "'; DROP TABLE orchestra_knowledge; --",
    "\" OR 1=1 /* % _ \\ */ %' OR text LIKE '%",
    "日本語 🚫 e\u{301} \u{202e}abc\u{202c} \u{feff}",
    "nul \0 bell \u{7} escape \u{1b}[31m tab \t line\r\nend ",
    "{\"text\":\"json in json\"}\n\n\n- a list\n- of things",
    "${jndi:ldap://x} <script>alert(1)</script> ../../../etc/passwd %2e%2e%2f",
];

#[test]
fn an_entry_comes_back_as_it_was() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    for text in ODD_TEXTS {
        let stored = client
            .post(
                "/store",
                &json!({
                    "text": text,
                    "type": "decision",
                    "project_id": "shop",
                    "session_id": "s-1",
                    "agent": "qa",
                    "metadata": {"tags": ["日本"], "n": 1.5, "deep": {"er": [null, true]}},
                }),
            )
            .expect(201);
        assert_eq!(stored["status"], "success");
        assert_eq!(stored["success"], true);
        let id = stored["id"].as_str().unwrap();
        assert!(id.starts_with("decision-"), "{id}");

        let entry = client.get(&format!("/{id}")).expect(200);
        assert_eq!(entry["text"], text);
        assert_eq!(entry["type"], "decision");
        assert_eq!(entry["repository"], "shop");
        assert_eq!(entry["project_id"], "shop");
        assert_eq!(entry["session_id"], "s-1");
        assert_eq!(entry["agent"], "qa");
        assert_eq!(
            entry["metadata"],
            json!({"tags": ["日本"], "n": 1.5, "deep": {"er": [null, true]}})
        );
        assert_eq!(entry["timestamp"], stored["timestamp"]);

        // What an agent stored is there for the person at the command line.
        let shown = place.lore(&["show", id, "--json"]).json();
        assert_eq!(shown, entry);
    }
}

#[test]
fn what_is_left_out_has_the_managers_defaults() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let id = client.store(&json!({"text": "alone", "project_id": null, "metadata": null}));
    let entry = client.get(&format!("/{id}")).expect(200);
    assert_eq!(entry["type"], "general");
    assert_eq!(entry["agent"], "unknown");
    assert_eq!(entry["repository"], "default");
    assert_eq!(entry["metadata"], json!({}));
    // Fields that nobody knows are none of the server's business.
    client.store(&json!({"text": "with more", "importance": 7}));
}

#[test]
fn what_cannot_be_stored_is_refused_and_makes_nothing() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let refused = [
        json!({}),
        json!({"text": ""}),
        json!({"text": " \n\t "}),
        json!({"text": 7}),
        json!({"text": null}),
        json!({"text": "x", "type": "a\nb"}),
        json!({"text": "x", "project_id": "a\u{0}b"}),
        json!({"text": "x", "agent": ["qa"]}),
        json!({"text": "x", "metadata": "no object"}),
        json!({"text": "x", "metadata": [1]}),
        json!([]),
        json!(["values", "without", "names", "of", "fields", "x", {}]),
        json!("text"),
        Value::Null,
    ];
    for body in refused {
        let answer = client.post("/store", &body);
        answer.expect_error(400, "INVALID_REQUEST");
    }
    let left: Vec<_> = std::fs::read_dir(place.store())
        .map(|folder| folder.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_project_name_is_no_path() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    for name in [
        "..",
        "../outside",
        "/etc/passwd",
        "..\\outside",
        "a/../../outside",
        ".hidden",
        "C:\\x",
        "%2e%2e%2foutside",
        "x\u{2215}y",
    ] {
        let body = json!({"text": "a note", "project_id": name});
        let answer = client.post("/store", &body);
        // Such a name may be refused, or be a name and nothing else.
        if answer.status == 201 {
            let id = answer.json()["id"].as_str().unwrap().to_owned();
            let entry = client.get(&format!("/{id}")).expect(200);
            assert_eq!(entry["project_id"], name);
        } else {
            answer.expect_error(400, "INVALID_REQUEST");
        }
    }
    for table in [
        "orchestra_knowledge.lance",
        "army_knowledge.lance",
        "Lore_Changes.lance",
    ] {
        let body = json!({"text": "a note", "project_id": table});
        let answer = client.post("/store", &body);
        answer.expect_error(400, "INVALID_REQUEST");
        // The name of a project in a repository of another name is only a name.
        client.store(&json!({"text": "a note", "project_id": table, "repository": "shop"}));
    }
    assert_eq!(place.lore(&["stats"]).code, 0);
    // Nothing but the store stands beside the folders that a run makes anyway.
    let mut beside: Vec<String> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    beside.sort();
    beside.retain(|name| !["home", "store", "work"].contains(&name.as_str()));
    assert_eq!(beside, Vec::<String>::new());
}

#[test]
fn a_batch_is_stored_by_either_name() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    for (path, project) in [("/store-batch", "one"), ("/store/batch", "other")] {
        let items: Vec<Value> = (0..20)
            .map(|n| json!({"text": format!("{project} {n}"), "project_id": project}))
            .collect();
        let answer = client.post(path, &json!({"items": items})).expect(201);
        assert_eq!(answer["stored"], 20);
        assert_eq!(answer["failed"], 0);
        assert_eq!(answer["success"], true);
        let ids = answer["ids"].as_array().unwrap();
        assert_eq!(ids.len(), 20);
        for (n, id) in ids.iter().enumerate() {
            let entry = client
                .get(&format!("/{}", id.as_str().unwrap()))
                .expect(200);
            assert_eq!(entry["text"], format!("{project} {n}"));
        }
    }
}

#[test]
fn a_bad_item_of_a_batch_is_named_and_spoils_no_other() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let items = json!([
        {"text": "good", "project_id": "a"},
        {"text": " ", "project_id": "a"},
        {"text": "also good", "project_id": "b"},
        {"text": "x", "type": "a\nb"},
        ["x", "issue", "p", "r", "s", "a", {}],
    ]);
    let answer = client
        .post("/store-batch", &json!({"items": items}))
        .expect(207);
    assert_eq!(answer["stored"], 2);
    assert_eq!(answer["failed"], 3);
    assert_eq!(answer["success"], false);
    assert_eq!(answer["ids"].as_array().unwrap().len(), 2);
    let errors = answer["errors"].as_array().unwrap();
    let indexes: Vec<_> = errors.iter().map(|error| &error["index"]).collect();
    assert_eq!(indexes, [1, 3, 4]);
    assert!(errors.iter().all(|error| error["error"].is_string()));

    for broken in [
        json!({"items": []}),
        json!({"items": {"0": {"text": "x"}}}),
        json!({}),
    ] {
        let answer = client.post("/store-batch", &broken);
        answer.expect_error(400, "INVALID_REQUEST");
    }
}
