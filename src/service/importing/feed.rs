//! Records on their way from who reads a file to who brings them in, a bounded number at a time.

use std::ops::ControlFlow;

use tokio::sync::mpsc;

use crate::domain::exchange::Record;

/// Records sent together.
const CHUNK_RECORDS: usize = 256;

/// So much text, in bytes, is sent early.
const CHUNK_BYTES: usize = 1 << 20;

/// Chunks that may wait.
const CHUNKS: usize = 8;

/// What was found in a file.
#[derive(Debug)]
pub(super) struct Found {
    /// The line or, in formats without lines, the number of the record.
    pub number: u64,
    /// The file, where several are read.
    pub file: Option<String>,
    /// The record, or what is wrong with it.
    pub record: Result<Record, String>,
}

/// Where a reader puts what it finds.
pub(super) struct Feed {
    sender: mpsc::Sender<Vec<Found>>,
    chunk: Vec<Found>,
    weight: usize,
}

/// Whether anybody wants more.
pub(super) type Wanted = ControlFlow<()>;

impl Feed {
    /// A feed and its other end.
    pub fn new() -> (Self, mpsc::Receiver<Vec<Found>>) {
        let (sender, receiver) = mpsc::channel(CHUNKS);
        let feed = Self {
            sender,
            chunk: Vec::new(),
            weight: 0,
        };
        (feed, receiver)
    }

    /// Hands on what was found; waits while too much is waiting. For threads that may block.
    pub fn put(&mut self, number: u64, record: Result<Record, String>) -> Wanted {
        self.put_of(None, number, record)
    }

    /// The same of one of several files.
    pub fn put_of(
        &mut self,
        file: Option<&str>,
        number: u64,
        record: Result<Record, String>,
    ) -> Wanted {
        self.weight += record.as_ref().map_or(0, Record::weight);
        self.chunk.push(Found {
            number,
            file: file.map(str::to_owned),
            record,
        });
        if self.chunk.len() < CHUNK_RECORDS && self.weight < CHUNK_BYTES {
            return Wanted::Continue(());
        }
        self.flush()
    }

    /// Hands on what is there.
    pub fn flush(&mut self) -> Wanted {
        self.weight = 0;
        let chunk = std::mem::take(&mut self.chunk);
        match self.sender.blocking_send(chunk) {
            Ok(()) => Wanted::Continue(()),
            Err(_) => Wanted::Break(()),
        }
    }

    /// Hands on many at once, without blocking a thread.
    pub async fn send(&mut self, chunk: Vec<Found>) -> Wanted {
        match self.sender.send(chunk).await {
            Ok(()) => Wanted::Continue(()),
            Err(_) => Wanted::Break(()),
        }
    }
}
