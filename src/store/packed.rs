//! The short columns of many rows in little memory: what repeats, like types and projects, is kept once a batch.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, UInt64Array};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::take::take;

use super::Column;

/// Columns of which many rows share their values.
const REPEATING: [Column; 4] = [
    Column::Kind,
    Column::Project,
    Column::Session,
    Column::Agent,
];

/// The same rows with what repeats as numbers of its values. Nothing of what they were read with is held
/// on to.
pub(super) fn packed(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = columns
        .map(|(field, column)| {
            let repeats = REPEATING.iter().any(|one| one.name() == field.name());
            let column = if repeats {
                numbered(column)
            } else {
                copied(column)?
            };
            let kind = column.data_type().clone();
            Ok((field.as_ref().clone().with_data_type(kind), column))
        })
        .collect::<Result<Vec<_>, ArrowError>>()?
        .into_iter()
        .unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// A column as it is where it has too many values, or holds no texts.
fn numbered(column: &ArrayRef) -> ArrayRef {
    let numbers = DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8));
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    match column.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            cast_with_options(column, &numbers, &strict).unwrap_or_else(|_| Arc::clone(column))
        }
        _ => Arc::clone(column),
    }
}

/// A column that shares no memory with larger ones.
fn copied(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let all = UInt64Array::from_iter_values(0..column.len() as u64);
    take(column, &all, None)
}

#[cfg(test)]
mod tests {
    use arrow_array::{LargeStringArray, StringArray};

    use super::*;
    use crate::store::rows::Texts;

    fn batch(rows: usize, own: usize) -> RecordBatch {
        let ids = (0..rows).map(|row| Some(format!("id-{row}")));
        let kinds = (0..rows).map(|row| (row % 5 > 0).then_some("decision"));
        let sessions = (0..rows).map(|row| Some(format!("session {}", row % own)));
        let columns: [(_, ArrayRef); 3] = [
            (Column::Id, Arc::new(ids.collect::<StringArray>())),
            (Column::Kind, Arc::new(kinds.collect::<StringArray>())),
            (
                Column::Session,
                Arc::new(sessions.collect::<LargeStringArray>()),
            ),
        ];
        let columns = columns.map(|(column, values)| (column.name(), values));
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn what_is_packed_reads_as_before_and_takes_less() {
        // Of the last one every session is another, more than there are numbers.
        for (rows, own) in [(0, 1), (7, 3), (2000, 9), (40_000, 40_000)] {
            let whole = batch(rows, own);
            let packed = packed(&whole).unwrap();
            for column in [Column::Id, Column::Kind, Column::Session] {
                let (was, is) = (Texts::of(&whole, column), Texts::of(&packed, column));
                assert!((0..rows).all(|row| was.get(row) == is.get(row)), "{own}");
            }
            if rows == 2000 {
                let bytes = RecordBatch::get_array_memory_size;
                assert!(bytes(&packed) * 2 < bytes(&whole), "{}", bytes(&packed));
            }
        }
    }

    #[test]
    fn a_part_does_not_hold_on_to_the_whole() {
        let whole = batch(10_000, 1);
        let part = packed(&whole.slice(500, 10)).unwrap();
        assert_eq!(Texts::of(&part, Column::Id).get(0), Some("id-500"));
        let bytes = RecordBatch::get_array_memory_size;
        assert!(bytes(&part) * 4 < bytes(&whole), "{}", bytes(&part));
    }
}
