//! Entries by their id, and whether there is anything of a project.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures::TryStreamExt;

use super::{
    Column, Result, Snapshot,
    fold::on_all_cores,
    light::LightRows,
    predicate,
    rows::{self, Texts},
    table_version::TableVersion,
    visit::row_ids,
};
use crate::domain::{entry::Entry, filter::Filter, kind};

/// Whether anybody has asked for something of a table.
#[derive(Debug, Default)]
pub(super) struct Asked(AtomicBool);

impl Asked {
    /// Whether it was asked before; from now on it was.
    pub(super) fn again(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }
}

impl Snapshot {
    /// The entries with this id; more than one when another program stored it twice.
    pub async fn find(&self, id: &str) -> Result<Vec<Entry>> {
        let found = match self.ids_in_memory().await? {
            Some(light) => rows_with(&light, id),
            None => self.scan_for(id).await?,
        };
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let batch = self.columns_of_few(&found, &Column::ALL).await;
        let batch = batch.map_err(|error| self.failed(&error))?;
        Ok(rows::entries(
            &self.repository,
            &self.all_there(batch, found.len())?,
        ))
    }

    /// Whether there is an entry of this project, `system` rows aside.
    pub async fn has_project(&self, project: &str) -> Result<bool> {
        if let Some(light) = self.light_rows().await? {
            return Ok(light.batches().any(|batch| {
                let [projects, kinds] =
                    [Column::Project, Column::Kind].map(|column| Texts::of(batch, column));
                (0..batch.num_rows()).any(|at| {
                    projects.get(at).unwrap_or_default() == project
                        && kinds.get(at) != Some(kind::SYSTEM)
                })
            }));
        }
        let filter = Filter {
            projects: vec![project.to_owned()],
            ..Filter::default()
        };
        Ok(self.count(&filter).await? > 0)
    }

    /// The short columns, when they are in memory, or when this is not the first time that somebody
    /// asks: a command does so once, and need not read all rows for it.
    async fn ids_in_memory(&self) -> Result<Option<Arc<LightRows>>> {
        let known = self.light.rows.get(TableVersion::of(&self.dataset));
        if known.is_some() || !self.light.asked.again() {
            return Ok(known);
        }
        self.light_rows().await
    }

    async fn scan_for(&self, id: &str) -> Result<Vec<u64>> {
        let mut scan = self.dataset.scan();
        scan.with_row_id();
        let none: [&str; 0] = [];
        let batches = scan
            .project(&none)
            .and_then(|scan| scan.filter(&predicate::equals(Column::Id, id)))
            .map_err(|error| self.failed(&error))?
            .try_into_stream()
            .await
            .map_err(|error| self.failed(&error))?;
        let found = batches.try_fold(Vec::new(), async |mut found, batch| {
            found.extend(row_ids(&batch));
            Ok(found)
        });
        found.await.map_err(|error| self.failed(&error))
    }
}

/// The rows with this id, in the table's order.
fn rows_with(light: &LightRows, id: &str) -> Vec<u64> {
    let found = on_all_cores(light, |batches| {
        let mut found = Vec::new();
        for batch in batches {
            let ids = Texts::of(batch, Column::Id);
            let rows = row_ids(batch).iter().enumerate();
            found.extend(rows.filter_map(|(at, row)| (ids.get(at) == Some(id)).then_some(*row)));
        }
        found
    });
    let mut found = found.concat();
    found.sort_unstable();
    found
}
