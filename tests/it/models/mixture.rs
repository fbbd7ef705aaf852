//! Vectors of two models in one table: never compared, and told.

use lore::{
    domain::{
        entry::NewEntry,
        filter::Filter,
        search::{SearchMode, SearchRequest},
    },
    embed::MODEL,
    service::Lore,
    store::{
        Store,
        embeddings::{Embedded, digest},
    },
};

const FOREIGN: &str = "somebody's-0123456789ab";

const TEXTS: [&str; 3] = [
    "Retry failed webhooks five times",
    "Tokens expire after fifteen minutes",
    "Invoices are rounded to cents",
];

/// A store of three entries, the first `foreign` of which are recorded to be of another model.
async fn store(foreign: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lore = Lore::open_or_create(folder.path()).await.unwrap();
    let mut ids = Vec::new();
    for text in TEXTS {
        let entry = NewEntry {
            text: text.to_owned(),
            ..NewEntry::default()
        };
        ids.push(lore.store("shop", entry).await.unwrap().id);
    }
    let store = Store::open(folder.path()).await.unwrap();
    let repository = store.repository("shop").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let mut rows = Vec::new();
    let all = Filter::default();
    snapshot
        .visit(&all, &[], |row, _| rows.push(row))
        .await
        .unwrap();
    let made: Vec<Embedded> = snapshot
        .whole(&rows)
        .await
        .unwrap()
        .into_iter()
        .filter(|whole| ids[..foreign].contains(&whole.entry.id))
        .map(|whole| Embedded {
            digest: digest(&whole.entry.text, &whole.vector.unwrap()),
            id: whole.entry.id,
            model: FOREIGN.into(),
            parts: Vec::new(),
        })
        .collect();
    repository.embeddings().write(&made).await.unwrap();
    folder
}

fn request(words: &str, mode: SearchMode) -> SearchRequest {
    SearchRequest {
        words: words.to_owned(),
        mode,
        limit: 10,
        ..SearchRequest::default()
    }
}

#[tokio::test]
async fn the_fewer_are_found_by_their_words_alone() {
    let folder = store(1).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let by_meaning = request("how often are webhooks retried", SearchMode::Semantic);
    let answer = lore.search(&by_meaning).await.unwrap();
    let found: Vec<&str> = (answer.hits.iter())
        .map(|hit| hit.entry.text.as_str())
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(!found.contains(&TEXTS[0]));
    let hybrid = request("failed webhooks", SearchMode::Hybrid);
    let answer = lore.search(&hybrid).await.unwrap();
    assert_eq!(answer.hits[0].entry.text, TEXTS[0]);
    assert!(!answer.hits[0].matched.semantic);

    let of = lore.models_of_vectors(&Filter::default()).await.unwrap();
    assert_eq!((of[0].shared[MODEL], of[0].shared[FOREIGN]), (2, 1));
}

#[tokio::test]
async fn a_question_is_not_asked_in_another_model_than_the_vectors_are_of() {
    let folder = store(2).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let by_meaning = request("webhooks", SearchMode::Semantic);
    let error = lore.search(&by_meaning).await.unwrap_err().to_string();
    assert!(
        error.contains(FOREIGN) && error.contains("lore reembed"),
        "{error}"
    );
    let hybrid = request("webhooks", SearchMode::Hybrid);
    let answer = lore.search(&hybrid).await.unwrap();
    assert_eq!(
        (answer.total, answer.hits[0].entry.text.as_str()),
        (1, TEXTS[0])
    );
}

#[tokio::test]
async fn a_run_makes_them_one() {
    let folder = store(2).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let cancel = lore::service::Cancel::default();
    let report = lore
        .reembed(&Filter::default(), false, &cancel, &mut |_| {})
        .await
        .unwrap();
    assert_eq!((report.needed, report.embedded), (2, 2));
    let of = lore.models_of_vectors(&Filter::default()).await.unwrap();
    assert_eq!(of[0].shared.len(), 1);
    let by_meaning = request("webhooks", SearchMode::Semantic);
    assert_eq!(lore.search(&by_meaning).await.unwrap().total, 3);
}
