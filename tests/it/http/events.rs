//! The stream of what happens to a store.

use serde_json::json;

use super::{client::Event, server::Server};
use crate::cli::program::Place;

#[track_caller]
fn assert_event(event: Option<Event>, name: &str, id: &str) {
    let event = event.unwrap();
    assert_eq!(
        (event.name.as_str(), event.data["id"].as_str().unwrap()),
        (name, id),
        "{event:?}"
    );
    assert_eq!(event.data["repository"], "shop");
    assert_eq!(event.data["project_id"], "shop");
    assert_eq!(event.data["revision"].is_null(), name == "deleted");
}

#[test]
fn every_change_is_told_whoever_makes_it() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    // So that the repository is there.
    client.store(&json!({"text": "first", "project_id": "shop"}));
    let mut events = client.events();

    let id = client.store(&json!({"text": "second", "project_id": "shop"}));
    assert_event(events.next(), "stored", &id);
    let path = format!("/{id}");
    client.patch(&path, &json!({"agent": "qa"})).expect(200);
    assert_event(events.next(), "edited", &id);
    client.delete(&path).expect(200);
    assert_event(events.next(), "deleted", &id);
    // Others are other processes.
    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_event(events.next(), "restored", &id);
    let told = place.lore(&["store", "third", "--project", "shop", "--repo", "shop"]);
    assert_event(events.next(), "stored", told.stdout.trim());
}

#[test]
fn a_stream_ends_with_the_server() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let events: Vec<_> = (0..3).map(|_| server.client().events()).collect();
    server.terminate();
    for mut events in events {
        assert_eq!(events.next(), None);
    }
    assert!(server.wait().success());
}
