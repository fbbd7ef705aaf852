//! Parquet, a bounded number of rows at a time.

use std::{fs::File, panic::resume_unwind, sync::Arc, thread};

use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, Float32Array, LargeStringArray, RecordBatch, UInt32Array,
    cast::AsArray,
    types::{Float32Type, UInt32Type},
};
use arrow_cast::{can_cast_types, cast};
use arrow_schema::DataType;
use parquet::{
    arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder},
    file::{
        metadata::ParquetMetaData,
        reader::{FileReader, SerializedFileReader},
    },
    schema::types::SchemaDescriptor,
};

use super::feed::Feed;
use crate::{
    domain::{
        exchange::{CarriedVector, Cell, Record, Vector},
        shares::mapped,
    },
    service::{Error, Result},
};

/// The column of vectors.
const VECTOR: &str = "vector";

/// Rows read at a time are to take about so many bytes.
const BYTES_AT_ONCE: i64 = 8 << 20;

/// The fewest rows read at a time, and the most.
const FEWEST_AT_ONCE: i64 = 64;
const MOST_AT_ONCE: i64 = 4096;

/// Opens the file anew: threads that share an open file would move each other's place in it.
type Open<'a> = &'a (dyn Fn() -> Result<File> + Sync);

/// Reads all rows. When vectors are not wanted, it is only made sure that they can be read.
pub(super) fn read(open: Open<'_>, vectors: bool, feed: &mut Feed) -> Result<()> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(open()?).map_err(unreadable)?;
    if reader.schema().field_with_name("text").is_err() {
        return Err(Error::Invalid("it has no column `text`".to_owned()));
    }
    for (name, _) in Record::default().cells() {
        if let Ok(field) = reader.schema().field_with_name(name)
            && !can_cast_types(field.data_type(), &DataType::LargeUtf8)
        {
            return Err(Error::Invalid(format!(
                "its column `{name}` holds no texts but {}; write it as text, such as JSON",
                kind(field.data_type())
            )));
        }
    }
    if vectors {
        return read_rows(reader, feed);
    }
    let (columns, rest) = leaves(reader.parquet_schema());
    let (metadata, rest) = (
        Arc::clone(reader.metadata()),
        ProjectionMask::leaves(reader.parquet_schema(), rest),
    );
    thread::scope(|scope| {
        let unpacked = scope.spawn(|| unpack(open, &metadata, &columns));
        read_rows(reader.with_projection(rest), feed)?;
        (unpacked.join()).unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn read_rows(reader: ParquetRecordBatchReaderBuilder<File>, feed: &mut Feed) -> Result<()> {
    let rows = rows_at_once(reader.metadata());
    let batches = reader.with_batch_size(rows).build().map_err(unreadable)?;
    let mut number = 0;
    for batch in batches {
        let batch = batch.map_err(unreadable)?;
        let columns = Columns::of(&batch);
        for row in 0..batch.num_rows() {
            number += 1;
            if feed.put(number, Ok(columns.record(row))).is_break() {
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

/// The columns of a batch that lore knows.
struct Columns {
    texts: Vec<(&'static str, LargeStringArray)>,
    repository: Option<LargeStringArray>,
    model: Option<LargeStringArray>,
    parts: Option<UInt32Array>,
    vectors: Option<Vectors>,
}

impl Columns {
    fn of(batch: &RecordBatch) -> Self {
        let text = |name: &str| {
            let array = cast(batch.column_by_name(name)?, &DataType::LargeUtf8).ok()?;
            Some(array.as_string::<i64>().clone())
        };
        let parts = batch
            .column_by_name("parts")
            .and_then(|array| cast(array, &DataType::UInt32).ok());
        let names = Record::default().cells().map(|(name, _)| name);
        Self {
            texts: names
                .into_iter()
                .filter_map(|name| Some((name, text(name)?)))
                .collect(),
            repository: text("repository"),
            model: text("model"),
            parts: parts.map(|array| array.as_primitive::<UInt32Type>().clone()),
            vectors: batch.column_by_name(VECTOR).map(Vectors::of),
        }
    }

    fn record(&self, row: usize) -> Record {
        let value =
            |column: &LargeStringArray| column.is_valid(row).then(|| column.value(row).to_owned());
        let mut record = Record {
            repository: self.repository.as_ref().and_then(value),
            vector: self.vector(row),
            ..Record::default()
        };
        for (name, column) in &self.texts {
            if let Some(cell) = record.cell_mut(name) {
                *cell = value(column).map_or(Cell::Null, Cell::Text);
            }
        }
        record
    }

    /// A vector whose model is told, be it that nobody knows, is one out of a store.
    fn vector(&self, row: usize) -> Vector {
        let (Some(model), Some(vectors)) = (&self.model, &self.vectors) else {
            return Vector::Absent;
        };
        if vectors.lists.is_null(row) {
            return Vector::Null;
        }
        let Some(numbers) = vectors.get(row) else {
            return Vector::Absent;
        };
        let parts = self.parts.as_ref().filter(|parts| parts.is_valid(row));
        Vector::Carried(CarriedVector {
            numbers: numbers.to_vec(),
            model: model.is_valid(row).then(|| model.value(row).to_owned()),
            parts: parts.map_or(0, |parts| parts.value(row)),
        })
    }
}

/// A column of lists of numbers, of whatever kind the file has.
struct Vectors {
    lists: ArrayRef,
    numbers: Option<Float32Array>,
}

impl Vectors {
    fn of(lists: &ArrayRef) -> Self {
        let numbers = if let Some(lists) = lists.as_list_opt::<i32>() {
            Some(lists.values())
        } else if let Some(lists) = lists.as_list_opt::<i64>() {
            Some(lists.values())
        } else {
            lists
                .as_fixed_size_list_opt()
                .map(FixedSizeListArray::values)
        };
        Self {
            lists: ArrayRef::clone(lists),
            numbers: numbers.and_then(|numbers| numbers.as_primitive_opt::<Float32Type>().cloned()),
        }
    }

    fn get(&self, row: usize) -> Option<&[f32]> {
        let place = |number: i64| usize::try_from(number).ok();
        let (start, end) = if let Some(lists) = self.lists.as_list_opt::<i32>() {
            let offsets = lists.value_offsets();
            (place(offsets[row].into())?, place(offsets[row + 1].into())?)
        } else if let Some(lists) = self.lists.as_list_opt::<i64>() {
            let offsets = lists.value_offsets();
            (place(offsets[row])?, place(offsets[row + 1])?)
        } else {
            let lists = self.lists.as_fixed_size_list_opt()?;
            let start = place(lists.value_offset(row).into())?;
            (start, start + place(lists.value_length().into())?)
        };
        self.numbers.as_ref()?.values().get(start..end)
    }
}
