//! What is found in a source, in batches that memory holds.

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    feed::Found,
    source::{Reading, Source},
};
use crate::{domain::exchange::Record, embed, service::Result};

/// Most records of a batch: each batch is a version of the table.
const BATCH_RECORDS: usize = 8_192;

/// Text and vectors of a batch, in bytes, from which nothing is added.
const BATCH_BYTES: usize = 64 << 20;

/// What is found in a source, in batches.
pub(super) struct Batches {
    found: mpsc::Receiver<Vec<Found>>,
    reader: Option<JoinHandle<Result<()>>>,
}

impl Batches {
    pub fn of(source: &Source) -> Self {
        let Reading { found, reader } = source.read();
        Self {
            found,
            reader: Some(reader),
        }
    }

    /// The next batch; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Found>>> {
        let mut batch = Vec::new();
        let mut weight = 0;
        while batch.len() < BATCH_RECORDS && weight < BATCH_BYTES {
            let Some(chunk) = self.found.recv().await else {
                self.ended().await?;
                break;
            };
            let records = chunk.iter().filter_map(|found| found.record.as_ref().ok());
            weight += records.map(Record::weight).sum::<usize>();
            batch.extend(chunk);
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    /// Whether who reads came to the end.
    async fn ended(&mut self) -> Result<()> {
        match self.reader.take() {
            None => Ok(()),
            Some(reader) => reader.await.unwrap_or_else(|_| {
                Err(embed::Error::Thread("the reader ended before its time".into()).into())
            }),
        }
    }
}
