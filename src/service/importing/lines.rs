//! A JSON document a line.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
};

use super::feed::Feed;
use crate::{
    domain::exchange::{Record, from_json},
    service::{Error, Result},
};

/// Longest line, in bytes: the longest text with an escape for each of its bytes, and a vector.
const LONGEST: u64 = 64 << 20;

/// Reads all lines. Empty ones are passed over.
pub(super) fn read(file: File, feed: &mut Feed) -> Result<()> {
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read = lines.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|error| Error::Invalid(error.to_string()))? == 0 {
            return Ok(());
        }
        number += 1;
        let is_whole = line.ends_with(b"\n") || (line.len() as u64) < LONGEST;
        if !is_whole {
            skip_line(&mut lines)?;
        }
        let record = if is_whole {
            record(&line)
        } else {
            Some(Err(format!("it is longer than {} MB", LONGEST >> 20)))
        };
        if let Some(record) = record
            && feed.put(number, record).is_break()
        {
            return Ok(());
        }
    }
}

/// The record on a line; `None` when there is nothing on it.
fn record(line: &[u8]) -> Option<std::result::Result<Record, String>> {
    let Ok(text) = std::str::from_utf8(line) else {
        return Some(Err("it is not UTF-8".to_owned()));
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    (!text.is_empty()).then(|| from_json(text))
}

fn skip_line(lines: &mut BufReader<File>) -> Result<()> {
    loop {
        let there = lines
            .fill_buf()
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let end = there.iter().position(|byte| *byte == b'\n');
        let (length, over) = match end {
            Some(end) => (end + 1, true),
            None => (there.len(), there.is_empty()),
        };
        lines.consume(length);
        if over {
            return Ok(());
        }
    }
}
