//! Entries that are edited, deleted and brought back over HTTP.

use serde_json::{Value, json};

use super::{
    client::{Client, encoded},
    server::Server,
};
use crate::{
    cli::program::Place,
    tables::{self, ForeignRow},
};

fn entry(client: &mut Client, id: &str) -> Value {
    client.get(&format!("/{id}")).expect(200)
}

#[test]
fn an_entry_gets_new_values() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let id = client.store(&json!({"text": "Use tabs", "type": "pattern", "project_id": "shop"}));
    let was = entry(&mut client, &id);

    let edit = json!({"text": "Use spaces", "agent": "qa", "metadata": {"n": 1}});
    let edited = client.patch(&format!("/{id}"), &edit).expect(200);
    assert_eq!(edited["text"], "Use spaces");
    assert_eq!(edited["agent"], "qa");
    assert_eq!(edited["metadata"], json!({"n": 1}));
    assert_eq!(edited["type"], "pattern");
    assert_ne!(edited["revision"], was["revision"]);
    assert_eq!(entry(&mut client, &id)["revision"], edited["revision"]);

    // The same again changes nothing, and that is fine.
    let again = client.patch(&format!("/{id}"), &edit).expect(200);
    assert_eq!(again["revision"], edited["revision"]);

    // The person can take it back, and sees who it was.
    let log = place.lore(&["log"]).stdout;
    assert!(log.contains("via http"), "{log}");
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(entry(&mut client, &id)["text"], "Use tabs");
}

#[test]
fn an_edit_of_what_was_not_read_is_refused() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let id = client.store(&json!({"text": "one", "project_id": "shop"}));
    let path = format!("/{id}");
    let revision = entry(&mut client, &id)["revision"].clone();
    let revision = revision.as_str().unwrap();
    let body = |text: &str| json!({"text": text});

    let quoted = format!("\"{revision}\"");
    let edited = client
        .json("PATCH", &path, &[("if-match", &quoted)], &body("two"))
        .unwrap()
        .expect(200);
    let stale = client
        .json("PATCH", &path, &[("if-match", revision)], &body("three"))
        .unwrap();
    let message = stale.expect_error(409, "CONFLICT");
    assert!(
        message.contains(edited["revision"].as_str().unwrap()),
        "{message}"
    );
    assert_eq!(entry(&mut client, &id)["text"], "two");
    // The same holds for the way to the trash.
    let stale = client.send("DELETE", &path, &[("if-match", revision)], None);
    stale.unwrap().expect_error(409, "CONFLICT");
    // A star means whatever is there.
    let any = client.json("PATCH", &path, &[("if-match", "*")], &body("three"));
    assert_eq!(any.unwrap().expect(200)["text"], "three");
}

#[test]
fn what_no_entry_may_become_is_refused() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let id = client.store(&json!({"text": "one", "project_id": "shop"}));
    let path = format!("/{id}");
    for edit in [
        json!({}),
        json!({"text": " "}),
        json!({"text": 7}),
        json!({"type": "a\nb"}),
        json!({"metadata": [1]}),
        json!({"agent": "qa", "projectId": "shop"}),
        json!([]),
    ] {
        client
            .patch(&path, &edit)
            .expect_error(400, "INVALID_REQUEST");
    }
    assert_eq!(entry(&mut client, &id)["text"], "one");
    let nobody = client.patch("/decision-1-abcdef", &json!({"text": "x"}));
    nobody.expect_error(404, "NOT_FOUND");
}

#[test]
fn what_is_deleted_stays_deleted_until_it_is_brought_back() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let text = "the payment queue retries three times";
    let id = client.store(&json!({"text": text, "project_id": "shop"}));
    let path = format!("/{id}");
    let was = entry(&mut client, &id);

    let deleted = client.delete(&path).expect(200);
    assert_eq!(deleted["success"], true);
    assert_eq!(deleted["id"], id.as_str());
    client.get(&path).expect_error(404, "NOT_FOUND");
    client.delete(&path).expect_error(404, "NOT_FOUND");
    let found = client.post("/search", &json!({"query": text})).expect(200);
    assert_eq!(found["count"], 0);
    let trash = place.lore(&["trash", "--json"]).json();
    assert_eq!(trash["entries"][0]["id"], id.as_str());

    let back = client.post(&format!("{path}/restore"), &json!({}));
    assert_eq!(back.expect(200)["id"], id.as_str());
    assert_eq!(entry(&mut client, &id), was);
    let again = client.send("POST", &format!("{path}/restore"), &[], None);
    again.unwrap().expect_error(404, "NOT_FOUND");
}

#[test]
fn an_id_of_two_repositories_needs_one_named() {
    let place = Place::with_new_store();
    std::fs::create_dir_all(place.store()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for repository in ["one", "other"] {
        let row = ForeignRow::new("shared-1", repository);
        runtime.block_on(tables::write(place.store(), repository, &[row], false));
    }
    let server = Server::start(&place);
    let mut client = server.client();
    for path in ["/shared-1", "/shared-1?repository="] {
        let answer = client.delete(path);
        let message = answer.expect_error(400, "INVALID_REQUEST");
        assert!(message.contains("one, other"), "{message}");
    }
    client
        .delete("/shared-1?repository=nobody")
        .expect_error(404, "NOT_FOUND");
    client.delete("/shared-1?repository=one").expect(200);
    assert_eq!(entry(&mut client, "shared-1")["repository"], "other");
    client
        .send("POST", "/shared-1/restore?repository=one", &[], None)
        .unwrap()
        .expect(200);
}

#[test]
fn ids_of_any_characters_can_be_named() {
    let place = Place::with_new_store();
    let ids = ["a/b", "../x", "a b%41?#&", "日本", "cleanup", "."];
    let rows: Vec<_> = ids.iter().map(|id| ForeignRow::new(id, "a text")).collect();
    std::fs::create_dir_all(place.store()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(tables::write(place.store(), "one", &rows, false));
    let server = Server::start(&place);
    let mut client = server.client();
    for id in ids {
        let path = format!("/{}", encoded(id));
        assert_eq!(client.get(&path).expect(200)["id"], id);
        let edited = client.patch(&path, &json!({"agent": "qa"})).expect(200);
        assert_eq!(edited["id"], id);
        client.delete(&path).expect(200);
        let back = client.send("POST", &format!("{path}/restore"), &[], None);
        back.unwrap().expect(200);
    }
}
