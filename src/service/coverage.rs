//! How much of a set of entries semantic search can see.

use super::Result;
use crate::{
    domain::{filter::Filter, kind, search::Coverage},
    embed::MODEL,
    store::{Column, Repository},
};

/// Counts the entries that the filter admits and those of them that have a record of the current
/// model. Reads ids, not vectors: an entry that another program changed since it was embedded still
/// counts as embedded here, until [`super::reembed`] looks at it. Records of entries that are gone
/// count for nothing.
pub(super) async fn coverage(repositories: &[Repository], filter: &Filter) -> Result<Coverage> {
    let mut coverage = Coverage::default();
    for repository in repositories {
        if !filter.admits_repository(repository.name()) {
            continue;
        }
        let records = repository.embeddings().records().await?;
        let snapshot = repository.snapshot().await?;
        snapshot
            .visit(filter, &[Column::Id, Column::Kind], |_, columns| {
                if columns[1] != kind::SYSTEM {
                    coverage.entries += 1;
                    coverage.embedded += usize::from(records.names(columns[0], MODEL));
                }
            })
            .await?;
    }
    Ok(coverage)
}
