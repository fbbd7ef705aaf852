//! Days of agents that store entry by entry: the store stays small and fast by itself.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use lore::{
    domain::search::{SearchMode, SearchRequest},
    embed::MODEL,
    service::Lore,
    store::{
        NewRow, Repository,
        embeddings::{Embedded, digest},
        schema::VECTOR_WIDTH,
    },
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{everything, repository};

/// Entries stored one by one; the variable asks for more than every run of the tests can wait for.
const STORED: usize = 800;
const VARIABLE: &str = "LORE_TEST_DAY";

/// Stores between two looks of a server at whether there is something to keep up.
const STORES_A_LOOK: usize = 50;

fn rows(count: usize) -> Vec<NewRow> {
    let mut random = StdRng::seed_from_u64(7);
    (0..count)
        .map(|number| {
            let text: Vec<String> = (0..40)
                .map(|_| format!("word{}", random.random_range(0..2_000)))
                .collect();
            NewRow {
                vector: (0..VECTOR_WIDTH)
                    .map(|_| random.random_range(-0.1..0.1))
                    .collect(),
                ..super::row(&format!("decision-{number}"), &text.join(" "))
            }
        })
        .collect()
}

async fn record(repository: &Repository, rows: &[NewRow]) {
    let made: Vec<Embedded> = rows
        .iter()
        .map(|row| Embedded {
            id: row.id.clone(),
            model: MODEL.into(),
            digest: digest(&row.text, &row.vector),
            parts: Vec::new(),
        })
        .collect();
    repository.embeddings().append(&made).await.unwrap();
}

/// The medians of some searches in two stores, in turns, of programs that have searched before.
async fn search_times(folders: [&Path; 2]) -> [Duration; 2] {
    let mut programs = Vec::new();
    for folder in folders {
        programs.push((Lore::open(folder).await.unwrap(), Vec::new()));
    }
    for number in 0..31 {
        let request = SearchRequest {
            words: format!("word{number} word{}", number + 40),
            mode: SearchMode::Hybrid,
            limit: 10,
            ..SearchRequest::default()
        };
        for (lore, times) in &mut programs {
            let began = Instant::now();
            assert!(!lore.search(&request).await.unwrap().hits.is_empty());
            times.push(began.elapsed());
        }
    }
    let medians = programs.into_iter().map(|(_, mut times)| {
        times.sort();
        times[times.len() / 2]
    });
    medians.collect::<Vec<_>>().try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_stays_small_and_fast() {
    let stored = std::env::var(VARIABLE)
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(STORED);
    let rows = rows(stored);
    let day = tempfile::tempdir().unwrap();
    let busy = repository(day.path()).await;
    let lore = Lore::open(day.path()).await.unwrap();
    let mut most_files = 0;
    for (number, row) in rows.iter().enumerate() {
        busy.append(std::slice::from_ref(row)).await.unwrap();
        record(&busy, std::slice::from_ref(row)).await;
        if number % STORES_A_LOOK == 0 {
            lore.maintain().await.unwrap();
        }
        most_files = most_files.max(busy.snapshot().await.unwrap().shape().2);
    }
    assert!(most_files < 300, "{most_files} files");
    // The day is over: what was old then is old now.
    busy.keep_small(Duration::ZERO).await.unwrap();
    busy.embeddings().keep_small(Duration::ZERO).await.unwrap();
    lore.maintain().await.unwrap();

    let fresh_folder = tempfile::tempdir().unwrap();
    let fresh = repository(fresh_folder.path()).await;
    fresh.append(&rows).await.unwrap();
    record(&fresh, &rows).await;
    let other = Lore::open(fresh_folder.path()).await.unwrap();
    other.maintain().await.unwrap();

    let (size, smallest) = (busy.bytes().await.unwrap(), fresh.bytes().await.unwrap());
    let [time, shortest] = search_times([day.path(), fresh_folder.path()]).await;
    eprintln!(
        "{stored} stores: {size} bytes, fresh {smallest}; a search {time:?}, fresh {shortest:?}; at most {most_files} files"
    );
    assert!(size < 2 * smallest, "{size} bytes, {smallest} when fresh");
    // Two milliseconds are what a busy machine adds to any search.
    assert!(
        time < shortest * 3 / 2 + Duration::from_millis(2),
        "{time:?}, {shortest:?} when fresh"
    );
    assert_eq!(
        everything(day.path()).await,
        everything(fresh_folder.path()).await
    );
}
