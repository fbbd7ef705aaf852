//! A file of which no record may be longer than memory bears.

use std::{
    cell::Cell,
    fs::File,
    io::{self, Read},
    rc::Rc,
};

/// Longest record, in bytes: the longest text with an escape for each of its bytes, and a vector.
pub(super) const LONGEST: u64 = 64 << 20;

/// A file that ends in an error when too much of it is read for one record.
pub(super) struct Bounded {
    file: File,
    left: Left,
}

/// How much may be read until the record at hand must be over. Clones share it.
#[derive(Clone)]
pub(super) struct Left(Rc<Cell<u64>>);

impl Bounded {
    /// The file, and what is to be told of its records.
    pub fn new(file: File) -> (Self, Left) {
        let left = Left(Rc::new(Cell::new(LONGEST)));
        let bounded = Self {
            file,
            left: left.clone(),
        };
        (bounded, left)
    }
}

impl Left {
    /// A record is over.
    pub fn renew(&self) {
        self.0.set(LONGEST);
    }

    /// What comes is read and forgotten, so it may be as long as it wants.
    pub fn lift(&self) {
        self.0.set(u64::MAX);
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let left = self.left.0.get().checked_sub(read as u64);
        let too_long = || {
            let megabytes = LONGEST >> 20;
            io::Error::other(format!("a record in it is longer than {megabytes} MB"))
        };
        self.left.0.set(left.ok_or_else(too_long)?);
        Ok(read)
    }
}
