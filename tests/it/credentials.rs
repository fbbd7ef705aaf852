//! Credentials in what is written: one rule for storing, editing, labelling and importing.

use std::fs;

use lore::{
    domain::{
        change::{Action, Edit},
        entry::{Entry, NewEntry},
        fields::{Field, Fields},
        secret::CredentialPolicy,
    },
    service::{ById, Cancel, Error, ImportRequest, Lore, Submission},
};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    cli::program::Place,
    exchange::{import, request},
    http::server::{Server, TOKEN},
};

/// In two pieces, lest a scanner of sources take it for a real one.
fn token() -> String {
    ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat()
}

/// A value of a field with the token in it.
fn value(field: Field) -> String {
    match field {
        Field::Metadata => json!({"note": token()}).to_string(),
        Field::Text => format!("deploy with {}", token()),
        _ => token(),
    }
}

fn only(field: Field, value: String) -> Fields {
    let mut fields = Fields::default();
    fields.set(field, value);
    fields
}

fn text(text: &str) -> Edit {
    only(Field::Text, text.to_owned()).edit_of(&Fields::default())
}

/// A store of one harmless entry, and the same store where credentials are kept out.
async fn stores() -> (TempDir, Lore, Lore, Entry) {
    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let strict = lore.clone().with_credentials(CredentialPolicy::Refuse);
    let entry = NewEntry {
        text: "harmless".into(),
        ..NewEntry::default()
    };
    let id = lore.store("r", entry).await.unwrap().id;
    let entry = lore.find(&id).await.unwrap().remove(0);
    (folder, lore, strict, entry)
}

/// Refused by that rule, without the credential's value.
#[track_caller]
fn kept_out<T: std::fmt::Debug>(done: Result<T, Error>) {
    let error = done.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    let told = error.to_string();
    assert!(told.contains("credentials"), "{told}");
    assert!(
        told.contains("GitHub token") && !told.contains(&token()),
        "{told}"
    );
}

fn named(entry: &Entry) -> ById {
    ById {
        id: entry.id.clone(),
        ..ById::default()
    }
}

#[tokio::test]
async fn new_entries_are_looked_at_in_every_field() {
    let (_folder, lore, strict, _) = stores().await;
    for field in Field::ALL {
        let mut fields = only(Field::Text, "see there".into());
        fields.set(field, value(field));
        let submission = Submission {
            repository: Some("r".into()),
            entry: fields.to_new_entry(),
        };
        kept_out(strict.submit(submission.clone()).await);
        let stored = lore.submit(submission).await.unwrap();
        assert_eq!(stored.credentials, ["GitHub token"], "{field:?}");
    }
    let elsewhere = Submission {
        repository: Some(token()),
        entry: NewEntry {
            text: "see the folder's name".into(),
            project_id: "p".into(),
            ..NewEntry::default()
        },
    };
    kept_out(strict.submit(elsewhere.clone()).await);
    let stored = lore.submit(elsewhere).await.unwrap();
    assert_eq!(stored.credentials, ["GitHub token"]);
}

#[tokio::test]
async fn an_edit_brings_none_in_and_every_one_is_told() {
    let (_folder, lore, strict, entry) = stores().await;
    let name = named(&entry);
    for field in Field::ALL {
        let edit = only(field, value(field)).edit_of(&Fields::default());
        kept_out(strict.edit(&entry.target(), &edit).await);
        kept_out(strict.edit_by_id(&name, &edit).await);
        if field != Field::Text {
            let cancel = Cancel::default();
            let targets = [entry.target()];
            kept_out(strict.edit_all(&targets, &edit, &cancel, &mut |_| {}).await);
        }
        let edited = lore.edit_by_id(&name, &edit).await.unwrap();
        assert_eq!(edited.credentials, ["GitHub token"], "{field:?}");
        assert_eq!(lore.credentials_of(&edited.entry).await, ["GitHub token"]);
        let back = lore.undo(None, &Cancel::default(), &mut |_| {}).await;
        assert_eq!(back.unwrap().1.changed.len(), 1);
    }
    let long = text(&format!("{} {}", "words ".repeat(20_000), token()));
    kept_out(strict.edit(&entry.target(), &long).await);
    let harmless = strict.edit_by_id(&name, &text("still harmless")).await;
    assert!(harmless.unwrap().credentials.is_empty());
}

#[tokio::test]
async fn an_entry_that_holds_one_can_be_mended() {
    let (_folder, lore, strict, entry) = stores().await;
    let both = format!("{} and DB_PASSWORD=Tr7#mPq9zL", token());
    let edited = lore.edit_by_id(&named(&entry), &text(&both)).await.unwrap();
    assert_eq!(edited.credentials, ["GitHub token", "password"]);
    let one = text(&format!("only {} is left", token()));
    let edited = strict.edit_by_id(&named(&entry), &one).await.unwrap();
    assert_eq!(edited.credentials, ["GitHub token"]);
    let edited = strict.edit_by_id(&named(&entry), &text("none")).await;
    assert!(edited.unwrap().credentials.is_empty());
}

#[tokio::test]
async fn what_was_there_before_comes_back() {
    let (_folder, lore, strict, entry) = stores().await;
    let name = named(&entry);
    let with_token = format!("deploy with {}", token());
    let held = lore.edit_by_id(&name, &text(&with_token)).await.unwrap();
    strict.edit_by_id(&name, &text("clean")).await.unwrap();
    let cancel = Cancel::default();
    strict.undo(None, &cancel, &mut |_| {}).await.unwrap();
    let now = strict.entry(&name).await.unwrap();
    assert_eq!(now.text, with_token);
    let gone = strict
        .delete(&[now.target()], Action::Delete, "", &cancel, &mut |_| {})
        .await;
    assert_eq!(gone.unwrap().changed.len(), 1);
    strict.restore_by_id(&name).await.unwrap();
    strict.edit_by_id(&name, &text("clean")).await.unwrap();
    let key = held.entry.key();
    let past = strict.history(&key, &cancel, &mut |_| {}).await.unwrap();
    let state = past.iter().find(|past| past.entry.text == with_token);
    let clean = strict.entry(&name).await.unwrap();
    let (_, back) = strict
        .revert(&clean.target(), state.unwrap())
        .await
        .unwrap();
    assert_eq!(back.text, with_token);
}

