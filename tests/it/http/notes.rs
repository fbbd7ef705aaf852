//! What answers tell beside their results.

use serde_json::json;

use super::server::Server;
use crate::{cli::program::Place, mcp::client::Client};

#[test]
fn entries_that_have_no_meaning_yet_are_told_of() {
    let place = Place::with_legacy_store();
    let server = Server::start(&place);
    let mut client = server.client();
    for (path, told) in [
        ("/search?q=token", true),
        ("/search?q=token&mode=semantic", true),
        ("/search?q=token&mode=keyword", false),
        ("/search?q=token&type=none", false),
    ] {
        let answer = client.get(path).expect(200);
        let note = answer["notes"][0].as_str().unwrap_or_default();
        let tells = note.starts_with("semantic search cannot see 16 of 16 entries");
        assert_eq!(tells, told, "{path}: {answer}");
    }
}

#[test]
fn a_repository_that_cannot_be_read_is_left_out_and_told_of() {
    let place = Place::with_new_store();
    let store = |repository| {
        let stored = place.lore(&["store", "a note on tokens", "--repo", repository]);
        assert_eq!(stored.code, 0, "{}", stored.stderr);
        stored.stdout.trim().to_owned()
    };
    let (lost, kept) = (store("lost"), store("sound"));
    let table = place.store().join("lost/orchestra_knowledge.lance");
    for file in std::fs::read_dir(table.join("data")).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    let server = Server::start(&place);
    let mut client = server.client();
    let note = "left out: repository 'lost' cannot be read";
    for (path, total) in [
        ("/search?q=tokens", "total"),
        ("/project/sound", "total"),
        ("/stats", "total_entries"),
    ] {
        let answer = client.get(path).expect(200);
        assert_eq!(answer[total], 1, "{path}: {answer}");
        let told = answer["notes"][0].as_str().unwrap_or_default();
        assert!(told.starts_with(note), "{path}: {answer}");
    }
    let listed = client.post("/query", &json!({})).expect(200);
    assert_eq!(listed["results"][0]["id"], kept.as_str());
    client.get(&format!("/{kept}")).expect(200);
    client
        .get(&format!("/{lost}"))
        .expect_error(404, "NOT_FOUND");
    // Who names it is told why it cannot be had.
    let named = client.get("/stats?repository=lost");
    named.expect_error(500, "DATABASE_ERROR");
    let mut events = client.events();
    let id = client.store(&json!({"text": "another", "project_id": "new"}));
    assert_eq!(events.next().unwrap().data["id"], id.as_str());

    let listed = place.lore(&["list", "--json"]);
    assert_eq!(listed.json()["total"], 2);
    assert!(listed.stderr.contains(note), "{}", listed.stderr);
    let listed = Client::connected(&place).done("list_knowledge", &json!({}));
    assert_eq!(listed["total"], 2);
    assert!(listed["notes"][0].as_str().unwrap().starts_with(note));
}
