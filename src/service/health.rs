//! How a store stands: what lies on disk, and what search can see of it.

use super::{
    Cancel, Lore, Result,
    coverage::{self, Look},
    models::RepositoryModels,
};
use crate::{
    domain::{
        filter::Filter,
        health::{Health, Meaning, RepositoryHealth, WordIndex},
        kind,
    },
    embed::Identity,
    store::{
        Column, Origin, Repository, Snapshot,
        embeddings::{Record, text_digest},
    },
};

impl Lore {
    /// Looks at every repository that the filter names. Reads only: files by their names and sizes, and
    /// what semantic search can see by the records, as [`Lore::coverage`] has it. Stopped on the way, it
    /// tells of what it saw.
    pub async fn health(&self, filter: &Filter, cancel: &Cancel) -> Result<Health> {
        let mut health = Health {
            broken: self.broken().await?,
            ..Health::default()
        };
        // Without it the bundled one makes the vectors of new entries.
        let model = self.models.chosen().identity().await;
        let model = model.unwrap_or_else(|_| Identity::bundled());
        for repository in self.admitted(filter).await? {
            if cancel.is_cancelled() {
                break;
            }
            let snapshot = repository.snapshot().await?;
            let all = Filter::default();
            let meaning = coverage::recorded(&repository, &snapshot, &all, &model, Look::Closely);
            let meaning = Box::pin(meaning).await?;
            let looked = Box::pin(look(&repository, &snapshot, meaning)).await?;
            health.repositories.push(looked);
        }
        Ok(health)
    }
}

/// How one repository stands, of which this is known.
pub(super) async fn look(
    repository: &Repository,
    snapshot: &Snapshot,
    meaning: Meaning,
) -> Result<RepositoryHealth> {
    let footprint = repository.footprint(snapshot).await?;
    let (rows, removed_rows, fragments) = snapshot.shape();
    let covered = repository.text_index().covered_rows(snapshot).await?;
    let needless = covered == 0 && !repository.text_index().is_due(snapshot).await?;
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
        meaning,
    })
}

/// What semantic search can see of the entries that the filter admits. Reads and hashes every text and
/// vector, so it also tells of what others changed behind the records' back.
pub(super) async fn examined(
    repository: &Repository,
    snapshot: &Snapshot,
    filter: &Filter,
    model: &Identity,
) -> Result<Meaning> {
    if !model.is_shared() {
        return wide_meaning(repository, snapshot, filter, &model.name).await;
    }
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
            let record = records.get(id);
            let is_own = |record: &Record| record.model == model.name;
            let counted = match (origins.of(row), record) {
                _ if unfit.contains_key(&row) => &mut meaning.unfit,
                (Origin::Blank, _) => &mut meaning.unfit,
                (Origin::Meaningless, _) => &mut meaning.meaningless,
                (Origin::Digest(digest), Some(record)) if record.has_digest(digest) => {
                    if is_own(&record) {
                        &mut meaning.seen
                    } else {
                        &mut meaning.others
                    }
                }
                (Origin::Digest(_), Some(record)) if is_own(&record) => &mut meaning.outdated,
                (Origin::Digest(_), _) => &mut meaning.foreign,
            };
            *counted += 1;
        })
        .await?;
    Ok(meaning)
}

/// The same for a model whose vectors lie beside the table.
async fn wide_meaning(
    repository: &Repository,
    snapshot: &Snapshot,
    filter: &Filter,
    model: &str,
) -> Result<Meaning> {
    let digests = repository.embeddings().wide_digests(model).await?;
    let records = repository.embeddings().records().await?;
    let unfit = snapshot.unfit().await?;
    let mut meaning = Meaning::default();
    let columns = [Column::Kind, Column::Id, Column::Text];
    snapshot
        .visit(filter, &columns, |row, values| {
            let [kind, id, text] = values else { return };
            if *kind == kind::SYSTEM {
                return;
            }
            let counted = match digests.get(*id) {
                _ if unfit.contains_key(&row) => &mut meaning.unfit,
                Some(digest) if *digest == text_digest(text) => &mut meaning.seen,
                Some(_) => &mut meaning.outdated,
                None if records.get(id).is_some() => &mut meaning.others,
                None => &mut meaning.foreign,
            };
            *counted += 1;
        })
        .await?;
    Ok(meaning)
}

/// Which models made the vectors of the entries that the filter admits.
pub(super) async fn models(repository: &Repository, filter: &Filter) -> Result<RepositoryModels> {
    let snapshot = repository.snapshot().await?;
    let embeddings = repository.embeddings();
    let records = embeddings.records().await?;
    let origins = snapshot.origins().await?;
    let mut of = RepositoryModels {
        repository: repository.name().to_owned(),
        ..RepositoryModels::default()
    };
    snapshot
        .visit(filter, &[Column::Kind, Column::Id], |row, values| {
            let [kind, id] = values else { return };
            if *kind == kind::SYSTEM {
                return;
            }
            of.entries += 1;
            if let (Origin::Digest(digest), Some(record)) = (origins.of(row), records.get(id))
                && record.has_digest(digest)
            {
                *of.shared.entry(record.model.to_string()).or_default() += 1;
            }
        })
        .await?;
    for name in embeddings.wide_models()? {
        let seen = wide_meaning(repository, &snapshot, filter, &name)
            .await?
            .seen;
        of.wide.insert(name, seen);
    }
    Ok(of)
}
