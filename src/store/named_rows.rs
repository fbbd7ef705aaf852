//! Which rows a record of some model names, by their ids alone: no text and no vector is looked at.

use super::{Column, Result, Snapshot, snapshot::RowId};
use crate::domain::{filter::Filter, kind};

/// The rows of a filter, by whether a record names them.
#[derive(Debug, Default)]
pub struct NamedRows {
    /// How many are named.
    pub named: usize,
    /// The others, in the order of rows, with their ids.
    pub others: Vec<(RowId, Box<str>)>,
}

impl Snapshot {
    /// Counts the rows that the filter admits whose ids are named, and lists the others; those of type
    /// `system` are left out.
    pub async fn named_rows(
        &self,
        filter: &Filter,
        is_named: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Result<NamedRows> {
        let add = move |rows: &mut NamedRows, row, values: &[&str]| {
            let [of_kind, id] = values else { return };
            if *of_kind == kind::SYSTEM {
                return;
            }
            if is_named(id) {
                rows.named += 1;
            } else {
                rows.others.push((row, (*id).into()));
            }
        };
        let mut rows = NamedRows::default();
        for part in self.fold(filter, &[Column::Kind, Column::Id], add).await? {
            rows.named += part.named;
            rows.others.extend(part.others);
        }
        rows.others.sort_unstable_by_key(|(row, _)| *row);
        Ok(rows)
    }
}
