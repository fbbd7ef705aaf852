//! How much of a set of entries semantic search can see.

use super::{
    Result,
    reembed::{obstacle, repeated_ids},
};
use crate::{
    domain::{filter::Filter, kind, search::Coverage},
    embed::MODEL,
    store::{Column, Repository},
};

/// Counts the entries that the filter admits and those of them that have a record of the current
/// model. Reads ids and texts, not vectors: an entry that another program changed since it was embedded still
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
        let repeated = repeated_ids(&snapshot).await?;
        let columns = [Column::Id, Column::Kind, Column::Text];
        snapshot
            .visit(filter, &columns, |_, values| {
                let (id, kind, text) = (values[0], values[1], values[2]);
                if kind == kind::SYSTEM {
                    return;
                }
                coverage.entries += 1;
                if obstacle(id, text, &repeated).is_some() {
                    coverage.unfit += 1;
                } else if records.names(id, MODEL) {
                    coverage.embedded += 1;
                }
            })
            .await?;
    }
    Ok(coverage)
}
