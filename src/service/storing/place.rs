//! Where an entry goes when its writer does not say so.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Result, Submission};
use crate::{
    domain::{filter::Filter, search::Sort},
    service::Lore,
};

/// The project of an entry whose writer names none, as with the Node manager.
const DEFAULT_PROJECT: &str = "default";

/// How long what others write of a project may go unnoticed here.
const FRESH: Duration = Duration::from_secs(5);

/// Projects that are remembered; then it begins anew.
const MOST: usize = 1024;

/// Where entries of projects went last, so that not every entry is looked for anew. Cheap to clone;
/// clones share it.
#[derive(Debug, Clone, Default)]
pub struct Places(Arc<Mutex<HashMap<String, (Instant, String)>>>);

impl Places {
    fn lately(&self, project: &str) -> Option<String> {
        let known = self.lock();
        let (at, repository) = known.get(project)?;
        (at.elapsed() < FRESH).then(|| repository.clone())
    }

    fn remember(&self, project: &str, repository: &str) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(project.to_owned(), (Instant::now(), repository.to_owned()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lore {
    /// The submission with repository and project, see [`Lore::store_many`].
    pub(super) async fn placed(&self, submission: Submission) -> Result<Submission> {
        let Submission {
            repository,
            mut entry,
        } = submission;
        if entry.project_id.is_empty() {
            let project = repository.as_deref().unwrap_or(DEFAULT_PROJECT);
            project.clone_into(&mut entry.project_id);
        }
        // What is wrong with an entry is told before anything is looked for.
        entry.check()?;
        let repository = match repository {
            Some(named) => named,
            None => self.repository_of(&entry.project_id).await?,
        };
        self.places.remember(&entry.project_id, &repository);
        Ok(Submission {
            repository: Some(repository),
            entry,
        })
    }

    /// The repository that an entry of this project goes to.
    pub(in crate::service) async fn repository_of(&self, project: &str) -> Result<String> {
        if let Some(only) = self.store.only() {
            return Ok(only.to_owned());
        }
        let repositories = self.store.repositories().await?;
        let is_there = |name: &str| repositories.iter().any(|one| one.name() == name);
        if is_there(project) {
            return Ok(project.to_owned());
        }
        if let Some(lately) = self.places.lately(project).filter(|name| is_there(name)) {
            return Ok(lately);
        }
        let filter = Filter {
            projects: vec![project.to_owned()],
            ..Filter::default()
        };
        let mut latest = None;
        let readable = self.readable(repositories).await?;
        for repository in &readable {
            let snapshot = repository.snapshot().await?;
            if let Some(newest) = snapshot.order(&filter, Sort::Newest).await?.first() {
                latest = latest.max(Some((newest.instant, repository.name())));
            }
        }
        Ok(latest.map_or(project, |(_, name)| name).to_owned())
    }
}
