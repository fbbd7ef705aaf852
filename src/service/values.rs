//! Which values of a field there are, for those who choose one.

use super::{Lore, Result};
use crate::{
    domain::{
        filter::Filter,
        query::Field,
        stats::{Count, Occurrences},
    },
    store::Column,
};

impl Lore {
    /// The values that a field has in the entries that the filter admits, the most frequent first;
    /// none for a moment.
    pub async fn values(&self, field: Field, filter: &Filter) -> Result<Vec<Count>> {
        let column = match field {
            Field::Type => Some(Column::Kind),
            Field::Agent => Some(Column::Agent),
            Field::Project => Some(Column::Project),
            Field::Session => Some(Column::Session),
            Field::Repo => None,
            Field::Before | Field::After => return Ok(Vec::new()),
        };
        let mut found = Occurrences::default();
        for snapshot in self.snapshots(filter).await? {
            let columns = [column.unwrap_or(Column::Kind)];
            snapshot
                .visit(filter, &columns, |_, values| {
                    found.add(match (column, values) {
                        (Some(_), [value]) => value,
                        _ => &snapshot.repository,
                    });
                })
                .await?;
        }
        Ok(found.sorted())
    }
}
