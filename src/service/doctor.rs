//! What is wrong with a store.

use std::time::Duration;

use super::{Cancel, Lore, Progress, Result, changing::Report, health};
use crate::{
    domain::{
        diagnosis::{self, Details, Finding},
        health::Health,
    },
    store::{KEEP, Repository},
};

/// A file that no version names and that nobody has touched for so long belongs to no write that
/// still goes on.
pub(super) const ORPHAN_AGE: Duration = Duration::from_hours(24);

/// How a store stands, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// The figures.
    pub health: Health,
    /// What is wrong, by repository.
    pub findings: Vec<Finding>,
    /// Somebody stopped it before it had seen everything.
    pub cancelled: bool,
}

impl Lore {
    /// Looks at everything that can be wrong with a store. Reads only: every row, every vector, every
    /// version.
    pub async fn diagnose(&self, cancel: &Cancel, progress: Report<'_>) -> Result<Diagnosis> {
        let mut diagnosis = Diagnosis::default();
        for broken in self.store.broken().await? {
            let why = broken.error.to_string();
            let finding = diagnosis::unreadable(&broken.repository, &why);
            diagnosis.findings.push(finding);
            diagnosis.health.broken.push(why);
        }
        let repositories = self.store.repositories().await?;
        let total = repositories.len();
        let model = self.models.chosen().identity().await?;
        for (done, repository) in repositories.iter().enumerate() {
            progress(Progress { done, total });
            if cancel.is_cancelled() {
                diagnosis.cancelled = true;
                return Ok(diagnosis);
            }
            let health = Box::pin(health::look(repository, &model)).await?;
            let Some(details) = Box::pin(details(repository, cancel)).await? else {
                diagnosis.cancelled = true;
                return Ok(diagnosis);
            };
            let found = diagnosis::of_repository(&health, &details);
            diagnosis.findings.extend(found);
            diagnosis.health.repositories.push(health);
        }
        let nested = self.store.nested().await;
        diagnosis
            .findings
            .extend(nested.iter().map(diagnosis::nested));
        Ok(diagnosis)
    }
}

/// `None` when somebody stopped it.
async fn details(repository: &Repository, cancel: &Cancel) -> Result<Option<Details>> {
    let damaged = repository.damaged_tables().await;
    let held_by = if damaged.is_empty() {
        repository.held_by().await?
    } else {
        Vec::new()
    };
    let watch = &mut |_: usize, _: usize| cancel.flow();
    let Some(orphans) = repository.orphans(ORPHAN_AGE, watch).await? else {
        return Ok(None);
    };
    Ok(Some(Details {
        odd: repository.snapshot().await?.odd_rows().await?,
        orphans: (orphans.files.len(), orphans.bytes),
        old_versions: repository.old_versions_since(KEEP)?,
        held_by,
        damaged,
    }))
}
