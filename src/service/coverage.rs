//! How much of a set of entries semantic search can see.

use super::{Result, health};
use crate::{
    domain::{filter::Filter, health::Meaning},
    embed::Identity,
    store::Repository,
};

/// Counts the entries that the filter admits and those of them whose text and vector are the ones
/// that the current model saw. Records of entries that are gone count for nothing.
pub(super) async fn coverage(
    repositories: &[Repository],
    filter: &Filter,
    model: &Identity,
) -> Result<Meaning> {
    let mut coverage = Meaning::default();
    for repository in repositories {
        let snapshot = repository.snapshot().await?;
        let meaning = Box::pin(health::meaning(repository, &snapshot, filter, model));
        coverage.add(meaning.await?);
    }
    Ok(coverage)
}
