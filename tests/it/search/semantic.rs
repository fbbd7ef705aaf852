//! By meaning: only vectors that mean something, exactly the nearest, long texts by any part.

use lore::{
    domain::{
        filter::Filter,
        search::{SearchMode, SearchRequest, Sort},
    },
    service::search::{Meaning, answer},
    store::{
        NewRow, VectorUpdate,
        embeddings::{Embedded, digest},
    },
};

use super::{MODEL, World, ids, in_project, question, request, row, vector};

fn by_meaning() -> SearchRequest {
    request("anything", SearchMode::Semantic)
}

/// Rows of which number `n` is the nearer the smaller `n` is.
fn graded(count: usize) -> Vec<NewRow> {
    (0..count)
        .map(|n| {
            row(
                n,
                &format!("text {n}"),
                vector(0.9 - n as f32 / (2 * count) as f32, n),
            )
        })
        .collect()
}

#[tokio::test]
async fn the_nearest_come_first_with_their_cosine() {
    let world = World::new().await;
    world.embedded("a", &graded(300), &[]).await;
    let answer = world.ask(&by_meaning(), Some(question())).await;
    assert_eq!(
        ids(&answer),
        (0..10).map(|n| n.to_string()).collect::<Vec<_>>()
    );
    assert!((answer.hits[0].score - 0.9).abs() < 1e-5);
    assert!(
        answer
            .hits
            .iter()
            .all(|hit| hit.matched.semantic && !hit.matched.keyword)
    );
    assert_eq!(answer.total, 300);
}

#[tokio::test]
async fn a_filter_that_only_the_500th_nearest_passes_finds_it() {
    let world = World::new().await;
    let mut rows = graded(600);
    rows[500].project_id = "two".to_owned();
    world.embedded("a", &rows, &[]).await;
    let mut request = by_meaning();
    request.limit = 1;
    request.filter = in_project("two");
    let answer = world.ask(&request, Some(question())).await;
    assert_eq!((ids(&answer), answer.total), (vec!["500".to_owned()], 1));
}

#[tokio::test]
async fn vectors_without_a_valid_record_are_never_found() {
    let world = World::new().await;
    let mut rows = graded(40);
    rows[39].vector = vector(0.2, 39);
    world.embedded("a", &rows, &[]).await;
    let repository = world.repository("a").await;
    // Nearest of all, but nobody knows who made them: one unknown, one a hash, one of nothing.
    let hash: Vec<f32> = (0..384)
        .map(|n| if n % 32 == 0 { 1.0 } else { 0.0 })
        .collect();
    let unknown = [
        row(100, "unknown", question()),
        row(101, "hash", hash),
        row(102, "zero", vec![0.0; 384]),
    ];
    repository.append(&unknown).await.unwrap();
    // Recorded, then changed by somebody: a new text under the old vector, ten times.
    let stale: Vec<NewRow> = (0..10)
        .map(|n| row(200 + n, "what the model saw", question()))
        .collect();
    world.embedded("b", &stale, &[]).await;
    let other = world.repository("c").await;
    let changed: Vec<NewRow> = stale
        .iter()
        .map(|row| NewRow {
            text: "changed".to_owned(),
            ..row.clone()
        })
        .collect();
    other.append(&changed).await.unwrap();
    let void: Vec<_> = stale
        .iter()
        .map(|row| Embedded {
            id: row.id.clone(),
            model: MODEL.into(),
            digest: digest(&row.text, &row.vector),
            parts: Vec::new(),
        })
        .collect();
    other.embeddings().write(&void).await.unwrap();

    let mut request = by_meaning();
    request.filter.repositories = vec!["a".to_owned(), "c".to_owned()];
    request.limit = 39;
    let answer = world.ask(&request, Some(question())).await;
    let expected: Vec<String> = (0..39).map(|n| n.to_string()).collect();
    assert_eq!(ids(&answer), expected);
}

#[tokio::test]
async fn vectors_of_another_model_are_not_compared() {
    let world = World::new().await;
    world.embedded("a", &graded(3), &[]).await;
    let meaning = Meaning {
        vector: question(),
        model: "another".to_owned(),
    };
    let tables = world.tables().await;
    let answer = answer(&world.searcher, tables, Some(&meaning), &by_meaning())
        .await
        .unwrap();
    assert!(answer.hits.is_empty());
}

