//! Where an entry goes when its writer does not say so.

use std::collections::BTreeMap;

use super::{Result, Submission};
use crate::{
    domain::{filter::Filter, search::Sort},
    service::Lore,
};

/// The project of an entry whose writer names none, as with the Node manager.
const DEFAULT_PROJECT: &str = "default";

/// Repositories of projects, as far as they were looked for.
pub type Known = BTreeMap<String, String>;

impl Lore {
    /// The submission with repository and project, see [`Lore::store_many`].
    pub(super) async fn placed(
        &self,
        submission: Submission,
        known: &mut Known,
    ) -> Result<Submission> {
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
            None => self.repository_of(&entry.project_id, known).await?,
        };
        Ok(Submission {
            repository: Some(repository),
            entry,
        })
    }

    /// The repository that an entry of this project goes to.
    async fn repository_of(&self, project: &str, known: &mut Known) -> Result<String> {
        if let Some(repository) = known.get(project) {
            return Ok(repository.clone());
        }
        let repository = self.find_repository(project).await?;
        known.insert(project.to_owned(), repository.clone());
        Ok(repository)
    }

    async fn find_repository(&self, project: &str) -> Result<String> {
        if let Some(only) = self.store.only() {
            return Ok(only.to_owned());
        }
        let repositories = self.store.repositories().await?;
        if repositories.iter().any(|one| one.name() == project) {
            return Ok(project.to_owned());
        }
        let filter = Filter {
            projects: vec![project.to_owned()],
            ..Filter::default()
        };
        let mut latest = None;
        for repository in &repositories {
            let snapshot = repository.snapshot().await?;
            if let Some(newest) = snapshot.order(&filter, Sort::Newest).await?.first() {
                latest = latest.max(Some((newest.instant, repository.name())));
            }
        }
        Ok(latest.map_or(project, |(_, name)| name).to_owned())
    }
}
