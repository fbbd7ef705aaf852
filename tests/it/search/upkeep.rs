//! The full-text index: made when it pays, and nobody sees a difference.

use lance::dataset::optimize::{CompactionOptions, compact_files};
use lore::{
    domain::search::{SearchMode, SearchRequest},
    store::{NewRow, Searcher, USEFUL_ROWS, Upkeep},
};

use super::{World, ids, request, row};

const WORDS: [&str; 24] = [
    "token",
    "service",
    "retry",
    "configuration",
    "cache",
    "queue",
    "worker",
    "schema",
    "index",
    "vector",
    "agent",
    "session",
    "deploy",
    "rollback",
    "gateway",
    "proxy",
    "timeout",
    "budget",
    "metric",
    "alert",
    "認証",
    "接続",
    "Straße",
    "naïve",
];

/// Texts of varied words and lengths, the same in every run.
fn rows(from: usize, count: usize) -> Vec<NewRow> {
    let mut state: u64 = 7 + from as u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    (from..from + count)
        .map(|number| {
            let length = 3 + next(12);
            let words: Vec<&str> = (0..length)
                .map(|_| WORDS[next(WORDS.len()).min(next(WORDS.len()))])
                .collect();
            row(
                number,
                &format!("{} note{number}", words.join(" ")),
                vec![0.0; 384],
            )
        })
        .collect()
}

async fn maintain(world: &World) -> Upkeep {
    let repository = world.repository("a").await;
    let snapshot = repository.snapshot().await.unwrap();
    repository.text_index().maintain(&snapshot).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_table_gets_no_index() {
    let world = World::new().await;
    world.texts("a", &["one text"]).await;
    let before = world
        .repository("a")
        .await
        .snapshot()
        .await
        .unwrap()
        .version();
    assert_eq!(maintain(&world).await, Upkeep::Nothing);
    world.keyword("text").await;
    assert_eq!(
        world
            .repository("a")
            .await
            .snapshot()
            .await
            .unwrap()
            .version(),
        before
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_the_same_with_and_without_an_index() {
    let mut world = World::new().await;
    let repository = world.repository("a").await;
    repository.append(&rows(0, USEFUL_ROWS)).await.unwrap();
    let questions = [
        "token retry",
        "configurat",
        "認証 接続",
        "strasse naive",
        "note77",
        "tok",
        "what is",
        "alert metric budget",
    ];
    let requests = questions.map(|words| SearchRequest {
        typing: true,
        limit: 25,
        ..request(words, SearchMode::Keyword)
    });
    let mut without = Vec::new();
    for request in &requests {
        without.push(world.ask(request, None).await);
    }
    assert_eq!(maintain(&world).await, Upkeep::Created);
    assert_eq!(maintain(&world).await, Upkeep::Nothing);
    world.searcher = Searcher::default();
    for (request, without) in requests.iter().zip(&without) {
        let with = world.ask(request, None).await;
        assert_eq!(with.total, without.total, "{}", request.words);
        assert_eq!(ids(&with), ids(without), "{}", request.words);
        for (one, other) in with.hits.iter().zip(&without.hits) {
            assert!((one.score - other.score).abs() < 1e-5, "{}", request.words);
        }
    }

    // Rows behind the index are found at once; the index takes them in when they are many.
    repository
        .append(&[row(50_000, "the very newest zebra token", vec![0.0; 384])])
        .await
        .unwrap();
    assert_eq!(world.keyword("zebra").await, ["50000"]);
    assert_eq!(maintain(&world).await, Upkeep::Nothing);
    repository.append(&rows(60_000, 2_000)).await.unwrap();
    assert_eq!(maintain(&world).await, Upkeep::Renewed);
    assert_eq!(world.keyword("zebra").await, ["50000"]);
    assert_eq!(world.keyword("note61999").await, ["61999"]);
    assert_eq!(world.keyword("note4999").await, ["4999"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_index_lost_count_once() {
    let mut world = World::new().await;
    let repository = world.repository("a").await;
    for part in 0..2 {
        let rows = rows(part * USEFUL_ROWS, USEFUL_ROWS);
        repository.append(&rows).await.unwrap();
    }
    assert_eq!(maintain(&world).await, Upkeep::Created);
    let requests = ["token note77", "認証 alert", "configuration budget metric"]
        .map(|words| request(words, SearchMode::Keyword));
    let mut before = Vec::new();
    for request in &requests {
        before.push(world.ask(request, None).await);
    }

    // All rows move into one new fragment, of which the index knows nothing.
    let mut table = world.foreign("a").await;
    compact_files(&mut table, CompactionOptions::default(), None)
        .await
        .unwrap();
    assert_eq!(table.count_fragments(), 1);
    for fresh in [false, true] {
        if fresh {
            world.searcher = Searcher::default();
        }
        for (request, before) in requests.iter().zip(&before) {
            let after = world.ask(request, None).await;
            assert_eq!(after.total, before.total, "{}", request.words);
            assert_eq!(ids(&after), ids(before), "{}", request.words);
            for (one, other) in after.hits.iter().zip(&before.hits) {
                assert!((one.score - other.score).abs() < 1e-5, "{}", request.words);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_gone_when_the_index_was_made_are_found_when_they_are_back() {
    let world = World::new().await;
    let repository = world.repository("a").await;
    repository.append(&rows(0, USEFUL_ROWS + 2)).await.unwrap();
    let mut table = world.foreign("a").await;
    let whole = table.version_id();
    table.delete("id in ('77', '78')").await.unwrap();
    assert_eq!(maintain(&world).await, Upkeep::Created);
    assert_eq!(world.keyword("note79").await, ["79"]);
    assert!(world.keyword("note77").await.is_empty());
    // More that is gone makes the index no worse.
    table.delete("id = '79'").await.unwrap();
    assert!(world.keyword("note79").await.is_empty());
    assert_eq!(maintain(&world).await, Upkeep::Nothing);

    let mut older = table.checkout_version(whole).await.unwrap();
    older.restore().await.unwrap();
    for number in ["77", "78", "79"] {
        let found = world.keyword(&format!("note{number}")).await;
        assert_eq!(found, [number]);
    }
}
