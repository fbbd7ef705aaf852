//! What stands near an entry: by meaning, and in the session that wrote it.

use std::path::Path;

use lore::{
    domain::{
        entry::{EntryKey, NewEntry},
        neighbours::Similar,
        node_hash,
        search::SearchAnswer,
    },
    service::{Error, Lore},
    store::{NewRow, Store},
};
use tempfile::TempDir;

use crate::cli::program::Place;

const LONG: &str = "The broker persists every message before it acknowledges it to the sender. ";

async fn open(folder: &Path) -> Lore {
    Lore::open_or_create(&folder.join("store")).await.unwrap()
}

async fn store(lore: &Lore, repository: &str, text: &str) -> EntryKey {
    let entry = NewEntry {
        text: text.to_owned(),
        ..NewEntry::default()
    };
    EntryKey {
        repository: repository.to_owned(),
        id: lore.store(repository, entry).await.unwrap().id,
    }
}

async fn similar(lore: &Lore, key: &EntryKey, limit: usize) -> SearchAnswer {
    match lore.similar(key, limit).await.unwrap() {
        Similar::Known(answer) => answer,
        Similar::Unknown => panic!("it has a vector"),
    }
}

fn row(id: &str, session: &str, timestamp: &str) -> NewRow {
    let text = format!("note {id}");
    NewRow {
        id: id.to_owned(),
        vector: node_hash::vector_of(&text),
        text,
        kind: "decision".to_owned(),
        project_id: "api".to_owned(),
        session_id: session.to_owned(),
        agent: "qa".to_owned(),
        timestamp: timestamp.to_owned(),
        metadata: "{}".to_owned(),
    }
}

fn key(repository: &str, id: &str) -> EntryKey {
    EntryKey {
        repository: repository.to_owned(),
        id: id.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_means_the_same_comes_first_from_all_repositories() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    let asked = store(
        &lore,
        "shop",
        "Failed requests are repeated with growing pauses",
    )
    .await;
    let near = store(
        &lore,
        "broker",
        "Retry failed requests with exponential backoff",
    )
    .await;
    store(&lore, "shop", "The logo is blue on white paper").await;
    let answer = similar(&lore, &asked, 5).await;
    assert_eq!(answer.hits[0].entry.key(), near);
    assert!(answer.hits.iter().all(|hit| hit.entry.key() != asked));
    assert!(answer.hits.is_sorted_by(|a, b| a.score >= b.score));
    assert!(answer.hits[0].score > 0.4 && answer.hits[0].score <= 1.0);
    assert_eq!(similar(&lore, &asked, 1).await.hits.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn long_texts_are_near_by_any_part() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    let end = "Cats sleep on warm keyboards in the afternoon sun. ";
    // Long enough for a part of its own.
    let text = LONG.repeat(60) + &end.repeat(40);
    let asked = store(&lore, "shop", &text).await;
    let near = store(&lore, "shop", end).await;
    let answer = similar(&lore, &asked, 5).await;
    assert!(
        answer.hits.iter().any(|hit| hit.entry.key() == near),
        "{answer:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_that_mean_nothing_are_not_compared() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    store(&lore, "shop", "a note with a vector").await;
    let raw = Store::open(&folder.path().join("store")).await.unwrap();
    let repository = raw.repository_or_create("shop").await.unwrap();
    let hashed = row("hashed", "", "2026-01-01T00:00:00Z");
    repository.append(&[hashed]).await.unwrap();
    assert_eq!(
        lore.similar(&key("shop", "hashed"), 5).await.unwrap(),
        Similar::Unknown
    );
    for missing in [key("shop", "absent"), key("absent", "hashed")] {
        let outcome = lore.similar(&missing, 5).await;
        assert!(matches!(outcome, Err(Error::NotFound(_))), "{outcome:?}");
        let outcome = lore.same_session(&missing, 5).await;
        assert!(matches!(outcome, Err(Error::NotFound(_))), "{outcome:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_told_in_order_across_repositories() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    let raw = Store::open_or_create(&folder.path().join("store"))
        .await
        .unwrap();
    let at = |day: usize| format!("2026-01-{day:02}T00:00:00Z");
    let rows: Vec<NewRow> = (1..=5)
        .map(|day| row(&format!("a{day}"), "s", &at(2 * day)))
        .collect();
    raw.repository_or_create("a")
        .await
        .unwrap()
        .append(&rows)
        .await
        .unwrap();
    let rows = [
        row("b1", "s", &at(5)),
        row("b2", "s", "once"),
        row("b3", "other", &at(7)),
        row("b4", "", &at(6)),
    ];
    raw.repository_or_create("b")
        .await
        .unwrap()
        .append(&rows)
        .await
        .unwrap();
    let found = lore.same_session(&key("a", "a3"), 2).await.unwrap();
    let ids = |entries: &[lore::domain::entry::Entry]| {
        entries
            .iter()
            .map(|entry| entry.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&found.before), ["b1", "a2"]);
    assert_eq!(ids(&found.after), ["a4", "a5"]);
    assert_eq!(
        (found.place, found.total, found.session.as_str()),
        (3, 7, "s")
    );
    let last = lore.same_session(&key("b", "b2"), 9).await.unwrap();
    assert_eq!((last.before.len(), last.after.len()), (6, 0));
    let none = lore.same_session(&key("b", "b4"), 9).await.unwrap();
    assert_eq!(none, lore::domain::neighbours::SameSession::default());
}

#[test]
fn the_command_lists_what_is_similar() {
    let place = Place::with_new_store();
    let secret = "ghp_x7Kq2VbN9sLm4TzR8wYc1HdJ6fGpE3aUo5Xi";
    let stored = |text: &str| {
        let ran = place.lore(&["store", text, "--repo", "shop"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout.trim().to_owned()
    };
    let id = stored("Retry failed requests with exponential backoff");
    let near = stored(&format!(
        "Failed requests are retried with backoff, key {secret}"
    ));
    let ran = place.lore(&["similar", &id]);
    assert!(
        ran.stdout.contains(&near) && !ran.stdout.contains(secret),
        "{}",
        ran.stdout
    );
    let ran = place.lore(&["similar", &id, "--reveal"]);
    assert!(ran.stdout.contains(secret), "{}", ran.stdout);
    let json = place
        .lore(&["similar", &id, "--limit", "1", "--json"])
        .json();
    assert_eq!(json["total"], 1);
    assert_eq!(json["results"][0]["id"], near.as_str());
    assert!(json["results"][0]["score"].as_f64().unwrap() > 0.5);
    assert_eq!(place.lore(&["similar", "absent"]).code, 3);
}

#[test]
fn the_command_says_when_nothing_can_be_compared() {
    let place = Place::with_legacy_store();
    let ran = place.lore(&["similar", "decision-1795330760844-f6gbnd"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("lore reembed"), "{}", ran.stderr);
}
