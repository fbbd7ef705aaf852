//! By words: stems, prefixes, languages, fairness over repositories, odd questions.

use std::fs;

use lore::{
    domain::search::{SearchMode, SearchRequest},
    store::{Allowed, RowId, Searcher, Store},
};

use super::{World, ids, in_project, question, request, row, vector};
use crate::fixture;

#[tokio::test]
async fn words_match_by_their_stems_and_rare_ones_count_more() {
    let world = World::new().await;
    let texts = [
        "the service retries requests",
        "requests, requests",
        "a retry of the service",
        "unrelated",
    ];
    world.texts("a", &texts).await;
    let found = world.keyword("retrying request").await;
    assert_eq!(found[0], "0", "both words");
    assert_eq!(found.len(), 3);
}

#[tokio::test]
async fn a_filter_comes_before_the_limit() {
    let world = World::new().await;
    let mut rows: Vec<_> = (0..600)
        .map(|n| row(n, "token token token", vec![0.0; 384]))
        .collect();
    rows[599].text = "a text in which the token stands among many other words".to_owned();
    rows[599].project_id = "two".to_owned();
    rows[599].timestamp = "2020-01-01".to_owned();
    world.repository("a").await.append(&rows).await.unwrap();
    for mode in [SearchMode::Keyword, SearchMode::Hybrid, SearchMode::Fuzzy] {
        let mut request = request("token", mode);
        request.limit = 3;
        let all = world.ask(&request, None).await;
        assert_eq!((all.hits.len(), all.total), (3, 600), "{mode:?}");
        assert!(!ids(&all).contains(&"599".to_owned()));
        request.filter = in_project("two");
        let filtered = world.ask(&request, None).await;
        assert_eq!(ids(&filtered), ["599"], "{mode:?}");
        assert_eq!(filtered.total, 1);
    }
}

#[tokio::test]
async fn the_last_word_matches_as_a_prefix_while_it_is_typed() {
    let world = World::new().await;
    world
        .texts(
            "a",
            &[
                "the configuration of the proxy",
                "a configurable port",
                "confetti",
                "nothing",
            ],
        )
        .await;
    let typed = |words: &str| SearchRequest {
        typing: true,
        ..request(words, SearchMode::Keyword)
    };
    for words in [
        "proxy conf",
        "proxy configurat",
        "proxy configuratio",
        "proxy configuration",
    ] {
        let found = ids(&world.ask(&typed(words), None).await);
        assert_eq!(found[0], "0", "{words}");
    }
    assert_eq!(ids(&world.ask(&typed("confe"), None).await), ["2"]);
    assert!(
        world.keyword("confe").await.is_empty(),
        "not typing any more"
    );
}

#[tokio::test]
async fn japanese_and_chinese_words_are_found() {
    let world = World::new().await;
    let texts = [
        "認証トークンはRS256で署名する",
        "データベースの接続プール",
        "数据库连接池的大小",
        "plain",
    ];
    world.texts("a", &texts).await;
    assert_eq!(world.keyword("トークン").await, ["0"]);
    assert_eq!(world.keyword("接続プール").await, ["1"]);
    assert_eq!(world.keyword("数据库").await, ["2"]);
    let typing = SearchRequest {
        typing: true,
        ..request("デー", SearchMode::Keyword)
    };
    assert_eq!(ids(&world.ask(&typing, None).await), ["1"]);
}

#[tokio::test]
async fn a_question_of_stop_words_finds_what_holds_them() {
    let world = World::new().await;
    world
        .texts("a", &["what is this about", "nothing alike"])
        .await;
    assert_eq!(world.keyword("what is this").await, ["0"]);
}

#[tokio::test]
async fn new_rows_are_found_at_once_and_deleted_ones_are_not() {
    let world = World::new().await;
    world.texts("a", &["first token"]).await;
    assert_eq!(world.keyword("token").await, ["0"]);
    world
        .repository("a")
        .await
        .append(&[row(7, "second token", vec![0.0; 384])])
        .await
        .unwrap();
    let mut found = world.keyword("token").await;
    found.sort();
    assert_eq!(found, ["0", "7"]);
    world.foreign("a").await.delete("id = '0'").await.unwrap();
    assert_eq!(world.keyword("token").await, ["7"]);
}

#[tokio::test]
async fn rows_that_come_back_with_an_older_version_are_found_again() {
    let world = World::new().await;
    let rows = [
        row(0, "first token", vector(0.9, 1)),
        row(1, "second token", vector(0.8, 2)),
    ];
    world.embedded("a", &rows, &[]).await;
    let mut table = world.foreign("a").await;
    let whole = table.version_id();
    table.delete("id = '0'").await.unwrap();
    let semantic = request("anything", SearchMode::Semantic);
    assert_eq!(world.keyword("token").await, ["1"]);
    let answer = world.ask(&semantic, Some(question())).await;
    assert_eq!(ids(&answer), ["1"]);

    let mut older = table.checkout_version(whole).await.unwrap();
    older.restore().await.unwrap();
    let mut found = world.keyword("token").await;
    found.sort();
    assert_eq!(found, ["0", "1"]);
    let answer = world.ask(&semantic, Some(question())).await;
    assert_eq!(ids(&answer), ["0", "1"]);
}