#[tokio::test]
async fn a_file_brings_in_what_holds_none() {
    let (folder, lore, strict, _) = stores().await;
    let lines = [
        json!({"text": "fine", "id": "a"}),
        json!({"text": format!("deploy with {}", token()), "id": "b"}),
        json!({"text": "see the agent", "agent": token(), "id": "c"}),
        json!({"text": "see the id", "id": format!("{}-1-a", token())}),
    ];
    let file = folder.path().join(".lines.jsonl");
    fs::write(&file, lines.map(|line| line.to_string()).join("\n")).unwrap();
    let told = import(&strict, &request(&file)).await.unwrap();
    assert_eq!((told.added, told.bad_total, told.credentials), (1, 3, 0));
    let numbers: Vec<u64> = told.bad.iter().map(|bad| bad.number).collect();
    assert_eq!(numbers, [2, 3, 4]);
    let reason = &told.bad[1].reason;
    assert!(
        reason.contains("GitHub token") && !reason.contains(&token()),
        "{reason}"
    );
    let dry = ImportRequest {
        dry_run: true,
        ..request(&file)
    };
    assert_eq!(import(&lore, &dry).await.unwrap().credentials, 3);
    let told = import(&lore, &request(&file)).await.unwrap();
    assert_eq!((told.added, told.bad_total, told.credentials), (3, 0, 3));
}

#[test]
fn the_command_line_tells_or_refuses() {
    let place = Place::with_new_store();
    let stored = place
        .lore(&["store", "harmless", "--repo", "r", "--json"])
        .json();
    let id = stored["id"].as_str().unwrap();
    let text = value(Field::Text);
    for arguments in [
        &["edit", id, "--text", &text][..],
        &["edit", id, "--agent", &token()],
        &["retag", id, "--to-session", &token()],
    ] {
        let ran = place.lore(&[arguments, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(ran.json()["credentials"], json!(["GitHub token"]));
        assert!(ran.stderr.contains("(GitHub token)"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(&token()), "{}", ran.stderr);
        assert_eq!(place.lore(&["undo"]).code, 0);
    }
    let listed = place.lore(&["secrets"]).stdout;
    assert_eq!(listed, "no credentials found\n");
    let labelled = place.lore(&["edit", id, "--agent", &token()]);
    assert_eq!(labelled.code, 0, "{}", labelled.stderr);
    let listed = place.lore(&["secrets", "--json"]).json();
    assert_eq!(listed["entries"][0]["kinds"], json!(["GitHub token"]));
    assert_eq!(place.lore(&["undo"]).code, 0);

    refuse(&place);
    let editor = format!("#!/bin/sh\nsed -i 's/^harmless$/use {}/' \"$1\"\n", token());
    let edited = place.lore_with_editor(&["edit", id], &editor);
    assert_eq!(edited.code, 2, "{}", edited.screen);
    for part in ["GitHub token", "is kept in"] {
        assert!(edited.screen.contains(part), "{part}: {}", edited.screen);
    }
    for arguments in [
        &["edit", id, "--text", &text][..],
        &["retag", id, "--to-agent", &token()],
        &["store", "x", "--session", &token()],
    ] {
        let ran = place.lore(arguments);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("GitHub token"), "{}", ran.stderr);
    }
    let file = place.path().join("x.jsonl");
    fs::write(&file, json!({"text": text}).to_string()).unwrap();
    let ran = place.lore(&["import", file.to_str().unwrap(), "--json"]);
    assert_eq!(
        (ran.code, &ran.json()["bad_total"]),
        (1, &json!(1)),
        "{}",
        ran.stderr
    );
    assert_eq!(place.lore(&["secrets"]).stdout, "no credentials found\n");
}

#[test]
fn http_tells_or_refuses() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let mut client = server.client();
    let id = client.store(&json!({"text": "harmless", "project_id": "p"}));
    let path = format!("/{id}");
    for edit in [
        json!({"text": value(Field::Text)}),
        json!({"metadata": {"note": token()}}),
        json!({"session_id": token()}),
    ] {
        let edited = client.patch(&path, &edit).expect(200);
        assert_eq!(edited["credentials"], json!(["GitHub token"]), "{edit}");
        assert_eq!(place.lore(&["undo"]).code, 0);
    }
    let edited = client.patch(&path, &json!({"agent": "qa"})).expect(200);
    assert_eq!(edited["credentials"], json!([]));
    drop(server);

    refuse(&place);
    let server = Server::with(&place, &[], &[("LORE_TOKEN", TOKEN)]);
    let mut client = server.client();
    for edit in [
        json!({"text": value(Field::Text)}),
        json!({"type": token()}),
    ] {
        let refused = client.patch(&path, &edit);
        let told = refused.expect_error(400, "INVALID_REQUEST");
        assert!(
            told.contains("GitHub token") && !told.contains(&token()),
            "{told}"
        );
    }
    assert_eq!(client.get(&path).expect(200)["text"], "harmless");
}

/// From now on, programs that start in this place keep credentials out.
fn refuse(place: &Place) {
    let folder = place.path().join("home/.config/lore");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "credentials = 'refuse'").unwrap();
}
