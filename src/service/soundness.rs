//! What can be read of a store when a part of it cannot.

use std::{
    collections::{BTreeMap, HashMap},
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
type Reasons = Arc<BTreeMap<String, Error>>;

/// The repositories that could not be read lately. Cheap to clone; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Lost {
    seen: Arc<Mutex<Option<(Instant, Reasons)>>>,
    /// Those that were whole when somebody wanted to write to them.
    whole: Arc<Mutex<HashMap<String, Instant>>>,
}

impl Lore {
    /// The repositories that are there and cannot be read, and why; everything else leaves them
    /// out, unless they are named.
    pub async fn broken(&self) -> Result<Vec<String>> {
        let broken = self.store.broken().await?.into_iter();
        let lost = self.lost().await?;
        Ok(broken
            .map(|one| one.error.to_string())
            .chain(lost.values().map(Error::to_string))
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

    /// Those of these repositories that can be read.
    ///
    /// # Errors
    /// The first one's, where none can.
    pub(super) async fn readable(
        &self,
        mut repositories: Vec<Repository>,
    ) -> Result<Vec<Repository>> {
        let lost = self.lost().await?;
        let first = repositories.first().and_then(|one| lost.get(one.name()));
        repositories.retain(|one| !lost.contains_key(one.name()));
        match first {
            Some(error) if repositories.is_empty() => Err(error.clone()),
            _ => Ok(repositories),
        }
    }

    /// These repositories.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(super) async fn all_readable(
        &self,
        repositories: Vec<Repository>,
    ) -> Result<Vec<Repository>> {
        let lost = self.lost().await?;
        match repositories.iter().find_map(|one| lost.get(one.name())) {
            Some(error) => Err(error.clone()),
            None => Ok(repositories),
        }
    }

    /// Refuses a repository that has lost files: what is stored there could not be found.
    pub(super) async fn check_whole(&self, repository: &Repository) -> Result<()> {
        let mut whole = self.lost.whole.lock().await;
        let name = repository.name();
        if whole.get(name).is_some_and(|at| at.elapsed() < FRESH) {
            return Ok(());
        }
        whole.remove(name);
        repository.check_files().await?;
        whole.insert(name.to_owned(), Instant::now());
        Ok(())
    }

    async fn lost(&self) -> Result<Reasons> {
        let mut seen = self.lost.seen.lock().await;
        if let Some((at, lost)) = &*seen
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(lost));
        }
        let mut lost = BTreeMap::new();
        for repository in self.store.repositories().await? {
            // Whatever else there may be shows when it is read.
            if let Err(error @ store::Error::Damaged { .. }) = repository.check_files().await {
                lost.insert(repository.name().to_owned(), error.into());
            }
        }
        let lost = Arc::new(lost);
        *seen = Some((Instant::now(), Arc::clone(&lost)));
        Ok(lost)
    }
}
