//! Search over real tables, with vectors made for the purpose.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fuzzy;
mod keyword;
mod measured;
mod mixed;
mod semantic;
mod upkeep;

use lance::Dataset;
use lore::{
    domain::{
        filter::Filter,
        search::{SearchAnswer, SearchMode, SearchRequest},
    },
    service::search::{Meaning, answer},
    store::{
        NewRow, Repository, Searcher, Store, Table,
        embeddings::{Embedded, digest},
        schema::VECTOR_WIDTH,
    },
};
use tempfile::TempDir;

const MODEL: &str = "test-model";

/// A store in a temporary folder, and one searcher over it.
struct World {
    store: Store,
    searcher: Searcher,
    folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            store: Store::open_or_create(folder.path()).await.unwrap(),
            searcher: Searcher::default(),
            folder,
        }
    }

    async fn repository(&self, name: &str) -> Repository {
        self.store.repository_or_create(name).await.unwrap()
    }

    /// Stores texts under the ids `0`, `1`, ... after `first`, without records of their vectors.
    async fn texts(&self, repository: &str, texts: &[&str]) {
        let rows: Vec<NewRow> = (0..)
            .zip(texts)
            .map(|(n, text)| row(n, text, vec![0.0; VECTOR_WIDTH]))
            .collect();
        self.repository(repository)
            .await
            .append(&rows)
            .await
            .unwrap();
    }

    /// Stores rows, and records that the model made their vectors and those of their later parts.
    async fn embedded(&self, repository: &str, rows: &[NewRow], parts: &[Vec<Vec<f32>>]) {
        let repository = self.repository(repository).await;
        repository.append(rows).await.unwrap();
        let made: Vec<Embedded> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| Embedded {
                id: row.id.clone(),
                model: MODEL.into(),
                digest: digest(&row.text, &row.vector),
                parts: parts.get(at).cloned().unwrap_or_default(),
            })
            .collect();
        repository.embeddings().write(&made).await.unwrap();
    }

    /// A repository's table as another program opens it.
    async fn foreign(&self, repository: &str) -> Dataset {
        let repository = self.repository(repository).await;
        let table = repository.database().join("orchestra_knowledge.lance");
        Dataset::open(table.to_str().unwrap()).await.unwrap()
    }

    async fn tables(&self) -> Vec<Table> {
        let mut tables = Vec::new();
        for repository in self.store.repositories().await.unwrap() {
            tables.push(repository.table().await.unwrap());
        }
        tables
    }

    async fn ask(&self, request: &SearchRequest, vector: Option<Vec<f32>>) -> SearchAnswer {
        let model = MODEL.to_owned();
        let meaning = vector.map(|vector| Meaning { vector, model });
        let tables = self.tables().await;
        answer(&self.searcher, tables, meaning.as_ref(), request)
            .await
            .unwrap()
    }

    /// Ids of the hits of a keyword search.
    async fn keyword(&self, words: &str) -> Vec<String> {
        ids(&self.ask(&request(words, SearchMode::Keyword), None).await)
    }
}

fn request(words: &str, mode: SearchMode) -> SearchRequest {
    SearchRequest {
        words: words.to_owned(),
        mode,
        limit: 10,
        ..SearchRequest::default()
    }
}

fn in_project(name: &str) -> Filter {
    Filter {
        projects: vec![name.to_owned()],
        ..Filter::default()
    }
}

fn ids(answer: &SearchAnswer) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.entry.id.clone()).collect()
}

fn row(number: usize, text: &str, vector: Vec<f32>) -> NewRow {
    NewRow {
        id: number.to_string(),
        vector,
        text: text.to_owned(),
        kind: "general".to_owned(),
        project_id: "one".to_owned(),
        session_id: String::new(),
        agent: "qa".to_owned(),
        timestamp: format!(
            "2025-06-01T00:{:02}:{:02}.000Z",
            number / 60 % 60,
            number % 60
        ),
        metadata: "{}".to_owned(),
    }
}

/// A unit vector with this cosine to [`question`], different for every `turn`.
fn vector(cosine: f32, turn: usize) -> Vec<f32> {
    let mut vector = vec![0.0; VECTOR_WIDTH];
    vector[0] = cosine;
    vector[1 + turn % (VECTOR_WIDTH - 1)] = (1.0 - cosine * cosine).sqrt();
    vector
}

fn question() -> Vec<f32> {
    vector(1.0, 0)
}
