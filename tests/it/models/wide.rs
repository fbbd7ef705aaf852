//! A model whose vectors do not fit the shared table.

use std::path::Path;

use lore::{
    domain::{
        change::Edit,
        entry::NewEntry,
        filter::Filter,
        search::{SearchMode, SearchRequest},
    },
    service::{
        Cancel, Lore, ReembedReport,
        models::{ModelSettings, ModelShelf},
    },
    store::NewRow,
};

use super::{
    onnx_file,
    rows::{row, shop, whole},
    runtime,
};

pub(super) const WIDTH: usize = 512;

/// Words that the model knows, none in two texts.
pub(super) const TEXTS: [&str; 4] = [
    "queue retry webhook",
    "token expires minutes",
    "invoice total rounded cents",
    "postgres vacuum nightly",
];

pub(super) struct World {
    pub(super) store: tempfile::TempDir,
    model: tempfile::TempDir,
    settings: ModelSettings,
}

impl World {
    /// A store that was filled with the bundled model; nothing where there is no ONNX Runtime.
    pub(super) async fn new() -> Option<Self> {
        let library = runtime::library()?;
        let (store, model) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        onnx_file::write(model.path(), WIDTH);
        let settings = ModelSettings {
            model: Some(model.path().to_string_lossy().into_owned()),
            onnxruntime: Some(library),
            folder: None,
        };
        let lore = Lore::open_or_create(store.path()).await.unwrap();
        for text in TEXTS {
            lore.store("shop", entry(text)).await.unwrap();
        }
        Some(Self {
            store,
            model,
            settings,
        })
    }

    pub(super) async fn lore(&self) -> Lore {
        let lore = Lore::open(self.store.path()).await.unwrap();
        lore.with_models(&ModelShelf::new(self.settings.clone()).unwrap())
    }
}

fn entry(text: &str) -> NewEntry {
    NewEntry {
        text: text.to_owned(),
        ..NewEntry::default()
    }
}

pub(super) async fn reembed(lore: &Lore) -> ReembedReport {
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap()
}

/// The texts that a question finds by meaning, the best first, with their scores.
pub(super) async fn found(lore: &Lore, words: &str) -> Vec<(String, f32)> {
    let request = SearchRequest {
        words: words.to_owned(),
        mode: SearchMode::Semantic,
        limit: 10,
        ..SearchRequest::default()
    };
    let answer = lore.search(&request).await.unwrap();
    answer
        .hits
        .into_iter()
        .map(|hit| (hit.entry.text, hit.score))
        .collect()
}

/// The vectors of the shared table, by their ids.
async fn shared(store: &Path) -> Vec<(String, Vec<f32>)> {
    let rows = whole(&shop(store).await).await.into_iter();
    let mut vectors: Vec<_> = rows
        .map(|whole| (whole.entry.id, whole.vector.unwrap()))
        .collect();
    vectors.sort_by(|a, b| a.0.cmp(&b.0));
    vectors
}

#[tokio::test]
async fn its_vectors_lie_beside_the_table_and_the_search_uses_them() {
    let Some(world) = World::new().await else {
        return;
    };
    let before = shared(world.store.path()).await;
    let lore = world.lore().await;
    let coverage = lore.coverage(&Filter::default()).await.unwrap();
    assert_eq!((coverage.seen, coverage.missing()), (0, 4));
    // Until its vectors are there, the question is asked in the model of those that are.
    assert_eq!(found(&lore, "retry the webhook").await[0].0, TEXTS[0]);

    let report = reembed(&lore).await;
    assert_eq!((report.needed, report.embedded), (4, 4));
    assert_eq!(reembed(&lore).await.needed, 0);
    assert_eq!(
        shared(world.store.path()).await,
        before,
        "others' vectors are left alone"
    );
    let coverage = lore.coverage(&Filter::default()).await.unwrap();
    assert_eq!((coverage.seen, coverage.missing()), (4, 0));

    let hits = found(&lore, "invoice total").await;
    assert_eq!((hits.len(), hits[0].0.as_str()), (4, TEXTS[2]));
    // Half of its words' vectors, which are as good as at right angles: 1 / sqrt(2).
    assert!((0.6..0.8).contains(&hits[0].1), "{hits:?}");
    let exactly = found(&lore, TEXTS[3]).await;
    assert!(exactly[0].1 > 0.999, "{exactly:?}");
}