#[tokio::test]
async fn a_long_text_is_found_by_its_later_part() {
    let world = World::new().await;
    let mut rows = graded(20);
    rows[15].vector = vector(-0.1, 15);
    let mut parts = vec![Vec::new(); 20];
    parts[15] = vec![vector(0.1, 3), vector(0.95, 4)];
    world.embedded("a", &rows, &parts).await;
    let answer = world.ask(&by_meaning(), Some(question())).await;
    assert_eq!(ids(&answer)[..2], ["15", "0"]);
    assert!((answer.hits[0].score - 0.95).abs() < 1e-5);

    let mut request = by_meaning();
    request.filter = in_project("two");
    assert!(
        world.ask(&request, Some(question())).await.hits.is_empty(),
        "parts obey the filter"
    );
}

#[tokio::test]
async fn parts_of_an_earlier_text_do_not_count() {
    let world = World::new().await;
    let rows = [
        row(0, "old text", vector(0.1, 5)),
        row(1, "other", vector(0.5, 6)),
    ];
    world.embedded("a", &rows, &[vec![vector(0.99, 7)]]).await;
    assert_eq!(
        ids(&world.ask(&by_meaning(), Some(question())).await)[0],
        "0"
    );
    // Embedded anew, and the writer died before the old parts went.
    let repository = world.repository("a").await;
    let snapshot = repository.snapshot().await.unwrap();
    let order = snapshot
        .order(&Filter::default(), Sort::Oldest)
        .await
        .unwrap();
    let row = order[0].row;
    let update = VectorUpdate {
        row,
        vector: vector(0.2, 8),
    };
    repository
        .replace_vectors(&snapshot, &[update])
        .await
        .unwrap();
    let made = Embedded {
        id: "0".to_owned(),
        model: MODEL.into(),
        digest: digest("old text", &vector(0.2, 8)),
        parts: Vec::new(),
    };
    repository.embeddings().write(&[made]).await.unwrap();
    let answer = world.ask(&by_meaning(), Some(question())).await;
    assert_eq!(ids(&answer), ["1", "0"]);
    assert!((answer.hits[1].score - 0.2).abs() < 1e-5);
}

#[tokio::test]
async fn several_repositories_are_one_list() {
    let world = World::new().await;
    let (near, far): (Vec<NewRow>, Vec<NewRow>) =
        graded(40).into_iter().partition(|row| row.id.len() == 1);
    world.embedded("a", &far, &[]).await;
    world.embedded("b", &near, &[]).await;
    let answer = world.ask(&by_meaning(), Some(question())).await;
    assert!(answer.hits.iter().all(|hit| hit.entry.repository == "b"));
    assert_eq!(answer.total, 40);
}

#[tokio::test]
async fn however_many_void_vectors_seem_nearer_the_nearest_are_found() {
    let world = World::new().await;
    world.embedded("a", &graded(100), &[]).await;
    let void: Vec<NewRow> = (0..700)
        .map(|n| row(1000 + n, &format!("changed {n}"), question()))
        .collect();
    world.repository("b").await.append(&void).await.unwrap();
    let seen = |row: &NewRow| Embedded {
        id: row.id.clone(),
        model: MODEL.into(),
        digest: digest("what the model saw", &row.vector),
        parts: Vec::new(),
    };
    let seen: Vec<Embedded> = void.iter().map(seen).collect();
    let records = world.repository("b").await;
    records.embeddings().write(&seen).await.unwrap();

    let answer = world.ask(&by_meaning(), Some(question())).await;
    let expected: Vec<String> = (0..10).map(|n| n.to_string()).collect();
    assert_eq!((ids(&answer), answer.total), (expected, 100));
}

#[tokio::test]
async fn of_many_that_are_equally_near_the_newest_come_first() {
    let world = World::new().await;
    let rows: Vec<NewRow> = (0..400)
        .map(|n| NewRow {
            timestamp: format!("2025-06-01T{:02}:{:02}:00.000Z", n % 7, n % 60),
            ..row(n, &format!("text {n}"), vector(0.5, 3))
        })
        .collect();
    world.embedded("a", &rows, &[]).await;
    let mut newest: Vec<&NewRow> = rows.iter().collect();
    newest.sort_by(|a, b| {
        let by_age = b.timestamp.cmp(&a.timestamp);
        by_age.then_with(|| a.id.cmp(&b.id))
    });
    let newest: Vec<&str> = newest.iter().take(10).map(|row| row.id.as_str()).collect();
    let answer = world.ask(&by_meaning(), Some(question())).await;
    assert_eq!(ids(&answer), newest);
    assert_eq!(answer.total, 400);
}
