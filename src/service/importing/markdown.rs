//! lore's own Markdown documents. A text that a person edited is as long as it is now: the length
//! that is written down holds only as long as an entry's end follows it.

use std::io::{BufRead, BufReader, Cursor, Read};

use super::feed::Feed;
use crate::{
    domain::exchange::{
        Cell, Record,
        markdown::{Head, MARK},
    },
    service::{Error, Result},
};

/// Longest text, in bytes, whose length is believed.
const LONGEST: usize = 64 << 20;

/// Reads all entries of a document.
pub(super) fn read(document: impl Read, file: Option<&str>, feed: &mut Feed) -> Result<()> {
    let mut document = Document {
        given_back: Cursor::default(),
        rest: BufReader::new(document),
        line: 0,
    };
    loop {
        let line = document.line()?;
        if line.is_empty() {
            return Ok(());
        }
        let number = document.line;
        let record = match Head::read(&String::from_utf8_lossy(&line)) {
            None => continue,
            Some(Err(wrong)) => Err(wrong),
            Some(Ok(head)) if head.bytes > Some(LONGEST) => {
                Err(format!("its text is longer than {} MB", LONGEST >> 20))
            }
            Some(Ok(head)) => document.entry(head)?,
        };
        if feed.put_of(file, number, record).is_break() {
            return Ok(());
        }
    }
}

/// A document, line by line or by bytes.
struct Document<R> {
    /// What was read and belongs to what follows.
    given_back: Cursor<Vec<u8>>,
    rest: BufReader<R>,
    line: u64,
}

impl<R: Read> Document<R> {
    /// The next line with its end; empty at the end of all.
    fn line(&mut self) -> Result<Vec<u8>> {
        let mut line = Vec::new();
        let read = (&mut self.given_back)
            .chain(&mut self.rest)
            .read_until(b'\n', &mut line);
        read.map_err(|error| Error::Invalid(error.to_string()))?;
        self.count(&line);
        Ok(line)
    }

    fn bytes(&mut self, most: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = (&mut self.given_back)
            .chain(&mut self.rest)
            .take(most as u64)
            .read_to_end(&mut bytes);
        read.map_err(|error| Error::Invalid(error.to_string()))?;
        self.count(&bytes);
        Ok(bytes)
    }

    fn give_back(&mut self, mut bytes: Vec<u8>) {
        self.line -= ends(&bytes);
        let at = usize::try_from(self.given_back.position()).unwrap_or_default();
        bytes.extend(self.given_back.get_ref().iter().skip(at));
        self.given_back = Cursor::new(bytes);
    }

    fn count(&mut self, bytes: &[u8]) {
        self.line += ends(bytes);
    }

    /// The entry whose head was read.
    fn entry(&mut self, head: Head) -> Result<std::result::Result<Record, String>> {
        let Head { mut record, bytes } = head;
        // The heading and the empty line below it, which tell nothing new.
        for _ in 0..2 {
            let line = self.line()?;
            if line.starts_with(MARK.as_bytes()) {
                self.give_back(line);
                break;
            }
        }
        let mut text = self.bytes(bytes.unwrap_or_default())?;
        let behind = self.up_to_next()?;
        let is_whole = text.len() == bytes.unwrap_or_default()
            && behind.iter().all(|byte| matches!(byte, b'\n' | b'\r'))
            && (!behind.is_empty() || text.is_empty());
        if !is_whole {
            text.extend(behind);
            if let Some(next) = next_mark(&text) {
                self.give_back(text.split_off(next));
            }
            text.truncate(text.trim_ascii_end().len());
        }
        let text = String::from_utf8(text).map_err(|_| "its text is not UTF-8".to_owned());
        Ok(text.map(|text| {
            record.text = match bytes {
                None if text.is_empty() => Cell::Null,
                _ => Cell::Text(text),
            };
            record
        }))
    }

    /// What stands before the next line of lore's own.
    fn up_to_next(&mut self) -> Result<Vec<u8>> {
        let mut before = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(before);
            }
            if line.starts_with(MARK.as_bytes()) {
                self.give_back(line);
                return Ok(before);
            }
            before.extend(line);
        }
    }
}

/// Where a line of lore's own begins.
fn next_mark(text: &[u8]) -> Option<usize> {
    let mark = MARK.as_bytes();
    let mut starts = text.windows(mark.len() + 1);
    starts
        .position(|window| window[0] == b'\n' && &window[1..] == mark)
        .map(|at| at + 1)
}

fn ends(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').skip(1).count() as u64
}
