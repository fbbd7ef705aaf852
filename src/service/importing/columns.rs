//! Parquet, a bounded number of rows at a time.

use std::fs::File;

use arrow_array::{
    Array, ArrayRef, Float32Array, LargeStringArray, RecordBatch, UInt32Array,
    cast::AsArray,
    types::{Float32Type, UInt32Type},
};
use arrow_cast::cast;
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::feed::Feed;
use crate::{
    domain::exchange::{CarriedVector, Cell, Record, Vector},
    service::{Error, Result},
};

/// Rows read at a time.
const ROWS_AT_ONCE: usize = 256;

/// Reads all rows.
pub(super) fn read(file: File, feed: &mut Feed) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| Error::Invalid(error.to_string());
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(&error))?;
    if reader.schema().field_with_name("text").is_err() {
        return Err(Error::Invalid("it has no column `text`".to_owned()));
    }
    let batches = reader
        .with_batch_size(ROWS_AT_ONCE)
        .build()
        .map_err(|error| failed(&error))?;
    let mut number = 0;
    for batch in batches {
        let batch = batch.map_err(|error| failed(&error))?;
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

/// The columns of a batch that lore knows.
struct Columns {
    texts: Vec<(&'static str, LargeStringArray)>,
    repository: Option<LargeStringArray>,
    model: Option<LargeStringArray>,
    parts: Option<UInt32Array>,
    vector: Option<ArrayRef>,
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
            vector: batch.column_by_name("vector").cloned(),
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
        let (Some(model), Some(vector)) = (&self.model, &self.vector) else {
            return Vector::Absent;
        };
        if vector.is_null(row) {
            return Vector::Null;
        }
        let Some(numbers) = numbers(vector, row) else {
            return Vector::Absent;
        };
        let parts = self.parts.as_ref().filter(|parts| parts.is_valid(row));
        Vector::Carried(CarriedVector {
            numbers: numbers.values().to_vec(),
            model: model.is_valid(row).then(|| model.value(row).to_owned()),
            parts: parts.map_or(0, |parts| parts.value(row)),
        })
    }
}

fn numbers(vectors: &ArrayRef, row: usize) -> Option<Float32Array> {
    let numbers = if let Some(lists) = vectors.as_list_opt::<i32>() {
        lists.value(row)
    } else if let Some(lists) = vectors.as_list_opt::<i64>() {
        lists.value(row)
    } else {
        vectors.as_fixed_size_list_opt()?.value(row)
    };
    numbers.as_primitive_opt::<Float32Type>().cloned()
}
