//! A table of texts (CSV).

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
};

use csv::{ReaderBuilder, StringRecord};

use super::{bounded::Bounded, feed::Feed};
use crate::{
    domain::exchange::Header,
    service::{Error, Result},
};

/// A row that is put behind the last one. Where a quote is never closed, it comes back as a part of the
/// text within, which is how that is found out.
const END: &str = "the end of the table";

/// Reads all rows; the first names the columns.
pub(super) fn read(file: File, feed: &mut Feed) -> Result<()> {
    let (file, left) = Bounded::new(file);
    let mut file = BufReader::new(file);
    let failed = |error: csv::Error| Error::Invalid(error.to_string());
    // Of CR LF, the reader leaves LF to the row that follows.
    let begins_late = u64::from(ends_in_crlf(
        file.fill_buf().map_err(|error| failed(error.into()))?,
    ));
    let end = format!("\n{END}\n");
    let mut table = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file.chain(end.as_bytes()));
    let mut names = StringRecord::new();
    table.read_record(&mut names).map_err(failed)?;
    if names == [END][..] {
        return Err(Error::Invalid("it is empty".to_owned()));
    }
    let header = Header::read(names.iter()).map_err(Error::Invalid)?;
    let mut rows = table.into_byte_records().peekable();
    while let Some(row) = rows.next() {
        left.renew();
        let row = row.map_err(failed)?;
        let is_last = rows.peek().is_none();
        if is_last && row == [END][..] {
            break;
        }
        let line = row.position().map_or(0, csv::Position::line) + begins_late;
        let record = match StringRecord::from_byte_record(row) {
            _ if is_last => Err("it breaks off: a quote in it is never closed".to_owned()),
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
