//! lore's own Markdown documents. A text that a person edited is as long as it is now: the length
//! that is written down holds only as long as an entry's end follows it.

use std::io::{BufRead, BufReader, Cursor, Read};

use super::feed::Feed;
use crate::{
    domain::exchange::{
        Cell, Record,
        markdown::{Head, MARK, is_written},
    },
    service::{Error, Result},
};

/// Longest text, in bytes, whose length is believed.
const LONGEST: usize = 64 << 20;

/// What is told of other documents.
const NOT_WRITTEN: &str =
    "`lore export` did not write it: there is no entry in it; --format basic-memory takes notes";

/// What is told of the last entry of a document that was cut off.
const BROKEN_OFF: &str =
    "the document breaks off in its text; if that is all of it, end the document with a line break";

/// Reads all entries of a document.
pub(super) fn read(document: impl Read, file: Option<&str>, feed: &mut Feed) -> Result<()> {
    let mut document = Document {
        given_back: Cursor::default(),
        rest: BufReader::new(document),
        line: 0,
    };
    let mut is_lore_s = false;
    loop {
        let line = document.line()?;
        if line.is_empty() {
            if !is_lore_s {
                // Whoever wants no more needs not be told.
                let _ = feed.put_of(file, 1, Err(NOT_WRITTEN.to_owned()));
            }
            return Ok(());
        }
        let number = document.line;
        let line = String::from_utf8_lossy(&line);
        let head = Head::read(&line);
        is_lore_s |= head.is_some() || (number <= 1 && is_written(&line));
        let record = match head {
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
            match next_mark(&text) {
                Some(next) => self.give_back(text.split_off(next)),
                None if breaks_off(&text, bytes) && self.is_at_end()? => {
                    return Ok(Err(BROKEN_OFF.to_owned()));
                }
                None => {}
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

    fn is_at_end(&mut self) -> Result<bool> {
        let mut rest = (&mut self.given_back).chain(&mut self.rest);
        let more = rest.fill_buf();
        let more = more.map_err(|error| Error::Invalid(error.to_string()))?;
        Ok(more.is_empty())
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

/// Whether a text, were it the last one, ends within a line and before its end: editors end the last
/// line of what they save.
fn breaks_off(text: &[u8], bytes: Option<usize>) -> bool {
    bytes > Some(text.len()) && !text.ends_with(b"\n")
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
