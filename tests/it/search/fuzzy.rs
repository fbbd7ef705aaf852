//! Fuzzy search over many rows: what is not looked at closely is counted all the same.

use lore::domain::search::{SearchAnswer, SearchMode, SearchRequest};

use super::{World, ids, request, row, vector};

const ROWS: usize = 400;

fn text(number: usize) -> String {
    let words = [
        "retry",
        "Retry",
        "limit",
        "r e t r y",
        "rate-try",
        "the caf\u{e9} entry",
        "policy",
        "unlimited",
    ];
    let word = |step: usize| words[number / step % words.len()];
    format!("{} of {}, {}", word(1), word(8), word(64))
}

async fn best(world: &World, words: &str, limit: usize) -> SearchAnswer {
    let asked = SearchRequest {
        limit,
        ..request(words, SearchMode::Fuzzy)
    };
    world.ask(&asked, None).await
}

#[tokio::test]
async fn the_best_few_are_those_of_all() {
    let world = World::new().await;
    let rows: Vec<_> = (0..ROWS)
        .map(|number| row(number, &text(number), vector(0.5, number)))
        .collect();
    for part in rows.chunks(150) {
        world.repository("a").await.append(part).await.unwrap();
    }
    for words in [
        "retry",
        "Retry",
        "rtry",
        "limit retry",
        "rt caf\u{e9}",
        "r",
        "4",
        "zzz",
    ] {
        let all = best(&world, words, usize::MAX).await;
        assert_eq!(all.hits.len(), all.total, "{words}");
        for limit in [1, 7, 60] {
            let few = best(&world, words, limit).await;
            assert_eq!(few.total, all.total, "{words}, {limit}");
            let expected = &ids(&all)[..limit.min(all.total)];
            assert_eq!(ids(&few), expected, "{words}, {limit}");
        }
    }
}

#[tokio::test]
async fn what_came_and_went_is_seen() {
    let world = World::new().await;
    world.texts("a", &["the retry policy", "a limit"]).await;
    assert_eq!(best(&world, "retry", 10).await.total, 1);
    let later = [row(7, "another retry", vector(0.5, 7))];
    world.repository("a").await.append(&later).await.unwrap();
    assert_eq!(ids(&best(&world, "retry", 10).await), ["7", "0"]);
    let mut table = world.foreign("a").await;
    table.delete("id = '0'").await.unwrap();
    assert_eq!(ids(&best(&world, "retry", 10).await), ["7"]);
}
