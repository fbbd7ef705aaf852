//! Rows that were stored without the model at hand, and rows as they are.

use std::path::Path;

use lore::{
    domain::filter::Filter,
    store::{NewRow, Repository, Store, WholeRow},
};

/// The repository of these tests.
pub async fn shop(store: &Path) -> Repository {
    let store = Store::open_or_create(store).await.unwrap();
    store.repository_or_create("shop").await.unwrap()
}

/// A row whose vector is not of any model.
pub fn row(number: usize, text: &str, vector: f32) -> NewRow {
    NewRow {
        id: format!("e{number}"),
        vector: vec![vector; 384],
        text: text.to_owned(),
        kind: "decision".to_owned(),
        project_id: "api".to_owned(),
        session_id: String::new(),
        agent: "qa".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
        metadata: "{}".to_owned(),
    }
}

/// Every row as it is now.
pub async fn whole(repository: &Repository) -> Vec<WholeRow> {
    let snapshot = repository.snapshot().await.unwrap();
    let (all, mut places) = (Filter::default(), Vec::new());
    snapshot
        .visit(&all, &[], |row, _| places.push(row))
        .await
        .unwrap();
    snapshot.whole(&places).await.unwrap()
}