#[tokio::test]
async fn a_change_of_the_text_makes_its_vector_void() {
    let Some(world) = World::new().await else {
        return;
    };
    let lore = world.lore().await;
    reembed(&lore).await;
    // Somebody who knows nothing of the model changes a text.
    let other = Lore::open(world.store.path()).await.unwrap();
    let listed = other
        .list(&Filter::default(), lore::domain::search::Sort::Newest)
        .await
        .unwrap();
    let entries = listed.page(0, 10).await.unwrap();
    let target = |text: &str| {
        entries
            .iter()
            .find(|one| one.text == text)
            .unwrap()
            .target()
    };
    let edit = |text: &str| Edit {
        text: Some(text.to_owned()),
        ..Edit::default()
    };
    other
        .edit(&target(TEXTS[0]), &edit("cache redis evicts keys"))
        .await
        .unwrap();
    let hits = found(&lore, "queue retry webhook").await;
    assert_eq!(
        hits.len(),
        3,
        "an entry is not found by what it no longer says: {hits:?}"
    );
    assert_eq!(
        lore.coverage(&Filter::default()).await.unwrap().missing(),
        1
    );
    let report = reembed(&lore).await;
    assert_eq!((report.needed, report.embedded), (1, 1));
    assert_eq!(
        found(&lore, "redis evicts").await[0].0,
        "cache redis evicts keys"
    );

    // Who uses the model keeps its vectors true.
    lore.edit(&target(TEXTS[1]), &edit("deploy never friday"))
        .await
        .unwrap();
    lore.store("shop", entry("index the postgres"))
        .await
        .unwrap();
    assert_eq!(
        lore.coverage(&Filter::default()).await.unwrap().missing(),
        0
    );
    assert_eq!(found(&lore, "friday").await[0].0, "deploy never friday");
    assert_eq!(reembed(&lore).await.needed, 0);
    let similar = lore.find(&entries[0].id).await.unwrap();
    let similar = lore.similar(&similar[0].key(), 3).await.unwrap();
    assert!(
        matches!(similar, lore::domain::neighbours::Similar::Known(_)),
        "{similar:?}"
    );
}

#[tokio::test]
async fn a_stopped_run_is_gone_on_with() {
    let Some(world) = World::new().await else {
        return;
    };
    let rows: Vec<NewRow> = (0..700)
        .map(|number| row(number, &format!("queue {number} token"), 0.0))
        .collect();
    shop(world.store.path()).await.append(&rows).await.unwrap();
    let first = world.lore().await;
    let other = tempfile::tempdir().unwrap();
    onnx_file::write(other.path(), WIDTH / 2);
    let lore = first.using_model(&other.path().to_string_lossy()).unwrap();
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = lore
        .reembed(&Filter::default(), false, &cancel, &mut |at| {
            if at.done > 0 {
                stop.cancel();
            }
        })
        .await
        .unwrap();
    assert!(
        report.cancelled && report.embedded < report.needed,
        "{report:?}"
    );
    let rest = reembed(&lore).await;
    assert_eq!(rest.embedded, report.needed - report.embedded);
    assert_eq!(reembed(&first).await.embedded, 704);
    let of = lore.models_of_vectors(&Filter::default()).await.unwrap();
    let counts: Vec<usize> = of[0].wide.values().copied().collect();
    assert_eq!(counts, [704, 704], "each model has a table of its own");
}

#[tokio::test]
async fn a_model_that_is_none_is_refused_before_it_is_used() {
    let Some(world) = World::new().await else {
        return;
    };
    let told = async |settings: ModelSettings| {
        let lore = Lore::open(world.store.path()).await.unwrap();
        let lore = lore.with_models(&ModelShelf::new(settings).unwrap());
        let (all, cancel) = (Filter::default(), Cancel::default());
        let run = lore.reembed(&all, false, &cancel, &mut |_| {}).await;
        run.unwrap_err().to_string()
    };
    std::fs::write(world.model.path().join("model.onnx"), b"no model").unwrap();
    let message = told(world.settings.clone()).await;
    assert!(message.contains("cannot be used"), "{message}");
    assert!(!message.contains('\n'), "{message}");
    std::fs::remove_file(world.model.path().join("model.onnx")).unwrap();
    let message = told(world.settings.clone()).await;
    assert!(message.contains("no ONNX file"), "{message}");
}
