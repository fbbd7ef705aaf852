//! The records as they were read last: only what is new in their table is read.

use std::{
    io,
    sync::{Arc, PoisonError},
};

use arrow_array::RecordBatch;
use futures::{StreamExt, TryStreamExt};
use lance::{Dataset, table::format::Fragment};

use super::{
    Embeddings, Records,
    tables::{self, Sidecar},
    unless_damaged,
};
use crate::{
    domain::{location::is_remote, shares::cores},
    store::{
        Error, Result, blocking::compute, fragment_cache::added, freshness::Mark,
        table_version::TableVersion, visit::scan_of,
    },
};

/// The records as they were read last.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    mark: Mark,
    version: u64,
    of: TableVersion,
    /// The files that were read.
    fragments: Arc<Vec<Fragment>>,
    records: Arc<Records>,
}

impl Embeddings {
    /// All records, as fresh as the disk. Creates nothing: without a table there are none.
    pub async fn records(&self) -> Result<Arc<Records>> {
        // Read before the table, so that a change in between is seen the next time.
        let path = self.records.path();
        let mark = match Mark::look(path).await {
            Ok(mark) => mark,
            // Where nobody can look there may be any number of them.
            Err(failed) if is_remote(path) && failed.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("read", path, failed));
            }
            Err(_) => return Ok(Arc::default()),
        };
        let holds = |last: &Reading| last.mark.holds_version(mark, path, last.version);
        if let Some(last) = self.last_reading().filter(holds) {
            return Ok(last.records);
        }
        let _turn = self.reading.lock().await;
        let Some(table) = self.open(Sidecar::Embeddings).await? else {
            return Ok(Arc::default());
        };
        let (version, of) = (table.version_id(), TableVersion::of(&table));
        let last = self.last_reading();
        let known = last.as_ref().map(|last| last.of);
        let last = last.filter(|last| !last.mark.was_replaced(mark));
        let records = match last {
            Some(last) if last.of == of => last.records,
            last => {
                let last = last.filter(|last| of.follows(last.of));
                match self.read_records(&table, last).await {
                    Ok(records) => Arc::new(records),
                    // Nothing to add later records to.
                    damaged => return unless_damaged(damaged).map(Arc::new),
                }
            }
        };
        let reading = Reading {
            mark,
            version,
            of,
            fragments: Arc::clone(table.fragments()),
            records: Arc::clone(&records),
        };
        let mut last = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody here may have added to it meanwhile.
        let is_behind = |last: &Reading| Some(last.of) == known || !last.of.follows(of);
        if last.as_ref().is_none_or(is_behind) {
            *last = Some(reading);
        }
        Ok(records)
    }

    /// Takes over what was just added, so that nobody has to read it. When others wrote in between, it
    /// is read all the same.
    pub(super) fn take_over(&self, before: u64, table: &Dataset, rows: &RecordBatch) {
        let mut last = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let version = table.version_id();
        if let Some(reading) = last.as_mut()
            && (reading.version, before + 1) == (before, version)
        {
            Arc::make_mut(&mut reading.records).add(vec![tables::news(rows)]);
            reading.version = version;
            reading.of = TableVersion::of(table);
            reading.fragments = Arc::clone(table.fragments());
        }
    }

    /// Reads the records; where files were only added since the last reading, these alone.
    async fn read_records(&self, table: &Dataset, last: Option<Reading>) -> Result<Records> {
        let added = last.and_then(|last| Some((added(table.fragments(), &last.fragments)?, last)));
        let mut scan = scan_of(table);
        let mut records = Records::default();
        if let Some((added, last)) = added {
            records = Records::clone(&last.records);
            if added.is_empty() {
                return Ok(records);
            }
            scan.with_fragments(added);
        }
        let batches = scan
            .project(tables::RECORD_COLUMNS)
            .map_err(|error| self.records.unreadable(&error))?
            .try_into_stream()
            .await
            .map_err(|error| self.records.unreadable(&error))?;
        let news: Vec<_> = batches
            .map(|batch| async move {
                let batch = batch?;
                compute(move || Ok(tables::news(&batch))).await
            })
            .buffered(cores())
            .try_collect()
            .await
            .map_err(|error| self.records.unreadable(&error))?;
        let taken_in = compute(move || {
            records.add(news);
            Ok(records)
        });
        taken_in
            .await
            .map_err(|error| self.records.unreadable(&error))
    }

    fn last_reading(&self) -> Option<Reading> {
        self.read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
