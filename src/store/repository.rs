//! One repository: its table, opened once and kept up to date.

use std::{io, path::Path, sync::Arc, time::Instant};

use arrow_array::RecordBatch;
use lance::{Dataset, session::Session};
use tokio::sync::{Mutex, MutexGuard};

use super::{
    Error, Result, Snapshot,
    blocking::compute,
    create::{OTHERS_NEED, POLL, open_or_create_table, open_table, private_folder},
    discover::Place,
    embeddings::Embeddings,
    error::reason,
    files,
    freshness::Mark,
    images::Images,
    journal::Journal,
    light::Light,
    manifest, schema, small_fragments,
    table_version::TableVersion,
    text_index::TextIndex,
    unanswered::unanswered,
};
use crate::domain::location::is_remote;

/// A repository of a store. Cheap to clone; clones share what they have read.
#[derive(Debug, Clone)]
pub struct Repository {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: Arc<str>,
    place: Place,
    latest: Mutex<Latest>,
    /// Held by who adds rows: commits of one process need not be in each other's way.
    appending: Mutex<()>,
    embeddings: Embeddings,
    images: Images,
    journal: Journal,
    text_index: TextIndex,
}

/// The newest version that was seen, and when.
#[derive(Debug)]
struct Latest {
    dataset: Arc<Dataset>,
    light: Arc<Light>,
    seen: Mark,
}

impl Repository {
    /// Opens a repository, reading only.
    pub(crate) async fn open(place: Place, session: Arc<Session>) -> Result<Self> {
        check_manifest(&place).await?;
        let seen = mark(&place).await?;
        let dataset = open(&place, &session).await?;
        Self::new(place, &session, dataset, seen)
    }

    /// Opens a repository, making it if it is new.
    pub(crate) async fn open_or_create(place: Place, session: Arc<Session>) -> Result<Self> {
        private_folder(&place.database)?;
        let dataset =
            open_or_create_table(&place.name, &place.table, &schema::new_table(), &session).await?;
        let seen = mark(&place).await?;
        Self::new(place, &session, dataset, seen)
    }

    fn new(place: Place, session: &Arc<Session>, dataset: Dataset, seen: Mark) -> Result<Self> {
        check_schema(&place, &dataset)?;
        let name: Arc<str> = place.name.as_str().into();
        Ok(Self {
            inner: Arc::new(Inner {
                embeddings: Embeddings::new(&name, &place.database, session),
                images: Images::new(&name, &place.database, session),
                journal: Journal::new(&name, &place.database, session),
                text_index: TextIndex::new(&place.database),
                name,
                place,
                latest: Mutex::new(Latest {
                    dataset: Arc::new(dataset),
                    light: Arc::default(),
                    seen,
                }),
                appending: Mutex::default(),
            }),
        })
    }

    /// The database's folder name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The database's folder; lore's own tables lie in it beside the shared one.
    #[must_use]
    pub fn database(&self) -> &Path {
        &self.inner.place.database
    }

