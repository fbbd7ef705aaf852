//! How much of a set of entries semantic search can see.

use super::{
    Result,
    reembed::{Standing, Standings},
};
use crate::{
    domain::{filter::Filter, kind, search::Coverage},
    store::{Column, Repository},
};

/// Counts the entries that the filter admits and those of them that have a record of the current
/// model. Vectors are not read: an entry that another program changed since it was embedded still
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
        let standings = Standings::new(&snapshot, records).await?;
        snapshot
            .visit(filter, &[Column::Kind, Column::Id], |row, values| {
                if values[0] == kind::SYSTEM {
                    return;
                }
                coverage.entries += 1;
                match standings.of(row, values[1]) {
                    Standing::Unfit(_) => coverage.unfit += 1,
                    Standing::Recorded => coverage.embedded += 1,
                    Standing::New => {}
                }
            })
            .await?;
    }
    Ok(coverage)
}
