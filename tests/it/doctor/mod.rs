//! What is wrong with a store, and how it is put in order while others work.

mod busy_days;
mod killed;
mod mending;
mod told;

use std::{fs, path::Path, time::SystemTime};

use lore::{
    domain::{
        diagnosis::{Finding, Problem},
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Care, Diagnosis, Lore, Mended},
    store::{NewRow, Repository, Store, schema::VECTOR_WIDTH},
};

/// Everything old goes, however young.
const ALL_OLD: Care = Care {
    versions: std::time::Duration::ZERO,
    orphans: std::time::Duration::from_hours(24),
};

fn row(id: &str, text: &str) -> NewRow {
    NewRow {
        id: id.to_owned(),
        vector: (0..VECTOR_WIDTH).map(|at| at as f32 + 0.5).collect(),
        text: text.to_owned(),
        kind: "decision".to_owned(),
        project_id: "shop".to_owned(),
        session_id: String::new(),
        agent: "qa".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
        metadata: "{}".to_owned(),
    }
}

/// Rows that were stored one by one.
async fn one_by_one(repository: &Repository, rows: std::ops::Range<usize>) {
    for number in rows {
        let row = row(&format!("e{number}"), &format!("text {number}"));
        repository.append(&[row]).await.unwrap();
    }
}

async fn repository(folder: &Path) -> Repository {
    let store = Store::open_or_create(folder).await.unwrap();
    store.repository_or_create("shop").await.unwrap()
}

async fn diagnose(folder: &Path) -> Diagnosis {
    let lore = Lore::open(folder).await.unwrap();
    let cancel = Cancel::default();
    lore.diagnose(&cancel, &mut |_| {}).await.unwrap()
}

async fn mend(folder: &Path, care: Care) -> Mended {
    let lore = Lore::open(folder).await.unwrap();
    let cancel = Cancel::default();
    lore.mend(care, &cancel, &mut |_| {}).await.unwrap()
}

fn problems(diagnosis: &Diagnosis) -> Vec<Problem> {
    diagnosis.findings.iter().map(|one| one.problem).collect()
}

fn finding(diagnosis: &Diagnosis, problem: Problem) -> &Finding {
    let mut of = diagnosis.findings.iter();
    of.find(|one| one.problem == problem)
        .unwrap_or_else(|| panic!("no {problem:?} in {:#?}", diagnosis.findings))
}

/// Every entry, all nine columns of it by its revision, in order.
async fn everything(folder: &Path) -> Vec<(String, String)> {
    let lore = Lore::open(folder).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    let entries = listing.page(0, listing.total()).await.unwrap();
    let mut all: Vec<_> = entries
        .into_iter()
        .map(|entry| (entry.id, entry.revision))
        .collect();
    all.sort();
    all
}

/// A file in a table that no version names.
fn leave(table: &Path, name: &str, age: std::time::Duration) -> std::path::PathBuf {
    let path = table.join("data").join(name);
    fs::write(&path, [7; 1_000]).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
    path
}