    /// Whether it is in an object store.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        is_remote(self.database())
    }

    /// The index of its words, if it has one.
    #[must_use]
    pub fn text_index(&self) -> &TextIndex {
        &self.inner.text_index
    }

    /// Which model made which of its vectors.
    #[must_use]
    pub fn embeddings(&self) -> &Embeddings {
        &self.inner.embeddings
    }

    /// Its rows as they were before lore changed them.
    #[must_use]
    pub fn images(&self) -> &Images {
        &self.inner.images
    }

    /// What lore changed in it.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    /// The table as it is now, others' writes included. Costs one look at a folder while nobody
    /// writes.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let place = &self.inner.place;
        let mut latest = self.inner.latest.lock().await;
        let now = mark(place).await?;
        let version = latest.dataset.version_id();
        if !latest.seen.holds_version(now, &place.table, version) {
            check_manifest(place).await?;
            let known = TableVersion::of(&latest.dataset);
            let later = if latest.seen.was_replaced(now) {
                None
            } else {
                let mut later = Dataset::clone(&latest.dataset);
                let checked_out = later.checkout_latest().await;
                checked_out.map_err(|error| unreadable(place, &error))?;
                Some(later).filter(|later| {
                    let version = TableVersion::of(later);
                    version == known || version.follows(known)
                })
            };
            let replaced = later.is_none();
            let dataset = if let Some(later) = later {
                later
            } else {
                // Cached parts of the old table must not be taken for the new one's.
                latest.light = Arc::default();
                open(place, &Arc::new(new_session())).await?
            };
            if replaced || TableVersion::of(&dataset) != known {
                check_schema(place, &dataset)?;
                latest.dataset = Arc::new(dataset);
            }
            latest.seen = now;
        }
        Ok(Snapshot {
            repository: Arc::clone(&self.inner.name),
            dataset: Arc::clone(&latest.dataset),
            light: Arc::clone(&latest.light),
        })
    }

    /// Waits for one's turn to add rows.
    pub(crate) async fn turn_to_append(&self) -> MutexGuard<'_, ()> {
        self.inner.appending.lock().await
    }

    /// Takes over what was just committed on top of `base`, so that nobody has to read it. When others
    /// wrote in between, it is read all the same.
    pub(crate) async fn take_over(&self, base: &Dataset, made: Dataset, rows: &RecordBatch) {
        let place = &self.inner.place;
        let mut latest = self.inner.latest.lock().await;
        let version = made.version_id();
        if latest.dataset.version_id() != base.version_id() || version != base.version_id() + 1 {
            return;
        }
        small_fragments::take_over(&latest.light.small, base, &made, rows);
        latest.dataset = Arc::new(made);
        if let Some(seen) = Mark::made(&place.table, version).await {
            latest.seen = seen;
        }
    }

    /// Size on disk of everything in the database's folder that this user may look at, in bytes.
    pub async fn bytes(&self) -> Result<u64> {
        let folder = self.database().to_owned();
        let count = move || Ok(files::below(&folder).iter().map(|file| file.bytes).sum());
        let counted = compute(count).await;
        counted.map_err(|error| self.failed("read", &error))
    }

    /// The shared table's folder.
    pub(crate) fn table_folder(&self) -> &Path {
        &self.inner.place.table
    }

    pub(crate) fn is_at(&self, place: &Place) -> bool {
        self.inner.place == *place
    }

    pub(crate) fn failed(&self, doing: &'static str, error: &lance::Error) -> Error {
        Error::table(doing, self.name(), error)
    }
}

/// Caches of a bounded size: the defaults would take gigabytes.
pub(crate) fn new_session() -> Session {
    const INDEX_CACHE_BYTES: usize = 256 << 20;
    const METADATA_CACHE_BYTES: usize = 128 << 20;
    Session::new(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES, Arc::default())
}

async fn open(place: &Place, session: &Arc<Session>) -> Result<Dataset> {
    open_table(&place.table, session)
        .await?
        .map_err(|error| unreadable(place, &error))
}

async fn mark(place: &Place) -> Result<Mark> {
    let deadline = Instant::now() + OTHERS_NEED;
    loop {
        match Mark::look(&place.table).await {
            // On disk the manifests are looked at first.
            Err(source) if is_remote(&place.table) && source.kind() == io::ErrorKind::NotFound => {
                // Somebody else may just be making it.
                if Instant::now() < deadline {
                    tokio::time::sleep(POLL).await;
                    continue;
                }
                return Err(Error::Damaged {
                    repository: place.name.clone(),
                    table: place.table.clone(),
                    reason: manifest::NO_VERSIONS.to_owned(),
                });
            }
            looked => return looked.map_err(|source| Error::io("read", &place.table, source)),
        }
    }
}

async fn check_manifest(place: &Place) -> Result<()> {
    let table = place.table.clone();
    let looked = compute(move || Ok(manifest::problem(&table))).await;
    match looked.map_err(|error| Error::table("read", &place.name, &error))? {
        Ok(None) => Ok(()),
        Ok(Some(reason)) => Err(Error::Damaged {
            repository: place.name.clone(),
            table: place.table.clone(),
            reason,
        }),
        Err(source) => Err(Error::io("read", &place.table, source)),
    }
}

/// What is told of a table that could not be opened.
fn unreadable(place: &Place, error: &lance::Error) -> Error {
    unanswered(&place.table, error).unwrap_or_else(|| Error::Damaged {
        repository: place.name.clone(),
        table: place.table.clone(),
        reason: reason(error),
    })
}

fn check_schema(place: &Place, dataset: &Dataset) -> Result<()> {
    match schema::problem(&dataset.schema().into()) {
        None => Ok(()),
        Some(problem) => Err(Error::WrongSchema {
            repository: place.name.clone(),
            table: place.table.clone(),
            problem,
        }),
    }
}
