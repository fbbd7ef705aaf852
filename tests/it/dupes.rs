//! Groups of entries that say nearly the same.

mod measured;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use lore::{
    domain::{
        duplicates::{DEFAULT_THRESHOLD, Difference, Group, contrast},
        entry::{Entry, NewEntry},
        filter::Filter,
        node_hash,
    },
    service::{Cancel, Error, Lore, demo},
    store::{Column, NewRow, RowId, Store, schema::VECTOR_WIDTH},
};
use tempfile::TempDir;

use crate::cli::program::Place;

const LONG: &str =
    "The queue keeps what arrived while the consumer was away, and hands it over in order. ";

async fn open(folder: &Path) -> Lore {
    Lore::open_or_create(&folder.join("store")).await.unwrap()
}

async fn store(lore: &Lore, repository: &str, text: &str) -> String {
    let entry = NewEntry {
        text: text.to_owned(),
        ..NewEntry::default()
    };
    lore.store(repository, entry).await.unwrap().id
}

async fn groups(lore: &Lore, threshold: f32) -> Vec<Group> {
    admitted(lore, &Filter::default(), threshold).await
}

async fn admitted(lore: &Lore, filter: &Filter, threshold: f32) -> Vec<Group> {
    lore.duplicates(filter, threshold, &Cancel::default(), &mut |_| ())
        .await
        .unwrap()
}

