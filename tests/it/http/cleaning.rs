//! Cleanups over HTTP.

use serde_json::{Value, json};

use super::{client::Client, server::Server};
use crate::{
    cli::program::Place,
    tables::{self, ForeignRow},
};

/// A store with old entries of two projects, a pinned one, one of type system, one without a
/// date, and one that was stored just now.
fn place() -> Place {
    let place = Place::with_new_store();
    std::fs::create_dir_all(place.store()).unwrap();
    let row = |id: &str, project: &str| ForeignRow {
        project_id: Some(project.into()),
        timestamp: Some("2020-01-31T12:00:00.000Z".into()),
        ..ForeignRow::new(id, "an old note")
    };
    let rows = [
        row("old-1", "shop"),
        row("old-2", "shop"),
        row("old-3", "bank"),
        ForeignRow {
            metadata: Some("{\"pinned\":true}".into()),
            ..row("pinned", "shop")
        },
        ForeignRow {
            kind: Some("system".into()),
            ..row("system", "shop")
        },
        ForeignRow {
            timestamp: Some("some day".into()),
            ..row("undated", "shop")
        },
    ];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(tables::write(place.store(), "one", &rows, false));
    place
}

fn ids(client: &mut Client) -> Vec<String> {
    let listed = client.post("/query", &json!({"limit": 100})).expect(200);
    let entries = listed["results"].as_array().unwrap().iter();
    let mut ids: Vec<String> = entries
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

fn assert_cleaned(answer: &Value, count: usize, deleted: usize, dry_run: bool) {
    assert_eq!(answer["success"], true);
    assert_eq!(answer["count"], count);
    assert_eq!(answer["deleted_count"], deleted);
    assert_eq!(answer["dry_run"], dry_run);
}

#[test]
fn what_is_old_goes_to_the_trash() {
    let place = place();
    let server = Server::start(&place);
    let mut client = server.client();
    let before = ids(&mut client);

    let dry = json!({"older_than_days": 90, "project_id": "shop", "dry_run": true});
    assert_cleaned(&client.post("/cleanup", &dry).expect(200), 2, 0, true);
    assert_eq!(ids(&mut client), before);

    let shop = json!({"older_than_days": 90, "project_id": "shop"});
    assert_cleaned(&client.post("/cleanup", &shop).expect(200), 2, 2, false);
    assert_eq!(ids(&mut client), ["old-3", "pinned", "undated"]);

    // The other name of it, over the whole store.
    let all = json!({"older_than_days": 90});
    let answer = client.json("DELETE", "/cleanup", &[], &all).unwrap();
    assert_cleaned(&answer.expect(200), 1, 1, false);
    assert_eq!(ids(&mut client), ["pinned", "undated"]);
    assert_cleaned(&client.post("/cleanup", &all).expect(200), 0, 0, false);
    // The row that no listing shows is there still.
    assert_eq!(client.get("/system").expect(200)["type"], "system");

    assert_eq!(place.lore(&["undo"]).code, 0);
    assert_eq!(ids(&mut client), ["old-3", "pinned", "undated"]);
}

#[test]
fn an_age_that_is_none_deletes_nothing() {
    let place = place();
    let server = Server::start(&place);
    let mut client = server.client();
    let before = ids(&mut client);
    for body in [
        json!({}),
        json!({"older_than_days": -1}),
        json!({"older_than_days": "90"}),
        json!({"older_than_days": null}),
        json!({"older_than_days": 1e300}),
        json!({"older_than_days": u64::MAX}),
        json!({"older_than_days": 90, "dry_run": "yes"}),
        json!({"older_than_days": 90, "dryRun": true}),
    ] {
        let answer = client.post("/cleanup", &body);
        answer.expect_error(400, "INVALID_REQUEST");
        let answer = client.json("DELETE", "/cleanup", &[], &body).unwrap();
        answer.expect_error(400, "INVALID_REQUEST");
    }
    // A body that was forgotten is no wish to delete everything, nor an entry named `cleanup`.
    let answer = client.delete("/cleanup");
    assert!(answer.status == 400 || answer.status == 415, "{answer:?}");
    let nowhere = json!({"older_than_days": 1, "project_id": "nowhere"});
    let answer = client.post("/cleanup", &nowhere).expect(200);
    assert_cleaned(&answer, 0, 0, false);
    let note = answer["notes"][0].as_str().unwrap();
    assert!(note.contains("nowhere"), "{note}");
    assert_eq!(ids(&mut client), before);
}
