//! Everything that is wrong is told, with figures, and nothing is changed by looking.

use std::{fs, time::Duration};

use lore::{
    domain::{diagnosis::Problem, entry::NewEntry, filter::Filter},
    embed::MODEL,
    service::{Cancel, Lore},
    store::{
        NewRow,
        embeddings::{Embedded, digest},
    },
};
use serde_json::json;

use super::{diagnose, finding, leave, one_by_one, problems, repository, row};
use crate::{cli::program::Place, fixture};

#[tokio::test]
async fn a_store_that_lore_made_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    for text in ["one", "two"] {
        let entry = NewEntry {
            text: text.to_owned(),
            ..NewEntry::default()
        };
        lore.store("shop", entry).await.unwrap();
    }
    let found = diagnose(folder.path()).await;
    assert_eq!(found.findings, []);
    assert_eq!(found.health.repositories.len(), 1);
}

#[tokio::test]
async fn what_unrecorded_vectors_are_is_found_out_on_a_sample() {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    for text in ["Tokens expire", "Invoices are in cents"] {
        let entry = NewEntry {
            text: text.to_owned(),
            ..NewEntry::default()
        };
        lore.store("shop", entry).await.unwrap();
    }
    fs::remove_dir_all(folder.path().join("shop/lore_embeddings.lance")).unwrap();
    let found = diagnose(folder.path()).await;
    assert_eq!(problems(&found), [Problem::UnknownVectors]);
    let message = &finding(&found, Problem::UnknownVectors).message;
    let told = format!("of 2 looked at, 2 of {MODEL}");
    assert!(message.contains(&told), "{message}");
}

#[tokio::test]
async fn a_record_that_is_not_true_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let repository = repository(folder.path()).await;
    let row = row("a", "Tokens expire after fifteen minutes");
    repository.append(std::slice::from_ref(&row)).await.unwrap();
    let made = Embedded {
        digest: digest(&row.text, &row.vector),
        id: row.id,
        model: MODEL.into(),
        parts: Vec::new(),
    };
    repository.embeddings().append(&[made]).await.unwrap();
    let found = diagnose(folder.path()).await;
    assert_eq!(problems(&found), [Problem::WrongVectors]);
    assert_eq!(finding(&found, Problem::WrongVectors).count, 1);

    // What the advice says helps.
    fs::remove_dir_all(folder.path().join("shop/lore_embeddings.lance")).unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();
    let (all, cancel) = (Filter::default(), Cancel::default());
    let made = lore.reembed(&all, false, &cancel, &mut |_| {}).await;
    assert_eq!(made.unwrap().embedded, 1);
    assert_eq!(diagnose(folder.path()).await.findings, []);
}

#[tokio::test]
async fn what_is_odd_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let repository = repository(folder.path()).await;
    let odd = [
        row("twice", "a"),
        row("twice", "b"),
        row("", "without an id"),
        NewRow {
            metadata: "{cut".to_owned(),
            ..row("m", "c")
        },
        NewRow {
            timestamp: "yesterday".to_owned(),
            ..row("t", " \n")
        },
        NewRow {
            project_id: "shop/shop".to_owned(),
            ..row("p", "d")
        },
        NewRow {
            kind: "system".to_owned(),
            ..row("", "")
        },
    ];
    repository.append(&odd).await.unwrap();

    // A program took `shop/shop` for the scope.
    let elsewhere = tempfile::tempdir().unwrap();
    let lost = super::repository(elsewhere.path()).await;
    one_by_one(&lost, 0..3).await;
    fs::rename(
        elsewhere.path().join("shop"),
        folder.path().join("shop").join("shop"),
    )
    .unwrap();

    let table = repository.database().join("orchestra_knowledge.lance");
    leave(&table, "old.lance", Duration::from_hours(48));
    leave(&table, "young.lance", Duration::ZERO);
    let damaged = repository.database().join("lore_images.lance/_versions");
    fs::create_dir_all(&damaged).unwrap();
    fs::write(damaged.join("1.manifest"), "cut").unwrap();

    let found = diagnose(folder.path()).await;
    let told = problems(&found);
    for problem in [
        Problem::DamagedTable,
        Problem::UnknownVectors,
        Problem::Orphans,
        Problem::OddRows,
        Problem::RepeatedIds,
        Problem::DoubledProject,
        Problem::NestedRepository,
    ] {
        assert_eq!(
            told.iter().filter(|one| **one == problem).count(),
            1,
            "{problem:?}"
        );
    }
    assert_eq!(told.len(), 7, "{:#?}", found.findings);
    assert_eq!(finding(&found, Problem::OddRows).count, 3);
    assert_eq!(finding(&found, Problem::RepeatedIds).count, 2);
    assert_eq!(finding(&found, Problem::DoubledProject).count, 1);
    assert_eq!(finding(&found, Problem::NestedRepository).count, 3);
    assert_eq!(finding(&found, Problem::Orphans).count, 1);
}

#[test]
fn the_node_managers_hashes_are_told_and_nothing_is_changed() {
    let place = Place::with_legacy_store();
    let before = fixture::contents(place.store());
    let ran = place.lore(&["doctor", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(fixture::contents(place.store()), before);
    let told = ran.json();
    assert_eq!(told["healthy"], json!(false));
    let findings = told["findings"].as_array().unwrap();
    let hashes = findings
        .iter()
        .filter(|one| one["problem"] == "meaningless_vectors");
    let count: u64 = hashes.map(|one| one["count"].as_u64().unwrap()).sum();
    assert_eq!(count, 16);

    let ran = place.lore(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("lore reembed"), "{}", ran.stdout);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);

    // What the advice says helps.
    assert_eq!(place.lore(&["reembed"]).code, 0);
    let told = place.lore(&["doctor", "--json"]).json();
    assert_eq!(told["total"], json!(1), "{told}");
    assert_eq!(told["findings"][0]["problem"], "doubled_project");
    let moved = place.lore(&[
        "retag",
        "--repo",
        "slack-broker",
        "--project",
        "repo/repo",
        "--to-project",
        "repo",
        "--yes",
    ]);
    assert_eq!(moved.code, 0, "{moved:?}");
    let ran = place.lore(&["doctor", "--fix", "--json"]);
    assert_eq!(
        (ran.code, ran.json()["total"].clone()),
        (0, json!(0)),
        "{ran:?}"
    );
    let ran = place.lore(&["doctor"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stdout.contains("nothing is wrong"));
}
