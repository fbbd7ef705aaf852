//! Records on their way from who reads a file to who brings them in, a bounded number at a time.

use std::ops::ControlFlow;

use tokio::sync::mpsc;

use super::left_out::LeftOut;
use crate::domain::{
    DIMENSION,
    exchange::{Record, Vector},
};

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
    left_out: LeftOut,
}

/// Whether anybody wants more.
pub(super) type Wanted = ControlFlow<()>;

impl Feed {
    /// A feed and its other end. What is left out of records is counted.
    pub fn new(left_out: LeftOut) -> (Self, mpsc::Receiver<Vec<Found>>) {
        let (sender, receiver) = mpsc::channel(CHUNKS);
        let feed = Self {
            sender,
            chunk: Vec::new(),
            weight: 0,
            left_out,
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
        mut record: Result<Record, String>,
    ) -> Wanted {
        if let Ok(record) = &mut record {
            self.count_left_out(record);
        }
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

    /// Takes note of something that is in the file and is no entry.
    pub fn leave_out(&self, name: &str) {
        self.left_out.add(name);
    }

    /// Vectors of another width are left out too.
    fn count_left_out(&self, record: &mut Record) {
        for name in std::mem::take(&mut record.left_out) {
            self.leave_out(&name);
        }
        if let Vector::Carried(carried) = &record.vector
            && carried.numbers.len() != DIMENSION
        {
            record.vector = Vector::Absent;
            self.leave_out("vector");
        }
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
