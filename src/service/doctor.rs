//! What is wrong with a store.

use std::time::Duration;

use super::{Cancel, Error, Lore, Progress, Result, changing::Report, health, panics::caught};
use crate::{
    domain::{
        diagnosis::{self, Details, Finding, VectorSample, Vectors},
        filter::Filter,
        health::{Health, Meaning, RepositoryHealth},
        provenance::Provenance,
    },
    embed::Identity,
    store::{self, KEEP, Repository},
};

/// A file that no version names and that nobody has touched for so long belongs to no write that
/// still goes on.
pub(super) const ORPHAN_AGE: Duration = Duration::from_hours(24);

/// Entries of each repository that are embedded anew, to see what their vectors are: a second of work.
const SAMPLE: usize = 100;

/// The same of all repositories together, more or less.
const SAMPLE_OF_ALL: usize = 1_000;

/// Fewer tell little.
const FEWEST_OF_ONE: usize = 16;

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

/// The model in use.
struct InUse {
    /// The bundled one, when nothing tells which it is.
    model: Identity,
    is_unknown: bool,
    /// Why it cannot be had.
    missing: Option<String>,
}

impl Lore {
    /// Looks at everything that can be wrong with a store. Reads only: every row, every vector, every
    /// version.
    pub async fn diagnose(&self, cancel: &Cancel, progress: Report<'_>) -> Result<Diagnosis> {
        let mut diagnosis = Diagnosis::default();
        for broken in self.store.broken().await? {
            let why = broken.error.to_string();
            let finding = diagnosis::unreadable(&broken.repository, &why, true);
            diagnosis.findings.push(finding);
            diagnosis.health.broken.push(why);
        }
        let repositories = self.store.repositories().await?;
        let total = repositories.len();
        let in_use = self.model_in_use().await;
        let missing = in_use.missing.as_deref().map(diagnosis::no_model);
        diagnosis.findings.extend(missing);
        let at_most = (SAMPLE_OF_ALL / total.max(1)).clamp(FEWEST_OF_ONE, SAMPLE);
        for (done, repository) in repositories.iter().enumerate() {
            progress(Progress { done, total });
            if cancel.is_cancelled() {
                diagnosis.cancelled = true;
                return Ok(diagnosis);
            }
            let examined = self.examine(repository, &in_use, at_most, cancel);
            let (why, left_out) = match caught(Box::pin(examined)).await {
                Ok(Ok(Some((health, details)))) => {
                    let found = diagnosis::of_repository(&health, &details);
                    diagnosis.findings.extend(found);
                    diagnosis.health.repositories.push(health);
                    continue;
                }
                Ok(Ok(None)) => {
                    diagnosis.cancelled = true;
                    return Ok(diagnosis);
                }
                Ok(Err(Error::Store(why))) => {
                    let left_out = matches!(*why, store::Error::Damaged { .. });
                    (why.to_string(), left_out)
                }
                Ok(Err(error)) => return Err(error),
                Err(panicked) => (format!("its files make no sense: {panicked}"), false),
            };
            let finding = diagnosis::unreadable(repository.name(), &why, left_out);
            diagnosis.findings.push(finding);
            diagnosis.health.broken.push(why);
        }
        let nested = self.store.nested().await;
        diagnosis
            .findings
            .extend(nested.iter().map(diagnosis::nested));
        Ok(diagnosis)
    }

    /// Everything about one repository; `None` when somebody stopped it.
    async fn examine(
        &self,
        repository: &Repository,
        in_use: &InUse,
        at_most: usize,
        cancel: &Cancel,
    ) -> Result<Option<(RepositoryHealth, Details)>> {
        repository.check_files().await?;
        let snapshot = repository.snapshot().await?;
        let all = Filter::default();
        let meaning = health::examined(repository, &snapshot, &all, &in_use.model);
        let meaning = Box::pin(meaning).await?;
        let health = Box::pin(health::look(repository, &snapshot, meaning)).await?;
        let vectors = self.vectors(repository, in_use, health.meaning, at_most);
        let vectors = Box::pin(vectors).await?;
        let details = Box::pin(details(repository, vectors, cancel)).await?;
        Ok(details.map(|details| (health, details)))
    }

    async fn model_in_use(&self) -> InUse {
        let chosen = self.models.chosen();
        let missing = chosen.warm_up().await.err();
        let known = chosen.identity().await;
        InUse {
            is_unknown: known.is_err(),
            model: known.unwrap_or_else(|_| Identity::bundled()),
            missing: missing.map(|error| error.to_string()),
        }
    }

    /// What the vectors of a repository are.
    async fn vectors(
        &self,
        repository: &Repository,
        in_use: &InUse,
        meaning: Meaning,
        at_most: usize,
    ) -> Result<Vectors> {
        let all = Filter::default();
        let InUse { model, missing, .. } = in_use;
        let mut others = health::models(repository, &all).await?.shared;
        others.remove(&*model.name);
        let mut vectors = Vectors {
            model: model.name.to_string(),
            lie_beside: !model.is_shared(),
            is_unknown: in_use.is_unknown,
            others,
            ..Vectors::default()
        };
        if missing.is_none() {
            vectors.idle = repository.embeddings().wide_sizes()?;
            vectors.idle.remove(&*model.name);
            vectors.beside = match self.sample_beside(repository, at_most).await {
                Err(Error::Embedding(error)) => {
                    vectors.no_model = Some(error.to_string());
                    None
                }
                sampled => sampled?,
            };
        }
        // What means nothing is known exactly.
        if meaning.entries() == meaning.meaningless {
            return Ok(vectors);
        }
        match self.sample(repository, &all, at_most).await {
            Ok(sampled) => {
                let of = sampled.provenances.of.into_iter().zip(sampled.recorded);
                let (recorded, others): (Vec<_>, Vec<_>) = of.partition(|(_, recorded)| *recorded);
                let kinds = |of: Vec<(Provenance, bool)>| of.into_iter().map(|(kind, _)| kind);
                vectors.sample = Some(VectorSample {
                    model: sampled.model,
                    recorded: kinds(recorded).collect(),
                    unrecorded: kinds(others).collect(),
                });
            }
            Err(Error::Embedding(error)) => {
                // Of the one in use it is told once.
                let why = error.to_string();
                vectors.no_model = (Some(&why) != missing.as_ref()).then_some(why);
            }
            Err(error) => return Err(error),
        }
        Ok(vectors)
    }
}

/// `None` when somebody stopped it.
async fn details(
    repository: &Repository,
    vectors: Vectors,
    cancel: &Cancel,
) -> Result<Option<Details>> {
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
        vectors,
    }))
}
