//! LanceDB tables of memories that other programs keep, read as they are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use arrow_array::{
    Array, Float64Array, RecordBatch,
    cast::AsArray,
    types::{Float64Type, Int64Type},
};
use arrow_cast::cast;
use arrow_schema::DataType;
use futures::TryStreamExt;
use lance::{Dataset, dataset::scanner::DatasetRecordBatchStream};

use super::{Error, Result, address::uri, discover, error::reason, manifest};
use crate::domain::exchange::MemoryRow;

/// Rows read at a time.
const ROWS_AT_ONCE: usize = 512;

/// The columns that tell of a memory, and how others call the same.
const COLUMNS: [&str; 9] = [
    "id",
    "text",
    "category",
    "scope",
    "importance",
    "timestamp",
    "createdAt",
    "created_at",
    "metadata",
];

/// The ending of a table's folder.
const ENDING: &str = "lance";

/// Such a table, being read.
pub struct MemoryTable {
    table: PathBuf,
    rows: DatasetRecordBatchStream,
}

impl MemoryTable {
    /// The table that a path means: itself, or the only one of a database with a column of texts
    /// that is no table of a knowledge manager.
    #[must_use]
    pub fn find(path: &Path) -> Option<PathBuf> {
        if is_table(path) {
            return Some(path.to_owned());
        }
        let mut tables: Vec<PathBuf> = fs::read_dir(path)
            .ok()?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| is_table(path) && !discover::is_known(path))
            .collect();
        tables.sort();
        // Theirs is called so; who has others beside it means this one.
        let memories = tables.iter().position(|table| {
            let stem = table.file_stem().unwrap_or_default();
            stem == "memories"
        });
        match memories {
            Some(at) => Some(tables.swap_remove(at)),
            None if tables.len() == 1 => tables.pop(),
            None => None,
        }
    }

    /// Opens a table to read all of its rows.
    pub async fn open(table: &Path) -> Result<Self> {
        let failed = |error: &lance::Error| unreadable(table, reason(error));
        match manifest::problem(table) {
            Ok(None) => {}
            Ok(Some(problem)) => return Err(unreadable(table, problem)),
            Err(source) => return Err(Error::io("read", table, source)),
        }
        let dataset = Dataset::open(&uri(table)?)
            .await
            .map_err(|error| failed(&error))?;
        let there: Vec<&str> = COLUMNS
            .into_iter()
            .filter(|column| dataset.schema().field(column).is_some())
            .collect();
        if !there.contains(&"text") {
            return Err(unreadable(table, "it has no column `text`".to_owned()));
        }
        let mut scan = dataset.scan();
        scan.batch_size(ROWS_AT_ONCE).scan_in_order(true);
        scan.project(&there).map_err(|error| failed(&error))?;
        let rows = scan
            .try_into_stream()
            .await
            .map_err(|error| failed(&error))?;
        Ok(Self {
            table: table.to_owned(),
            rows,
        })
    }

    /// The next rows; `None` when there are no more.
    pub async fn next(&mut self) -> Result<Option<Vec<MemoryRow>>> {
        let next = self.rows.try_next().await;
        let batch = next.map_err(|error| unreadable(&self.table, reason(&error)))?;
        Ok(batch.as_ref().map(rows))
    }
}

fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING) && path.join("_versions").is_dir()
}

fn unreadable(table: &Path, problem: String) -> Error {
    Error::io("read", table, std::io::Error::other(problem))
}

fn rows(batch: &RecordBatch) -> Vec<MemoryRow> {
    let texts = |column: &str| {
        let array = cast(batch.column_by_name(column)?, &DataType::LargeUtf8).ok()?;
        Some(array.as_string::<i64>().clone())
    };
    let columns = ["id", "text", "category", "scope", "metadata"].map(texts);
    let importance = numbers(batch, "importance");
    let moments = ["timestamp", "createdAt", "created_at"].map(|column| moments(batch, column));
    (0..batch.num_rows())
        .map(|row| {
            let [id, text, category, scope, metadata] = columns.each_ref().map(|column| {
                let column = column.as_ref().filter(|column| column.is_valid(row))?;
                Some(column.value(row).to_owned())
            });
            let importance = importance.as_ref().filter(|column| column.is_valid(row));
            let mut moments = moments.iter().flatten();
            MemoryRow {
                id,
                text,
                category,
                scope,
                importance: importance.map(|column| column.value(row)),
                timestamp: moments.find_map(|moments| moments[row]),
                metadata,
            }
        })
        .collect()
}

fn numbers(batch: &RecordBatch, column: &str) -> Option<Float64Array> {
    let array = cast(batch.column_by_name(column)?, &DataType::Float64).ok()?;
    Some(array.as_primitive::<Float64Type>().clone())
}

/// Milliseconds since the epoch, whether a column holds moments, whole numbers or, as JavaScript
/// writes them, numbers.
fn moments(batch: &RecordBatch, column: &str) -> Option<Vec<Option<i64>>> {
    let array = batch.column_by_name(column)?;
    let array = match array.data_type() {
        DataType::Timestamp(_, zone) => {
            let millis = DataType::Timestamp(arrow_schema::TimeUnit::Millisecond, zone.clone());
            cast(array, &millis).ok()?
        }
        _ => array.clone(),
    };
    let array = cast(&array, &DataType::Int64).ok()?;
    Some(array.as_primitive::<Int64Type>().iter().collect())
}
