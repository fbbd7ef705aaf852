//! Parquet, a bounded number of rows at a time.

use std::{
    fs::File,
    panic::resume_unwind,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use arrow_array::{Array, ArrayRef};
use arrow_cast::can_cast_types;
use arrow_schema::{DataType, Schema};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
    },
    file::{
        metadata::ParquetMetaData,
        reader::{FileReader, SerializedFileReader},
    },
    schema::types::SchemaDescriptor,
};

use super::{
    feed::Feed,
    row_columns::{Columns, VECTOR},
};
use crate::{
    domain::{exchange::Record, shares::mapped},
    service::{Error, Result},
};

/// Rows read at a time are to take about so many bytes.
const BYTES_AT_ONCE: i64 = 8 << 20;

/// The fewest rows read at a time, and the most.
const FEWEST_AT_ONCE: i64 = 64;
const MOST_AT_ONCE: i64 = 4096;

/// Columns of vectors that may wait for the other columns of their rows.
const COLUMNS_AHEAD: usize = 2;

/// Opens the file anew: threads that share an open file would move each other's place in it.
type Open<'a> = &'a (dyn Fn() -> Result<File> + Sync);

/// Reads all rows, their vectors on a thread of its own, since these take the longest. When vectors are not
/// wanted, it is only made sure that they can be read.
pub(super) fn read(open: Open<'_>, vectors: bool, feed: &mut Feed) -> Result<()> {
    let known = ArrowReaderMetadata::load(&open()?, ArrowReaderOptions::default());
    let known = known.map_err(unreadable)?;
    let known = &known;
    check(known.schema())?;
    let (numbers, rest) = leaves(known.parquet_schema());
    thread::scope(|scope| {
        let (sender, ahead) = sync_channel(COLUMNS_AHEAD);
        let ahead = (vectors && !numbers.is_empty()).then_some(ahead);
        let beside = scope.spawn(move || {
            if vectors {
                read_vectors(reader(open, known, numbers)?, &sender)
            } else {
                unpack(open, known.metadata(), &numbers)
            }
        });
        read_rows(reader(open, known, rest)?, ahead, feed)?;
        (beside.join()).unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Refuses a file that lacks texts, or whose texts are something else.
fn check(schema: &Schema) -> Result<()> {
    if schema.field_with_name("text").is_err() {
        return Err(Error::Invalid("it has no column `text`".to_owned()));
    }
    for (name, _) in Record::default().cells() {
        if let Ok(field) = schema.field_with_name(name)
            && !can_cast_types(field.data_type(), &DataType::LargeUtf8)
        {
            return Err(Error::Invalid(format!(
                "its column `{name}` holds no texts but {}; write it as text, such as JSON",
                kind(field.data_type())
            )));
        }
    }
    Ok(())
}

/// Who reads these columns, so many rows at a time, whichever columns it is.
fn reader(
    open: Open<'_>,
    known: &ArrowReaderMetadata,
    leaves: Vec<usize>,
) -> Result<ParquetRecordBatchReader> {
    let columns = ProjectionMask::leaves(known.parquet_schema(), leaves);
    ParquetRecordBatchReaderBuilder::new_with_metadata(open()?, known.clone())
        .with_projection(columns)
        .with_batch_size(rows_at_once(known.metadata()))
        .build()
        .map_err(unreadable)
}

/// Reads the columns of vectors as long as somebody wants them.
fn read_vectors(batches: ParquetRecordBatchReader, ahead: &SyncSender<ArrayRef>) -> Result<()> {
    for batch in batches {
        let batch = batch.map_err(unreadable)?;
        if let Some(vectors) = batch.column_by_name(VECTOR)
            && ahead.send(ArrayRef::clone(vectors)).is_err()
        {
            break;
        }
    }
    Ok(())
}

/// Reads the other columns, and makes records of both.
fn read_rows(
    batches: ParquetRecordBatchReader,
    vectors: Option<Receiver<ArrayRef>>,
    feed: &mut Feed,
) -> Result<()> {
    let mut vectors = vectors.map(Receiver::into_iter);
    let mut number = 0;
    for batch in batches {
        let batch = batch.map_err(unreadable)?;
        let vectors = match vectors.as_mut().map(Iterator::next) {
            // Whoever reads them tells why there are no more.
            Some(None) => return Ok(()),
            read => read.flatten(),
        };
        if (vectors.as_ref()).is_some_and(|vectors| vectors.len() != batch.num_rows()) {
            return Err(Error::Invalid(
                "its columns are not of one length".to_owned(),
            ));
        }
        let columns = Columns::of(&batch, vectors.as_ref());
        for row in 0..batch.num_rows() {
            number += 1;
            if feed.put(number, columns.record(row)).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What cannot be made a text, in words.
fn kind(of: &DataType) -> String {
    match of {
        DataType::Struct(_) => "structures".to_owned(),
        DataType::Map(..) => "maps".to_owned(),
        other => format!("values of the type {other}"),
    }
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Invalid(error.to_string())
}

/// Which columns of the file hold the numbers of vectors, and which all else.
fn leaves(schema: &SchemaDescriptor) -> (Vec<usize>, Vec<usize>) {
    (0..schema.num_columns()).partition(|leaf| schema.get_column_root(*leaf).name() == VECTOR)
}

/// Unpacks all pages of some columns, on all cores, which tells whether they are whole at a fraction of
/// what it takes to make numbers of them.
fn unpack(open: Open<'_>, file: &ParquetMetaData, columns: &[usize]) -> Result<()> {
    let groups: Vec<usize> = (0..file.num_row_groups()).collect();
    let unpacked = mapped(&groups, 1, |group| {
        let file = SerializedFileReader::new(open()?).map_err(unreadable)?;
        unpack_group(&file, *group, columns).map_err(unreadable)
    });
    unpacked.into_iter().collect()
}

fn unpack_group(
    file: &impl FileReader,
    group: usize,
    columns: &[usize],
) -> parquet::errors::Result<()> {
    let group = file.get_row_group(group)?;
    for column in columns {
        let mut pages = group.get_column_page_reader(*column)?;
        while pages.get_next_page()?.is_some() {}
    }
    Ok(())
}

/// How many rows to read at a time, given how large they are on average.
fn rows_at_once(file: &ParquetMetaData) -> usize {
    let (mut rows, mut bytes) = (0, 0);
    for group in file.row_groups() {
        rows += group.num_rows();
        bytes += group.total_byte_size();
    }
    let rows = (BYTES_AT_ONCE * rows.max(1))
        .checked_div(bytes)
        .unwrap_or(MOST_AT_ONCE);
    let rows = rows.clamp(FEWEST_AT_ONCE, MOST_AT_ONCE);
    usize::try_from(rows).unwrap_or(usize::MAX)
}
