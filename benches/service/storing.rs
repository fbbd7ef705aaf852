//! Entries stored: rows with their vectors at hand, and entries that are embedded first.

use std::time::{Duration, Instant};

use criterion::Criterion;
use lore::{
    domain::entry::NewEntry,
    service::{Lore, Submission},
    store::{NewRow, Repository, Store},
};
use tempfile::TempDir;

use crate::{
    Bench, Result,
    stores::{REPOSITORY, record},
    sure,
};

/// Entries stored at once.
const COUNTS: [usize; 2] = [1, 100];

/// Measurements of which the median is taken; each needs a new store.
const SAMPLES: usize = 20;

/// Measures both.
pub fn measure(bench: &Bench, criterion: &mut Criterion) -> Result<()> {
    for count in COUNTS {
        if bench.wants(&format!("store/rows/{count}")) {
            let mut group = criterion.benchmark_group("store/rows");
            group.sample_size(SAMPLES);
            group.bench_function(count.to_string(), |bencher| {
                bencher.iter_custom(|times| repeat(times, || bench.runtime.block_on(rows(count))));
            });
            group.finish();
        }
        if bench.wants(&format!("store/embedded/{count}")) {
            let lore = bench.runtime.block_on(Embedding::new())?;
            let mut group = criterion.benchmark_group("store/embedded");
            group.sample_size(SAMPLES);
            group.bench_function(count.to_string(), |bencher| {
                bencher.iter_custom(|times| {
                    repeat(times, || bench.runtime.block_on(lore.store(count)))
                });
            });
            group.finish();
        }
    }
    Ok(())
}

fn repeat(times: u64, mut once: impl FnMut() -> Result<Duration>) -> Duration {
    (0..times).map(|_| sure(once())).sum()
}

/// Appends rows and the records of their vectors to tables that hold a row already.
async fn rows(count: usize) -> Result<Duration> {
    let folder = TempDir::new()?;
    let store = Store::open_or_create(folder.path()).await?;
    let repository = store.repository_or_create(REPOSITORY).await?;
    append(&repository, &[row(0)]).await?;
    let rows: Vec<NewRow> = (1..=count).map(row).collect();
    let started = Instant::now();
    append(&repository, &rows).await?;
    Ok(started.elapsed())
}

async fn append(repository: &Repository, rows: &[NewRow]) -> Result<()> {
    let records: Vec<_> = rows.iter().map(record).collect();
    repository.append(rows).await?;
    repository.embeddings().append(&records).await?;
    Ok(())
}

/// A store that is written to through the intake. It grows, as one does.
struct Embedding {
    lore: Lore,
    _folder: TempDir,
}

impl Embedding {
    async fn new() -> Result<Self> {
        let folder = TempDir::new()?;
        let lore = Lore::open_or_create(folder.path()).await?;
        let store = Self {
            lore,
            _folder: folder,
        };
        store.store(1).await?;
        Ok(store)
    }

    async fn store(&self, count: usize) -> Result<Duration> {
        let entries: Vec<Submission> = (0..count).map(submission).collect();
        let started = Instant::now();
        for stored in self.lore.store_many(entries).await {
            stored?;
        }
        Ok(started.elapsed())
    }
}

fn text(number: usize) -> String {
    format!("Note {number}: the retry limit of the ingress is 7 in staging, and nobody knows why.")
}

fn row(number: usize) -> NewRow {
    NewRow {
        id: format!("general-1774951200000-{number:06}"),
        vector: vec![0.05; lore::domain::DIMENSION],
        text: text(number),
        kind: "general".into(),
        project_id: REPOSITORY.into(),
        session_id: "s1".into(),
        agent: "qa".into(),
        timestamp: "2026-03-31T10:00:00.000Z".into(),
        metadata: "{}".into(),
    }
}

fn submission(number: usize) -> Submission {
    Submission {
        repository: Some(REPOSITORY.into()),
        entry: NewEntry {
            text: text(number),
            project_id: REPOSITORY.into(),
            agent: "qa".into(),
            ..NewEntry::default()
        },
    }
}
