//! How long it takes to compare many entries. Run by hand:
//! `cargo test --release --test it dupes::measured -- --ignored --nocapture`

use std::{path::Path, time::Instant};

use lore::{
    domain::filter::Filter,
    embed::MODEL,
    service::{Cancel, Lore},
    store::{
        NewRow, Store,
        embeddings::{Embedded, digest},
        schema::VECTOR_WIDTH,
    },
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tempfile::TempDir;

/// Entries about a tenth as many things, which all have something in common, as those of one team;
/// and, of every thousand, `alike` that are nearly the same.
async fn make(folder: &Path, count: usize, alike: usize) {
    let store = Store::open_or_create(folder).await.unwrap();
    let repository = store.repository_or_create("team").await.unwrap();
    let mut random = StdRng::seed_from_u64(7);
    let mut direction = |spread: f32| -> Vec<f32> {
        (0..VECTOR_WIDTH)
            .map(|_| random.random_range(-spread..spread))
            .collect()
    };
    let common = direction(0.6);
    let things: Vec<Vec<f32>> = (0..count / 10).map(|_| direction(1.0)).collect();
    let numbers: Vec<usize> = (0..count).collect();
    for some in numbers.chunks(10_000) {
        let rows: Vec<NewRow> = some
            .iter()
            .map(|n| {
                let is_alike = n % 1000 < alike;
                let thing = &things[if is_alike { 0 } else { n % things.len() }];
                let own = direction(if is_alike { 0.1 } else { 0.8 });
                let vector = thing.iter().zip(&common).zip(&own);
                NewRow {
                    id: format!("general-{n}"),
                    vector: vector.map(|((a, b), c)| a + b + c).collect(),
                    text: format!("entry {n} {}", "tells something ".repeat(20)),
                    kind: "general".into(),
                    project_id: String::new(),
                    session_id: String::new(),
                    agent: "qa".into(),
                    timestamp: "2026-01-01T00:00:00Z".into(),
                    metadata: "{}".into(),
                }
            })
            .collect();
        repository.append(&rows).await.unwrap();
        let made: Vec<Embedded> = rows
            .iter()
            .map(|row| Embedded {
                id: row.id.clone(),
                model: MODEL.into(),
                digest: digest(&row.text, &row.vector),
                parts: Vec::new(),
            })
            .collect();
        repository.embeddings().write(&made).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn many_entries_are_compared() {
    for (count, alike) in [(10_000, 20), (100_000, 20), (20_000, 500)] {
        let folder = TempDir::new().unwrap();
        make(&folder.path().join("store"), count, alike).await;
        let lore = Lore::open(&folder.path().join("store")).await.unwrap();
        for again in ["first", "again"] {
            let start = Instant::now();
            let found = lore
                .duplicates(&Filter::default(), 0.92, &Cancel::default(), &mut |_| ())
                .await
                .unwrap();
            let entries: usize = found.iter().map(|group| group.entries.len()).sum();
            println!(
                "{count} entries, {again}: {:?}, {} groups of {entries}, the largest of {}",
                start.elapsed(),
                found.len(),
                found
                    .iter()
                    .map(|group| group.entries.len())
                    .max()
                    .unwrap_or_default(),
            );
        }
    }
}
