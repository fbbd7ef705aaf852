//! A table of texts (CSV).

use std::{fs::File, io::BufReader};

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::feed::Feed;
use crate::{
    domain::exchange::Header,
    service::{Error, Result},
};

/// Reads all rows; the first names the columns.
pub(super) fn read(file: File, feed: &mut Feed) -> Result<()> {
    let mut table = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(BufReader::new(file));
    let failed = |error: csv::Error| Error::Invalid(error.to_string());
    let mut names = StringRecord::new();
    if !table.read_record(&mut names).map_err(failed)? {
        return Err(Error::Invalid("it is empty".to_owned()));
    }
    let header = Header::read(names.iter()).map_err(Error::Invalid)?;
    let mut row = ByteRecord::new();
    while table.read_byte_record(&mut row).map_err(failed)? {
        let line = row.position().map_or(0, csv::Position::line);
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
