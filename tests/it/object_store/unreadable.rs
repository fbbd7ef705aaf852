//! What an object store does not hand out at the moment is neither damaged nor empty: nothing is thrown
//! away for it, and nothing found out from it is kept.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use lore::{
    domain::search::{SearchMode, SearchRequest},
    service::search::{Meaning, answer},
    store::{
        Error, NewRow, Repository, Searcher, Store,
        embeddings::{Embedded, WideEmbedded, digest, text_digest},
        schema::VECTOR_WIDTH,
    },
};
use tempfile::TempDir;

use crate::{fixture, models::rows};

const MODEL: &str = "test-model";

/// The width of a model whose vectors do not fit the shared table.
const WIDE: usize = 8;

/// A file or a folder in whose place nobody can look: a link that leads to itself.
struct Unreadable {
    place: PathBuf,
    aside: PathBuf,
}

impl Unreadable {
    fn make(place: PathBuf) -> Self {
        let aside = place.with_extension("aside");
        fs::rename(&place, &aside).unwrap();
        symlink(&place, &place).unwrap();
        Self { place, aside }
    }

    fn back(self) {
        fs::remove_file(&self.place).unwrap();
        fs::rename(self.aside, self.place).unwrap();
    }
}

/// A store of one repository, with two entries whose vectors and later parts a model made.
struct World(TempDir);

impl World {
    async fn new() -> Self {
        let world = Self(TempDir::new().unwrap());
        let store = Store::open_or_create(&world.location()).await.unwrap();
        let repository = store.repository_or_create("shop").await.unwrap();
        let entries = [row(0), row(1)];
        repository.append(&entries).await.unwrap();
        let embeddings = repository.embeddings();
        embeddings.write(&entries.map(made)).await.unwrap();
        embeddings
            .write_wide(MODEL, WIDE, &[wide(0), wide(1)])
            .await
            .unwrap();
        world
    }

    fn location(&self) -> PathBuf {
        PathBuf::from(format!(
            "file-object-store://{}/store",
            self.0.path().display()
        ))
    }

    /// The repository as a program sees it that has read nothing yet.
    async fn repository(&self) -> Repository {
        let store = Store::open(&self.location()).await.unwrap();
        store.repository("shop").await.unwrap()
    }

    fn table(&self, name: &str) -> PathBuf {
        self.0.path().join("store/shop").join(name)
    }

    /// The folder of a table's versions, and a file of its rows.
    fn parts(&self, table: &str) -> [PathBuf; 2] {
        let table = self.table(table);
        let rows = fixture::files(&table.join("data"));
        [table.join("_versions"), rows.into_iter().next().unwrap()]
    }
}

fn row(number: usize) -> NewRow {
    NewRow {
        vector: spike(number),
        ..rows::row(number, "the token", 0.0)
    }
}

fn spike(number: usize) -> Vec<f32> {
    let mut vector = vec![0.0; VECTOR_WIDTH];
    vector[number] = 1.0;
    vector
}

/// What is recorded of a row whose later part means something else.
fn made(row: NewRow) -> Embedded {
    Embedded {
        digest: digest(&row.text, &row.vector),
        id: row.id,
        model: MODEL.into(),
        parts: vec![spike(9)],
    }
}

fn wide(number: usize) -> WideEmbedded {
    WideEmbedded {
        id: format!("e{number}"),
        digest: text_digest("the token"),
        vectors: vec![vec![1.0; WIDE]],
    }
}

fn assert_unanswered<T>(asked: Result<T, Error>, place: &Path) {
    let Err(error) = asked else {
        panic!("{} was read", place.display());
    };
    let told = error.to_string();
    assert!(
        !matches!(error, Error::Damaged { .. } | Error::DamagedSide { .. }),
        "{told}"
    );
    assert!(!told.contains("restore it"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_neither_void_nor_thrown_away() {
    let world = World::new().await;
    for place in world.parts("lore_embeddings.lance") {
        let repository = world.repository().await;
        let embeddings = repository.embeddings();
        let hidden = Unreadable::make(place.clone());
        for _ in 0..2 {
            assert_unanswered(embeddings.records().await, &place);
        }
        assert_unanswered(embeddings.write(&[made(row(1))]).await, &place);
        hidden.back();
        let records = embeddings.records().await.unwrap();
        assert!(records.names("e0", MODEL) && records.names("e1", MODEL));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_of_parts_are_searched_as_soon_as_they_can_be_read() {
    let world = World::new().await;
    let request = SearchRequest {
        words: "anything".to_owned(),
        mode: SearchMode::Semantic,
        limit: 1,
        ..SearchRequest::default()
    };
    let meaning = Meaning {
        vector: spike(9),
        model: MODEL.to_owned(),
    };
    for place in world.parts("lore_parts.lance") {
        let repository = world.repository().await;
        let searcher = Searcher::default();
        let search = async || {
            let tables = vec![repository.table().await.unwrap()];
            answer(&searcher, tables, Some(&meaning), &request).await
        };
        let hidden = Unreadable::make(place.clone());
        assert!(search().await.is_err(), "{}", place.display());
        hidden.back();
        let found = search().await.unwrap();
        assert!(found.hits[0].score > 0.9, "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_of_wider_models_stay() {
    let world = World::new().await;
    let table = format!("lore_vectors_{MODEL}.lance");
    for place in world.parts(&table) {
        let repository = world.repository().await;
        let embeddings = repository.embeddings();
        let hidden = Unreadable::make(place.clone());
        assert_unanswered(embeddings.wide_digests(MODEL).await, &place);
        assert_unanswered(embeddings.write_wide(MODEL, WIDE, &[wide(1)]).await, &place);
        hidden.back();
        assert_eq!(embeddings.wide_digests(MODEL).await.unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_is_not_called_damaged() {
    let world = World::new().await;
    let [versions, _] = world.parts("orchestra_knowledge.lance");
    let repository = world.repository().await;
    let hidden = Unreadable::make(versions.clone());
    for refused in [
        repository.snapshot().await.map(drop),
        Store::open(&world.location()).await.map(drop),
    ] {
        let told = refused.as_ref().unwrap_err().to_string();
        assert!(told.contains("network"), "{told}");
        assert_unanswered(refused, &versions);
    }
    hidden.back();
    assert!(repository.snapshot().await.is_ok());
}
