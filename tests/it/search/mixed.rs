//! Hybrid and fuzzy search, and what comes first whatever the scores.

use lore::{
    domain::search::{SearchMode, SearchRequest},
    store::embeddings::{Embedded, digest},
};

use super::{MODEL, World, ids, question, request, row, vector};

#[tokio::test]
async fn both_ways_add_up_and_each_stands_alone() {
    let world = World::new().await;
    let rows = [
        row(0, "token rotation schedule", vector(0.2, 1)),
        row(1, "how credentials are renewed", vector(0.8, 2)),
        row(2, "token renewal", vector(0.7, 3)),
        row(3, "lunch menu", vector(0.0, 4)),
    ];
    world.embedded("a", &rows, &[]).await;
    let answer = world
        .ask(&request("token", SearchMode::Hybrid), Some(question()))
        .await;
    assert_eq!(ids(&answer)[..3], ["2", "1", "0"]);
    let first = answer.hits[0].matched;
    assert!(first.keyword && first.semantic && !first.fuzzy);
    let matched: Vec<_> = answer.hits[1..3]
        .iter()
        .map(|hit| hit.matched.names())
        .collect();
    assert_eq!(matched, [vec!["semantic"], vec!["keyword"]]);

    let words_only = world.ask(&request("token", SearchMode::Hybrid), None).await;
    assert_eq!(words_only.total, 2);
    let meaning_only = world
        .ask(&request("zebra", SearchMode::Hybrid), Some(question()))
        .await;
    assert_eq!(ids(&meaning_only)[..2], ["1", "2"]);
    assert!(
        (meaning_only.hits[0].score - 0.8).abs() < 1e-5,
        "its cosine, as nothing else is known"
    );
}

#[tokio::test]
async fn an_entry_named_by_its_id_comes_first() {
    let world = World::new().await;
    let mut rows = [
        row(0, "decision about decision", vector(0.9, 1)),
        row(1, "other", vector(0.1, 2)),
    ];
    rows[1].id = "decision-1700000000000-abc123".to_owned();
    world.embedded("a", &rows, &[]).await;
    for mode in [SearchMode::Hybrid, SearchMode::Keyword, SearchMode::Fuzzy] {
        let answer = world
            .ask(
                &request("decision-1700000000000-abc123", mode),
                Some(question()),
            )
            .await;
        assert_eq!(ids(&answer)[0], "decision-1700000000000-abc123", "{mode:?}");
    }
}

#[tokio::test]
async fn a_text_with_the_very_phrase_comes_first() {
    let world = World::new().await;
    let rows = [
        row(0, "pool, connection; pool, connection", vector(0.9, 1)),
        row(
            1,
            "a long story of many words in which the Connection  Pool is named once",
            vector(0.1, 2),
        ),
    ];
    world.embedded("a", &rows, &[]).await;
    for mode in [SearchMode::Hybrid, SearchMode::Keyword] {
        let answer = world
            .ask(&request("pool connection", mode), Some(question()))
            .await;
        assert_eq!(ids(&answer), ["0", "1"], "no phrase, so the better words");
        let answer = world
            .ask(&request("connection pool", mode), Some(question()))
            .await;
        assert_eq!(ids(&answer), ["1", "0"], "{mode:?}");
    }
}

#[tokio::test]
async fn fuzzy_finds_letters_in_order_in_text_and_names() {
    let world = World::new().await;
    let mut rows = [
        row(0, "Rate limiter for the gateway", vec![0.0; 384]),
        row(1, "unrelated words only", vec![0.0; 384]),
        row(2, "the READ path", vec![0.0; 384]),
    ];
    rows[1].agent = "security-reviewer".to_owned();
    world.repository("a").await.append(&rows).await.unwrap();
    let fuzzy = |words: &str| request(words, SearchMode::Fuzzy);
    assert_eq!(ids(&world.ask(&fuzzy("rtlmtr"), None).await), ["0"]);
    assert_eq!(ids(&world.ask(&fuzzy("secrev"), None).await), ["1"]);
    assert_eq!(
        ids(&world.ask(&fuzzy("READ"), None).await),
        ["2"],
        "upper case matters when typed"
    );
    let answer = world.ask(&fuzzy("gateway"), None).await;
    assert!(answer.hits[0].matched.fuzzy && (answer.hits[0].score - 1.0).abs() < 1e-6);
}

#[tokio::test]
async fn an_empty_question_is_refused() {
    let world = World::new().await;
    world.texts("a", &["x"]).await;
    let tables = world.tables().await;
    let request = SearchRequest {
        words: " \t".to_owned(),
        ..SearchRequest::default()
    };
    let error = lore::service::search::answer(&world.searcher, tables, None, &request)
        .await
        .unwrap_err();
    assert!(matches!(error, lore::service::Error::Invalid(_)));
    assert!(!error.to_string().contains('\n'));
}

/// Rows of every kind: with and without words, near and far, with vectors that count, that are void, and
/// without any.
async fn of_every_kind(world: &World) {
    let text = |n: usize| {
        let words = [
            "token",
            "retry",
            "the retry token",
            "nothing",
            "token and budget",
        ];
        format!("{} {}", words[n % 5], "filler ".repeat(n % 11))
    };
    let near = |n: usize| vector(((n * 37) % 101) as f32 / 101.0, n);
    let rows: Vec<_> = (0..900).map(|n| row(n, &text(n), near(n))).collect();
    let (known, unknown) = rows.split_at(700);
    world.embedded("a", &known[..350], &[]).await;
    world.embedded("b", &known[350..], &[]).await;
    let repository = world.repository("a").await;
    repository.append(&unknown[..100]).await.unwrap();
    let void: Vec<_> = (unknown[100..].iter())
        .map(|row| Embedded {
            id: row.id.clone(),
            model: MODEL.into(),
            digest: digest("something else", &row.vector),
            parts: Vec::new(),
        })
        .collect();
    repository.append(&unknown[100..]).await.unwrap();
    repository.embeddings().append(&void).await.unwrap();
}

#[tokio::test]
async fn the_best_are_the_beginning_of_all() {
    let world = World::new().await;
    of_every_kind(&world).await;
    let questions = ["token", "retry token", "budget", "zebra", "token-7", "42"];
    for mode in [
        SearchMode::Semantic,
        SearchMode::Keyword,
        SearchMode::Hybrid,
    ] {
        for (words, threshold) in (questions.into_iter())
            .flat_map(|words| [None, Some(0.0), Some(0.3), Some(0.95)].map(|least| (words, least)))
        {
            let ask = async |limit| {
                let request = SearchRequest {
                    limit,
                    threshold,
                    ..request(words, mode)
                };
                world.ask(&request, Some(question())).await
            };
            let all = ask(1000).await;
            assert!(
                all.hits.len() <= all.total,
                "{mode:?} {words} {threshold:?}"
            );
            for limit in [0, 1, 7, 120] {
                let best = ask(limit).await;
                let expected: Vec<_> = all.hits.iter().take(limit).collect();
                assert!(
                    best.hits.iter().eq(expected),
                    "{mode:?} {words} {threshold:?} {limit}"
                );
                // Of what nobody looked at, the total goes by estimates.
                assert!(
                    best.hits.len() <= best.total,
                    "{mode:?} {words} {threshold:?}"
                );
            }
        }
    }
}