#[tokio::test]
async fn repositories_are_ranked_by_the_words_of_all() {
    let world = World::new().await;
    // "mutex" is everywhere in one repository and rare over all; "lock" is the common word of the
    // store. Ranked one by one, the small repository would take "lock" for the rarer word.
    let common: Vec<String> = (0..50).map(|n| format!("lock number{n}")).collect();
    let common: Vec<&str> = common.iter().map(String::as_str).collect();
    world.texts("big", &common).await;
    world
        .texts(
            "small",
            &["mutex alpha", "mutex beta", "mutex gamma", "lock delta"],
        )
        .await;
    let answer = world
        .ask(&request("mutex lock", SearchMode::Keyword), None)
        .await;
    let first: Vec<&str> = answer.hits[..3]
        .iter()
        .map(|hit| hit.entry.text.as_str())
        .collect();
    assert!(
        first.iter().all(|text| text.starts_with("mutex")),
        "{first:?}"
    );
    assert_eq!(answer.total, 54);
    let locks = answer
        .hits
        .iter()
        .filter(|hit| hit.entry.text.starts_with("lock"));
    let scores: Vec<f32> = locks.map(|hit| hit.score).collect();
    assert!(
        scores.iter().all(|score| (score - scores[0]).abs() < 1e-6),
        "{scores:?}"
    );
}

#[tokio::test]
async fn equal_scores_are_ordered_by_age_and_then_by_id() {
    let world = World::new().await;
    let mut rows: Vec<_> = (0..30)
        .map(|n| row(n, "same words", vec![0.0; 384]))
        .collect();
    rows[3].timestamp = "no date".to_owned();
    rows[4].timestamp = rows[5].timestamp.clone();
    world.repository("a").await.append(&rows).await.unwrap();
    let mut request = request("words", SearchMode::Keyword);
    request.limit = 2;
    assert_eq!(ids(&world.ask(&request, None).await), ["29", "28"]);
    request.limit = 30;
    let all = ids(&world.ask(&request, None).await);
    assert_eq!(all[24..], ["4", "5", "2", "1", "0", "3"]);
}

#[tokio::test]
async fn odd_questions_find_little_and_break_nothing() {
    let world = World::new().await;
    world
        .texts("a", &["it's a \"quoted\" text AND more", "plain"])
        .await;
    let page = "word ".repeat(2000) + &"x".repeat(10_000);
    let operators = [
        "\"",
        "'; DROP TABLE x; --",
        "a AND (b OR",
        "text:*",
        "+-!",
        "…",
        "🦀",
        "\u{0}\u{7}",
        "%_\\",
    ];
    for words in operators.into_iter().chain([page.as_str()]) {
        for mode in SearchMode::ALL {
            if words.len() > 256 && mode == SearchMode::Fuzzy {
                // Refused: what it costs grows with its length.
                continue;
            }
            for typing in [false, true] {
                let request = SearchRequest {
                    typing,
                    ..request(words, mode)
                };
                world.ask(&request, None).await;
            }
        }
    }
    assert_eq!(world.keyword("\"quoted\"").await, ["0"]);
}

#[tokio::test]
async fn a_threshold_and_a_limit_of_nothing_are_obeyed() {
    let world = World::new().await;
    world
        .texts(
            "a",
            &[
                "alpha beta gamma",
                "alpha",
                "beta and many other words around it",
            ],
        )
        .await;
    let mut request = request("alpha beta gamma", SearchMode::Keyword);
    request.threshold = Some(0.99);
    let answer = world.ask(&request, None).await;
    assert_eq!((ids(&answer), answer.total), (vec!["0".to_owned()], 1));
    request.threshold = None;
    request.limit = 0;
    let answer = world.ask(&request, None).await;
    assert_eq!((answer.hits.len(), answer.total), (0, 3));
}

#[tokio::test]
async fn system_rows_and_other_repositories_stay_out() {
    let world = World::new().await;
    let mut system = row(1, "hidden token", vec![0.0; 384]);
    system.kind = "system".to_owned();
    world
        .repository("a")
        .await
        .append(&[system, row(0, "open token", vec![0.0; 384])])
        .await
        .unwrap();
    world.texts("b", &["other token"]).await;
    let mut request = request("token", SearchMode::Keyword);
    request.filter.repositories = vec!["a".to_owned()];
    for mode in [SearchMode::Keyword, SearchMode::Fuzzy, SearchMode::Hybrid] {
        request.mode = mode;
        let answer = world.ask(&request, None).await;
        assert_eq!(answer.hits.len(), 1);
        assert_eq!(answer.hits[0].entry.text, "open token");
    }
}

#[tokio::test]
async fn of_several_tables_the_one_that_cannot_be_read_is_named() {
    let world = World::new().await;
    for name in ["a", "b"] {
        world.texts(name, &["the token"]).await;
    }
    let data = world.folder.path().join("b/orchestra_knowledge.lance/data");
    for file in fixture::files(&data) {
        let bytes = fs::metadata(&file).unwrap().len();
        fs::write(&file, vec![0; usize::try_from(bytes).unwrap()]).unwrap();
    }
    // As a process sees them that has read nothing yet.
    let store = Store::open(world.folder.path()).await.unwrap();
    let mut tables = Vec::new();
    for repository in store.repositories().await.unwrap() {
        let all: Allowed = [RowId(0)].into_iter().collect();
        tables.push((repository.table().await.unwrap(), all));
    }
    for _ in 0..2 {
        let searched = Searcher::default().keyword(&tables, "token", false).await;
        let told = searched.unwrap_err().to_string();
        assert!(told.contains("repository 'b'"), "{told}");
        tables.reverse();
    }
}
