//! Vectors that do not belong to their texts are told from those that do, without any record.

use lore::{
    domain::{filter::Filter, node_hash, provenance::Provenance},
    embed::Embedder,
    service::{Cancel, Lore},
    store::{NewRow, Store},
};

use super::rows;

const TOPICS: [&str; 6] = [
    "the payment gateway retries a declined card",
    "nightly vacuum of the postgres tables",
    "dark mode colours of the settings page",
    "rotation of signing keys and tokens",
    "flaky browser tests on the build server",
    "translation of error messages into Japanese",
];

fn texts(count: usize) -> Vec<String> {
    (0..count)
        .map(|at| format!("Note {at}: {}, seen from side {}", TOPICS[at % 6], at / 6))
        .collect()
}

fn row(number: usize, text: &str, vector: Vec<f32>) -> NewRow {
    NewRow {
        vector,
        ..rows::row(number, text, 0.0)
    }
}

async fn vectors(texts: &[String]) -> Vec<Vec<f32>> {
    let embedded = Embedder::default()
        .embed_documents(texts.to_vec())
        .await
        .unwrap();
    embedded.into_iter().map(|one| one.vector).collect()
}

/// What is found of rows that stand in a store without any record of them.
async fn found(rows: &[NewRow], at_most: usize) -> lore::service::SampledVectors {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(folder.path()).await.unwrap();
    store
        .repository_or_create("shop")
        .await
        .unwrap()
        .append(rows)
        .await
        .unwrap();
    let lore = Lore::open(folder.path()).await.unwrap();
    let (all, cancel) = (Filter::default(), Cancel::default());
    let sampled = lore.sample_vectors(&all, at_most, &cancel).await;
    sampled.unwrap().remove(0)
}

#[tokio::test]
async fn hashes_stale_vectors_and_their_own_are_told_apart() {
    let texts = texts(12);
    let fresh = vectors(&texts).await;
    let earlier =
        vectors(&["Note 1: nightly vacuum of tables was too slow and is weekly now".to_owned()])
            .await
            .remove(0);
    let mut rows: Vec<NewRow> = (texts.iter().zip(fresh).enumerate())
        .map(|(number, (text, vector))| row(number, text, vector))
        .collect();
    rows[0].vector = node_hash::vector_of("anything");
    rows[1].vector = earlier;
    rows[2].vector = vec![0.0; 384];
    rows.push(row(12, " ", vec![0.0; 384]));
    let sampled = found(&rows, 100).await;
    assert_eq!(
        (sampled.entries, sampled.ids.len()),
        (12, 12),
        "an empty text is no sample"
    );
    let of = |id: &str| {
        let at = sampled.ids.iter().position(|one| one == id).unwrap();
        sampled.provenances.of[at]
    };
    assert_eq!(of("e0"), Provenance::Hash);
    assert_eq!(of("e1"), Provenance::Stale);
    assert_eq!(of("e2"), Provenance::Missing);
    assert_eq!(sampled.provenances.count(Provenance::Own), 9);
    assert_eq!(sampled.provenances.wrong(), 3);
}

#[tokio::test]
async fn another_models_vectors_are_told_from_those_of_other_texts() {
    let texts = texts(48);
    let fresh = vectors(&texts).await;
    // Another model: the same nearness on other axes.
    let other = fresh.iter().map(|vector| {
        let mut turned = vector.clone();
        turned.rotate_left(101);
        turned
    });
    let foreign: Vec<NewRow> = (texts.iter().zip(other).enumerate())
        .map(|(number, (text, vector))| row(number, text, vector))
        .collect();
    let sampled = found(&foreign, 30).await;
    assert_eq!(sampled.ids.len(), 30);
    assert_eq!(
        sampled.provenances.count(Provenance::Foreign),
        30,
        "{sampled:?}"
    );

    // The same vectors, each at a text of another topic.
    let mut mixed = foreign;
    let vectors: Vec<Vec<f32>> = mixed.iter().map(|row| row.vector.clone()).collect();
    for (at, row) in mixed.iter_mut().enumerate() {
        row.vector.clone_from(&vectors[at % 8 * 6 + at / 8]);
    }
    let sampled = found(&mixed, 48).await;
    assert_eq!(
        sampled.provenances.count(Provenance::Foreign),
        0,
        "{sampled:?}"
    );
    assert!(sampled.provenances.wrong() >= 47);
}
