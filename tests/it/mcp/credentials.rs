//! Credentials in what agents store: told, or kept out when the config says so.

use std::fs;

use serde_json::json;

use super::client::Client;
use crate::cli::program::Place;

const KEY: &str = "ghp_0123456789abcdefghijABCDEFGHIJ456789";

#[test]
fn agents_are_told_of_credentials_that_they_store() {
    let place = Place::with_new_store();
    let mut client = Client::connected(&place);
    let entry = json!({"text": format!("The key is {KEY}."), "project_id": "p"});
    let told = client.done("store_knowledge", &entry);
    assert_eq!(told["credentials"].as_array().unwrap().len(), 1, "{told}");
    assert!(!told.to_string().contains(KEY), "{told}");
    let harmless = json!({"text": "The key is in the vault.", "project_id": "p"});
    let told = client.done("store_knowledge", &harmless);
    assert_eq!(told["credentials"], json!([]));

    let id = &told["id"];
    for field in ["text", "agent"] {
        let told = client.done("edit_knowledge", &json!({"id": id, field: KEY}));
        assert_eq!(told["credentials"].as_array().unwrap().len(), 1, "{told}");
    }
    let labelled = json!({"text": "x", "project_id": "p", "session_id": KEY});
    let told = client.done("store_knowledge", &labelled);
    assert_eq!(told["credentials"].as_array().unwrap().len(), 1, "{told}");
}

#[test]
fn credentials_are_kept_out_when_the_config_says_so() {
    let place = Place::with_new_store();
    let folder = place.path().join("home/.config/lore");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "credentials = 'refuse'").unwrap();
    let mut client = Client::connected(&place);
    let entries = [
        json!({"text": format!("The key is {KEY}."), "project_id": "p"}),
        json!({"text": "The key is beside.", "project_id": "p", "metadata": {"key": KEY}}),
    ];
    for entry in entries {
        let reason = client.refused("store_knowledge", &entry, "INVALID_REQUEST");
        assert!(reason.contains("credentials"), "{reason}");
        assert!(!reason.contains(KEY), "{reason}");
    }
    let harmless = json!({"text": "The key is in the vault.", "project_id": "p"});
    let stored = client.done("store_knowledge", &harmless);
    for edit in [
        json!({"id": stored["id"], "text": format!("The key is {KEY}.")}),
        json!({"id": stored["id"], "type": KEY}),
    ] {
        let reason = client.refused("edit_knowledge", &edit, "INVALID_REQUEST");
        assert!(reason.contains("credentials"), "{reason}");
    }
    let listed = place.lore(&["list", "--json"]).json();
    assert_eq!(listed["total"], 1);
    assert_eq!(listed["entries"][0]["text"], "The key is in the vault.");
}
