//! What can be read of a store when a part of it cannot.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

use super::{Error, Lore, Result};
use crate::{
    domain::filter::Filter,
    store::{self, Repository},
};

/// How long what was seen is good enough.
const FRESH: Duration = Duration::from_secs(2);

/// Why repositories that can be opened cannot be read, by their names.
type Reasons = Arc<BTreeMap<String, String>>;

/// The repositories that could not be read lately. Cheap to clone; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Lost(Arc<Mutex<Option<(Instant, Reasons)>>>);

impl Lore {
    /// The repositories that are there and cannot be read, and why; everything else leaves them
    /// out, unless they are named.
    pub async fn broken(&self) -> Result<Vec<String>> {
        let broken = self.store.broken().await?.into_iter();
        let lost = self.lost().await?;
        Ok(broken
            .map(|one| one.error.to_string())
            .chain(lost.values().cloned())
            .collect())
    }

    /// What there is to know about what a filter looks into: which repositories are left out, and which
    /// project is in none. To agents the latter is no failure: one may begin a project, and the Node
    /// manager answers with nothing, too.
    ///
    /// # Errors
    /// As [`Lore::check_scope`], but for projects.
    pub async fn notes_on(&self, filter: &Filter) -> Result<Vec<String>> {
        let repositories = Filter {
            projects: Vec::new(),
            ..filter.clone()
        };
        self.check_scope(&repositories).await?;
        let mut notes = Vec::new();
        if filter.repositories.is_empty() {
            let broken = self.broken().await?.into_iter();
            notes.extend(broken.map(|why| format!("left out: {why}")));
        }
        match self.check_scope(filter).await {
            Ok(()) => {}
            Err(Error::NotFound(message)) => notes.push(message),
            Err(error) => return Err(error),
        }
        Ok(notes)
    }

    /// Those of these repositories that can be read; where none can, all, since the first one's failure
    /// then tells why.
    pub(super) async fn readable(&self, repositories: Vec<Repository>) -> Result<Vec<Repository>> {
        let lost = self.lost().await?;
        let is_lost = |one: &Repository| lost.contains_key(one.name());
        if lost.is_empty() || repositories.iter().all(is_lost) {
            return Ok(repositories);
        }
        Ok(repositories
            .into_iter()
            .filter(|one| !is_lost(one))
            .collect())
    }

    async fn lost(&self) -> Result<Reasons> {
        let mut seen = self.lost.0.lock().await;
        if let Some((at, lost)) = &*seen
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(lost));
        }
        let mut lost = BTreeMap::new();
        for repository in self.store.repositories().await? {
            // Whatever else there may be shows when it is read.
            if let Err(error @ store::Error::Damaged { .. }) = repository.check_files().await {
                lost.insert(repository.name().to_owned(), error.to_string());
            }
        }
        let lost = Arc::new(lost);
        *seen = Some((Instant::now(), Arc::clone(&lost)));
        Ok(lost)
    }
}