fn ids(group: &Group) -> Vec<&str> {
    let mut ids: Vec<&str> = group
        .entries
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    ids.sort_unstable();
    ids
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

fn row(id: &str, kind: &str, text: &str, vector: Vec<f32>) -> NewRow {
    NewRow {
        id: id.to_owned(),
        vector,
        text: text.to_owned(),
        kind: kind.to_owned(),
        project_id: "api".to_owned(),
        session_id: String::new(),
        agent: "qa".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
        metadata: "{}".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn near_equal_entries_are_found_across_repositories() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    let three = store(
        &lore,
        "shop",
        "The payment client retries a failed request 3 times.",
    )
    .await;
    let five = store(
        &lore,
        "api",
        "The payment client retries a failed request 5 times.",
    )
    .await;
    let upper = store(
        &lore,
        "shop",
        "Postgres holds the orders;\n  Redis is a cache.",
    )
    .await;
    let lower = store(&lore, "api", "postgres holds the orders; redis is a CACHE.").await;
    store(&lore, "api", "Colours of the brand are green and white.").await;

    let found = groups(&lore, DEFAULT_THRESHOLD).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].exact && (found[0].similarity - 1.0).abs() < 1e-6);
    assert_eq!(ids(&found[0]), sorted(vec![upper, lower]));
    assert!(!found[1].exact && found[1].similarity < 1.0);
    assert_eq!(ids(&found[1]), sorted(vec![three, five.clone()]));
    assert_eq!(found[1].entries[0].id, five, "the newest comes first");
    let [newer, older] = found[1].entries.as_slice() else {
        panic!("{found:?}");
    };
    let (here, there) = contrast(&newer.text, &older.text);
    assert_eq!(
        (here[0].0, there[0].0),
        (Difference::Number, Difference::Number)
    );
    assert_eq!(
        (
            &newer.text[here[0].1.clone()],
            &older.text[there[0].1.clone()]
        ),
        ("5", "3")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_narrows_what_is_compared() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    for repository in ["shop", "api", "api"] {
        store(&lore, repository, "The gateway closes idle connections.").await;
    }
    let only = |repository: &str| Filter {
        repositories: vec![repository.to_owned()],
        ..Filter::default()
    };
    let count = async |filter: &Filter| {
        let groups = admitted(&lore, filter, 0.92).await;
        groups
            .iter()
            .map(|group| group.entries.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(count(&Filter::default()).await, [3]);
    assert_eq!(count(&only("api")).await, [2]);
    assert_eq!(count(&only("shop")).await, [0; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_without_a_record_are_never_compared() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_or_create(&folder.path().join("store"))
        .await
        .unwrap();
    let repository = store.repository_or_create("node").await.unwrap();
    let (hash, zero) = (node_hash::vector_of("x"), vec![0.0; VECTOR_WIDTH]);
    repository
        .append(&[
            row("a", "general", "The first text.", hash.clone()),
            row("b", "general", "Something else altogether.", hash.clone()),
            row("c", "general", "A third one.", zero.clone()),
            row("d", "general", "And a fourth.", zero.clone()),
            row("e", "general", "the  FIRST text.", zero.clone()),
            row("s1", "system", "started", zero.clone()),
            row("s2", "system", "started", zero.clone()),
            row("twice", "general", "The same id.", zero.clone()),
            row("twice", "general", "The same id.", zero.clone()),
            row("blank1", "general", " ", zero.clone()),
            row("blank2", "general", " ", zero),
        ])
        .await
        .unwrap();
    let lore = Lore::open(store.path()).await.unwrap();
    let found = groups(&lore, 0.5).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(ids(&found[0]), ["a", "e"]);

    // Nor for who asks for them by name.
    let system = Filter {
        kinds: vec!["system".into(), "general".into()],
        ..Filter::default()
    };
    assert_eq!(admitted(&lore, &system, 0.5).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_others_changed_is_not_compared_by_its_old_vector() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    let one = store(&lore, "shop", "The export writes one file a day.").await;
    store(&lore, "shop", "The export writes one file each day.").await;
    assert_eq!(groups(&lore, 0.9).await.len(), 1);

    let database = folder.path().join("store/shop");
    let connection = lancedb::connect(database.to_str().unwrap())
        .execute()
        .await
        .unwrap();
    let table = connection
        .open_table("orchestra_knowledge")
        .execute()
        .await
        .unwrap();
    let foreign = table.update().only_if(format!("id = '{one}'"));
    foreign
        .column("text", "'Lunch is at noon.'")
        .execute()
        .await
        .unwrap();
    assert_eq!(groups(&lore, 0.9).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn long_texts_are_compared_to_their_ends() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    let beginning = LONG.repeat(40);
    let money = "Invoices are paid within thirty days by bank transfer. ".repeat(20);
    let plants = "The garden needs water in the morning and shade at noon. ".repeat(20);
    let paid = store(&lore, "shop", &format!("{beginning}{money}")).await;
    store(&lore, "shop", &format!("{beginning}{plants}")).await;
    let again = store(&lore, "shop", &format!("{beginning}{money}Truly.")).await;
    let found = groups(&lore, 0.92).await;
    assert_eq!(
        found.len(),
        1,
        "{:?}",
        found.iter().map(ids).collect::<Vec<_>>()
    );
    assert_eq!(ids(&found[0]), sorted(vec![paid, again]));
}

async fn sample(folder: &Path) -> Lore {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    demo::make(&folder.join("store"), 300, now).await.unwrap();
    let lore = Lore::open(&folder.join("store")).await.unwrap();
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    lore
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_two_of_a_group_are_alike_and_no_entry_is_in_two() {
    let folder = TempDir::new().unwrap();
    let lore = sample(folder.path()).await;
    let (mut vectors, mut long) = (HashMap::new(), HashSet::new());
    for repository in Store::open(lore.path())
        .await
        .unwrap()
        .repositories()
        .await
        .unwrap()
    {
        let records = repository.embeddings().records().await.unwrap();
        let snapshot = repository.snapshot().await.unwrap();
        let mut rows: Vec<RowId> = Vec::new();
        snapshot
            .visit(&Filter::default(), &[Column::Id], |row, _| rows.push(row))
            .await
            .unwrap();
        for row in snapshot.whole(&rows).await.unwrap() {
            if records.get(&row.entry.id).unwrap().parts > 0 {
                long.insert(row.entry.key());
            }
            vectors.insert(row.entry.key(), row.vector.unwrap());
        }
    }
    for threshold in [0.7, 0.92] {
        let found = groups(&lore, threshold).await;
        assert!(found.len() > 3, "{}", found.len());
        let mut seen = HashSet::new();
        let mut last = 1.0;
        for group in &found {
            assert!(group.entries.len() > 1);
            let mut lowest: f32 = 1.0;
            for (at, one) in group.entries.iter().enumerate() {
                assert!(seen.insert(one.key()));
                for other in &group.entries[at + 1..] {
                    assert!(one.instant() >= other.instant());
                    lowest = lowest.min(cosine(&vectors[&one.key()], &vectors[&other.key()]));
                }
            }
            assert!(lowest > threshold - 1e-4, "{lowest} in {:?}", ids(group));
            // Long texts are as alike as their least alike parts.
            let is_long = |entry: &Entry| long.contains(&entry.key());
            let expected = if group.exact { 1.0 } else { lowest };
            assert!(group.similarity < expected + 1e-4);
            assert!(
                group.similarity > expected - 1e-4 || group.entries.iter().any(is_long),
                "{lowest} {group:?}"
            );
            assert!(group.similarity <= last);
            last = group.similarity;
        }
        assert_eq!(found, groups(&lore, threshold).await, "the same again");
        // What was left alone is like nothing else that was left alone.
        let alone: Vec<_> = vectors
            .iter()
            .filter(|(key, _)| !seen.contains(*key) && !long.contains(*key))
            .collect();
        for (at, (key, one)) in alone.iter().enumerate() {
            for (other_key, other) in &alone[at + 1..] {
                let cosine = cosine(one, other);
                assert!(cosine < threshold + 1e-4, "{key:?} is like {other_key:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cancels_gets_nothing_and_progress_reaches_its_end() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    for n in 0..4 {
        store(&lore, "shop", &format!("Worker {n} writes its own log.")).await;
    }
    let filter = Filter::default();
    let mut told = Vec::new();
    let found = lore
        .duplicates(&filter, 0.8, &Cancel::default(), &mut |progress| {
            told.push(progress);
        })
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert!(told.windows(2).all(|two| two[0].done <= two[1].done));
    assert_eq!(
        told.last().map(|last| (last.done, last.total)),
        Some((4, 4))
    );

    let cancel = Cancel::default();
    let stop = cancel.clone();
    let found = lore
        .duplicates(&filter, 0.8, &cancel, &mut |_| stop.cancel())
        .await
        .unwrap();
    assert_eq!(found, []);
}

#[tokio::test]
async fn a_threshold_without_sense_is_refused() {
    let folder = TempDir::new().unwrap();
    let lore = open(folder.path()).await;
    for wrong in [0.0, 0.49, 1.01, f32::NAN, -1.0] {
        let (filter, cancel) = (Filter::default(), Cancel::default());
        let refused = lore.duplicates(&filter, wrong, &cancel, &mut |_| ()).await;
        assert!(
            matches!(refused, Err(Error::Invalid(_))),
            "{wrong}: {refused:?}"
        );
    }
}

#[test]
fn on_the_command_line() {
    let place = Place::with_new_store();
    for (text, project) in [
        ("Deploys are frozen until 2026-03-31; use port 8080.", "ops"),
        (
            "Deploys are not frozen until 2026-04-30; use port 8080.",
            "ops",
        ),
        ("Totally unrelated: \u{1b}[31mred\u{1b}[0m paint.", "art"),
        ("totally unrelated: \u{1b}[31mred\u{1b}[0m  paint.", "art"),
    ] {
        let stored = place.lore(&[
            "store",
            text,
            "decision",
            "--project",
            project,
            "--repo",
            "team",
        ]);
        assert_eq!(stored.code, 0, "{stored:?}");
    }
    let ran = place.lore(&["dupes", "--threshold", "0.85"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::with_settings!({filters => vec![
        (r"decision-\d+-\w{6}", "[id]"),
        (r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} \([^)]*\)", "[moment]"),
    ]}, {
        insta::assert_snapshot!("for_people", ran.stdout);
        insta::assert_snapshot!("note", ran.stderr);
    });
    let json = place
        .lore(&["dupes", "--threshold", "0.85", "--json"])
        .json();
    assert_eq!(json["total"], 2);
    assert_eq!(json["groups"][0]["exact"], true);
    let unlike = &json["groups"][1]["unlike_first"];
    assert_eq!(unlike[0], serde_json::json!({"has": [], "lacks": []}));
    assert_eq!(
        unlike[1]["has"][0],
        serde_json::json!({"kind": "date", "text": "2026-03-31"})
    );
    assert_eq!(
        unlike[1]["lacks"][0],
        serde_json::json!({"kind": "negation", "text": "not"})
    );
    assert_eq!(
        place.lore(&["list", "--json"]).json()["total"],
        4,
        "nothing is touched"
    );

    let none = place.lore(&["dupes", "--project", "ops", "--threshold", "1"]);
    assert_eq!(none.stdout, "no two entries are alike by 1 or more\n");
    for wrong in ["0.2", "1.1", "much"] {
        let ran = place.lore(&["dupes", "--threshold", wrong]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("0.5 to 1"), "{}", ran.stderr);
    }
    assert_eq!(place.lore(&["dupes", "--project", "nowhere"]).code, 3);
}
