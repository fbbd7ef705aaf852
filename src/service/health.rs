//! How a store stands: what lies on disk, and what search can see of it.

use super::{Cancel, Lore, Result};
use crate::{
    domain::{
        filter::Filter,
        health::{Health, Meaning, RepositoryHealth, WordIndex},
        kind,
    },
    embed::MODEL,
    store::{Column, Origin, Repository, Snapshot},
};

impl Lore {
    /// Looks at every repository that the filter names. Reads only; the first time it reads every
    /// text and vector, later only what is new. Stopped on the way, it tells of what it saw.
    pub async fn health(&self, filter: &Filter, cancel: &Cancel) -> Result<Health> {
        let mut health = Health {
            broken: self.broken().await?,
            ..Health::default()
        };
        for repository in self.admitted(filter).await? {
            if cancel.is_cancelled() {
                break;
            }
            health.repositories.push(Box::pin(look(&repository)).await?);
        }
        Ok(health)
    }
}

/// How one repository stands.
pub(super) async fn look(repository: &Repository) -> Result<RepositoryHealth> {
    let snapshot = repository.snapshot().await?;
    let footprint = repository.footprint(&snapshot).await?;
    let (rows, removed_rows, fragments) = snapshot.shape();
    let covered = repository.text_index().covered_rows(&snapshot).await?;
    let needless = covered == 0 && !repository.text_index().is_due(&snapshot).await?;
    Ok(RepositoryHealth {
        name: repository.name().to_owned(),
        rows,
        removed_rows,
        versions: footprint.versions,
        fragments,
        disk: footprint.disk,
        words: if needless {
            WordIndex::Needless
        } else {
            WordIndex::Covers(covered, rows)
        },
        meaning: meaning(repository, &snapshot, &Filter::default()).await?,
    })
}

/// What semantic search can see of the entries that the filter admits.
pub(super) async fn meaning(
    repository: &Repository,
    snapshot: &Snapshot,
    filter: &Filter,
) -> Result<Meaning> {
    let records = repository.embeddings().records().await?;
    let unfit = snapshot.unfit().await?;
    let origins = snapshot.origins().await?;
    let mut meaning = Meaning::default();
    snapshot
        .visit(filter, &[Column::Kind, Column::Id], |row, values| {
            let [kind, id] = values else { return };
            if *kind == kind::SYSTEM {
                return;
            }
            let record = records.get(id).filter(|record| &*record.model == MODEL);
            let counted = match (origins.of(row), record) {
                _ if unfit.contains_key(&row) => &mut meaning.unfit,
                (Origin::Meaningless, _) => &mut meaning.meaningless,
                (Origin::Digest(digest), Some(record)) if record.digest == digest => {
                    &mut meaning.seen
                }
                (Origin::Digest(_), Some(_)) => &mut meaning.outdated,
                (Origin::Digest(_), None) => &mut meaning.foreign,
            };
            *counted += 1;
        })
        .await?;
    Ok(meaning)
}
