//! A table of texts (CSV).

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
};

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::{bounded::Bounded, feed::Feed};
use crate::{
    domain::exchange::Header,
    service::{Error, Result},
};

/// Reads all rows; the first names the columns.
pub(super) fn read(file: File, feed: &mut Feed) -> Result<()> {
    let (file, left) = Bounded::new(file);
    let mut file = BufReader::new(file);
    let failed = |error: csv::Error| Error::Invalid(error.to_string());
    // Of CR LF, the reader leaves LF to the row that follows.
    let begins_late = u64::from(ends_in_crlf(
        file.fill_buf().map_err(|error| failed(error.into()))?,
    ));
    let mut table = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file);
    let mut names = StringRecord::new();
    if !table.read_record(&mut names).map_err(failed)? {
        return Err(Error::Invalid("it is empty".to_owned()));
    }
    let header = Header::read(names.iter()).map_err(Error::Invalid)?;
    let mut row = ByteRecord::new();
    while table.read_byte_record(&mut row).map_err(failed)? {
        left.renew();
        let line = row.position().map_or(0, csv::Position::line) + begins_late;
        let record = match StringRecord::from_byte_record(row.clone()) {
            Ok(row) => header.record(row.iter()),
            Err(_) => Err("it is not UTF-8".to_owned()),
        };
        if feed.put(line, record).is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether the first line does.
fn ends_in_crlf(text: &[u8]) -> bool {
    let first = text.iter().position(|byte| *byte == b'\n');
    first.is_some_and(|end| text[..end].ends_with(b"\r"))
}
