//! How fast many store at once, and what searches in a large store notice of it.

use std::time::{Duration, Instant};

use futures::future::join_all;
use lore::{
    domain::{
        entry::NewEntry,
        search::{SearchMode, SearchRequest},
    },
    embed::{Embedder, MODEL},
    service::{Lore, Submission},
    store::{
        NewRow, Store,
        embeddings::{Embedded, digest},
        schema::VECTOR_WIDTH,
    },
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tempfile::TempDir;

const WORDS: [&str; 24] = [
    "queue",
    "retry",
    "token",
    "cache",
    "index",
    "migration",
    "rollback",
    "schema",
    "latency",
    "payment",
    "login",
    "search",
    "build",
    "release",
    "worker",
    "batch",
    "stream",
    "cursor",
    "deploy",
    "backup",
    "lock",
    "commit",
    "vector",
    "shard",
];

fn text(random: &mut StdRng, words: usize) -> String {
    let words = (0..words).map(|_| WORDS[random.random_range(0..WORDS.len())]);
    words.collect::<Vec<_>>().join(" ")
}

fn submission(text: String) -> Submission {
    Submission {
        repository: Some("r".into()),
        entry: NewEntry {
            text,
            ..NewEntry::default()
        },
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let [half, most, nearly_all] = [50, 95, 99].map(|percent| percentile(&times, percent));
    format!("p50 {half:.1?}, p95 {most:.1?}, p99 {nearly_all:.1?}")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; takes a minute"]
async fn sixty_four_writers_against_one_process_that_embeds_alone() {
    const ENTRIES: usize = 3_200;
    let mut random = StdRng::seed_from_u64(7);
    let texts: Vec<String> = (0..ENTRIES).map(|_| text(&mut random, 40)).collect();
    let embedder = Embedder::default();
    embedder.warm_up().await.unwrap();
    let began = Instant::now();
    for some in texts.chunks(512) {
        embedder.embed_documents(some.to_vec()).await.unwrap();
    }
    let alone = ENTRIES as f64 / began.elapsed().as_secs_f64();

    let folder = TempDir::new().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    lore.warm_up().await.unwrap();
    let began = Instant::now();
    let writers = texts.chunks(ENTRIES / 64).map(|mine| {
        let (lore, mine) = (lore.clone(), mine.to_vec());
        tokio::spawn(async move {
            let mut times = Vec::new();
            for text in mine {
                let began = Instant::now();
                lore.submit(submission(text)).await.unwrap();
                times.push(began.elapsed());
            }
            times
        })
    });
    let times: Vec<Duration> = (join_all(writers).await.into_iter())
        .flat_map(Result::unwrap)
        .collect();
    let stored = ENTRIES as f64 / began.elapsed().as_secs_f64();
    println!(
        "embedding alone {alone:.0}/s; 64 writers {stored:.0}/s, each {}",
        told(times)
    );
    assert!(stored > alone * 0.85, "{stored} against {alone}");
}

/// A repository of many entries that all have vectors.
async fn large(folder: &TempDir, entries: usize) {
    let mut random = StdRng::seed_from_u64(9);
    let store = Store::open_or_create(folder.path()).await.unwrap();
    let repository = store.repository_or_create("r").await.unwrap();
    for start in (0..entries).step_by(5_000) {
        let (mut rows, mut made) = (Vec::new(), Vec::new());
        for number in start..start + 5_000 {
            let mut vector: Vec<f32> = (0..VECTOR_WIDTH)
                .map(|_| random.random_range(-1.0..1.0))
                .collect();
            let length = vector.iter().map(|n| n * n).sum::<f32>().sqrt();
            for n in &mut vector {
                *n /= length;
            }
            let text = text(&mut random, 40);
            let id = format!("general-{number}-aaaaaa");
            made.push(Embedded {
                id: id.clone(),
                model: MODEL.into(),
                digest: digest(&text, &vector),
                parts: Vec::new(),
            });
            rows.push(NewRow {
                id,
                vector,
                text,
                kind: "general".into(),
                project_id: "p".into(),
                session_id: String::new(),
                agent: "qa".into(),
                timestamp: "2026-01-01T00:00:00Z".into(),
                metadata: "{}".into(),
            });
        }
        repository.append(&rows).await.unwrap();
        repository.embeddings().append(&made).await.unwrap();
    }
}

async fn searches(lore: &Lore, many: usize) -> Vec<Duration> {
    let mut random = StdRng::seed_from_u64(many as u64);
    let mut times = Vec::new();
    for _ in 0..many {
        let request = SearchRequest {
            words: text(&mut random, 3),
            mode: SearchMode::Hybrid,
            limit: 10,
            ..SearchRequest::default()
        };
        let began = Instant::now();
        lore.search(&request).await.unwrap();
        times.push(began.elapsed());
    }
    times
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; takes a minute"]
async fn searches_in_a_large_store_while_others_store() {
    let folder = TempDir::new().unwrap();
    large(&folder, 100_000).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    lore.maintain().await.unwrap();
    searches(&lore, 20).await;
    println!("nobody stores: {}", told(searches(&lore, 200).await));

    let began = Instant::now();
    let mut watcher = lore.watch().await.unwrap();
    println!("the watch began in {:.1?}", began.elapsed());
    let writer = {
        let lore = lore.clone();
        tokio::spawn(async move {
            let mut random = StdRng::seed_from_u64(3);
            let mut times = Vec::new();
            let mut tick = tokio::time::interval(Duration::from_millis(50));
            for _ in 0..400 {
                tick.tick().await;
                let began = Instant::now();
                lore.submit(submission(text(&mut random, 40)))
                    .await
                    .unwrap();
                times.push(began.elapsed());
            }
            times
        })
    };
    let mut found = Vec::new();
    while !writer.is_finished() {
        found.extend(searches(&lore, 10).await);
    }
    println!("20 are stored a second: {}", told(found));
    println!("storing: {}", told(writer.await.unwrap()));
    let mut heard = 0;
    while heard < 400 {
        watcher.next().await.unwrap();
        heard += 1;
    }
    println!("all of it was heard of");
}
