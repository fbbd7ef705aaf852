//! Entries erased for good, from real tables, with a look at every byte that is left.

mod concurrency;
mod erased;
mod killed;
mod proof;
mod refused;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::RecordBatch;
use lance::{
    Dataset,
    dataset::{InsertBuilder, UpdateBuilder, WriteMode, WriteParams},
};
use lancedb::connection::LanceFileVersion;
use lore::{
    domain::{entry::EntryKey, filter::Filter, search::Sort},
    service::{
        Cancel, Error, Lore,
        purging::{PurgePlan, PurgeScope, Purged},
    },
};

use crate::tables::{self, ForeignRow};

const REPOSITORY: &str = "repo";

fn key(id: &str) -> EntryKey {
    EntryKey {
        repository: REPOSITORY.into(),
        id: id.into(),
    }
}

fn scope(ids: &[&str]) -> PurgeScope {
    PurgeScope::Entries(ids.iter().map(|id| key(id)).collect())
}

async fn store(store: &Path, rows: &[ForeignRow]) {
    tables::write(store, REPOSITORY, rows, false).await;
}

/// Appends rows in a format that compresses its pages.
async fn store_compressed(store: &Path, rows: &[ForeignRow]) {
    let batch: RecordBatch = tables::batch(rows, false, 384);
    let database = database(store);
    fs::create_dir_all(&database).unwrap();
    let table = table_folder(store);
    let params = WriteParams {
        mode: if table.exists() {
            WriteMode::Append
        } else {
            WriteMode::Create
        },
        data_storage_version: Some(LanceFileVersion::V2_1),
        ..WriteParams::default()
    };
    InsertBuilder::new(table.to_str().unwrap())
        .with_params(&params)
        .execute(vec![batch])
        .await
        .unwrap();
}

fn database(store: &Path) -> PathBuf {
    store.join(REPOSITORY)
}

fn table_folder(store: &Path) -> PathBuf {
    database(store).join("orchestra_knowledge.lance")
}

async fn table(store: &Path) -> Dataset {
    Dataset::open(table_folder(store).to_str().unwrap())
        .await
        .unwrap()
}

async fn update(store: &Path, id: &str, text: &str) {
    try_update(store, id, text).await.unwrap();
}

async fn try_update(store: &Path, id: &str, text: &str) -> lance::Result<()> {
    let job = UpdateBuilder::new(Arc::new(table(store).await))
        .update_where(&format!("id = '{id}'"))?
        .set("text", &format!("'{text}'"))?
        .build()?;
    job.execute().await.map(|_| ())
}

async fn delete(store: &Path, id: &str) {
    let mut table = table(store).await;
    table.delete(&format!("id = '{id}'")).await.unwrap();
}

async fn plan(store: &Path, ids: &[&str]) -> PurgePlan {
    let lore = Lore::open(store).await.unwrap();
    lore.plan_purge(&scope(ids)).await.unwrap()
}

async fn try_purge(store: &Path, ids: &[&str]) -> Result<Purged, Error> {
    let lore = Lore::open(store).await.unwrap();
    lore.purge(&scope(ids), &Cancel::default(), &mut |_| {})
        .await
}

async fn purge(store: &Path, ids: &[&str]) -> Purged {
    try_purge(store, ids).await.unwrap()
}

/// Texts by id, as a reader sees them.
async fn texts(store: &Path) -> BTreeMap<String, String> {
    let lore = Lore::open(store).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    let total = listing.total();
    let entries = listing.page(0, total).await.unwrap();
    entries
        .into_iter()
        .map(|entry| (entry.id, entry.text))
        .collect()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The files whose bytes hold a text: what `grep` would say.
fn grep(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|file| {
        let bytes = fs::read(file).unwrap();
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    });
    found
}
