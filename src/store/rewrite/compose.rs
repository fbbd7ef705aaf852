//! New rows out of old ones, kept ones and new values. What is not new is carried over bit by bit.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, StringArray, new_null_array};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field};
use arrow_select::interleave::interleave;

use super::RowChange;
use crate::store::{Column, rows::vector_column};

/// Where a value comes from.
const ROW: usize = 0;
const KEPT: usize = 1;
const NEW: usize = 2;
const NULL: usize = 3;

/// The rows that changes put in, in their order, in the shape of the table.
pub(super) fn compose(
    rows: &RecordBatch,
    kept: Option<&RecordBatch>,
    changes: &[RowChange],
) -> Result<RecordBatch, ArrowError> {
    let schema = rows.schema();
    let columns = schema
        .fields()
        .iter()
        .zip(rows.columns())
        .map(|(field, old)| {
            let kept = kept.and_then(|kept| kept.column_by_name(field.name()));
            column(field, old, kept, changes)
        })
        .collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(schema, columns)
}

fn column(
    field: &Field,
    old: &ArrayRef,
    kept: Option<&ArrayRef>,
    changes: &[RowChange],
) -> Result<ArrayRef, ArrowError> {
    let column = Column::ALL
        .into_iter()
        .find(|column| column.name() == field.name());
    let mut new = NewValues::default();
    let sources: Vec<(usize, usize)> = changes
        .iter()
        .filter_map(|change| new.source(column, change))
        .collect();
    let kept = kept.map_or_else(
        || Ok(new_null_array(field.data_type(), 0)),
        |kept| cast(kept, field.data_type()),
    )?;
    let in_order = (0..kept.len()).map(|row| (KEPT, row));
    if sources.iter().copied().eq(in_order) {
        return Ok(kept);
    }
    let new = new.array(field.data_type())?;
    let null = new_null_array(field.data_type(), 1);
    let arrays: [&dyn Array; 4] = [old.as_ref(), &kept, &new, &null];
    interleave(&arrays, &sources)
}

/// The values of one column that changes bring along.
#[derive(Default)]
struct NewValues<'a> {
    texts: Vec<&'a str>,
    vectors: Vec<&'a [f32]>,
}

impl<'a> NewValues<'a> {
    /// Where the value of a column comes from; `None` when the change puts no row in.
    fn source(&mut self, column: Option<Column>, change: &'a RowChange) -> Option<(usize, usize)> {
        Some(match (column, change) {
            (_, RowChange::Delete { .. }) => return None,
            // A column that lore does not know.
            (None, RowChange::Insert { .. }) => (NULL, 0),
            (None, RowChange::Revert { row, .. } | RowChange::Update { row, .. })
            | (
                Some(Column::Vector),
                RowChange::Revert {
                    row, vector: false, ..
                },
            ) => (ROW, *row),
            (Some(_), RowChange::Insert { kept } | RowChange::Revert { kept, .. }) => (KEPT, *kept),
            (Some(Column::Vector), RowChange::Update { row, vector, .. }) => match vector {
                Some(vector) => {
                    self.vectors.push(vector);
                    (NEW, self.vectors.len() - 1)
                }
                None => (ROW, *row),
            },
            (Some(column), RowChange::Update { row, texts, .. }) => {
                match texts.iter().find(|(of, _)| *of == column) {
                    Some((_, text)) => {
                        self.texts.push(text);
                        (NEW, self.texts.len() - 1)
                    }
                    None => (ROW, *row),
                }
            }
        })
    }

    fn array(&self, shape: &DataType) -> Result<ArrayRef, ArrowError> {
        Ok(match shape {
            DataType::FixedSizeList(item, width) => {
                vector_column(item, *width, self.vectors.concat())?
            }
            DataType::LargeUtf8 => Arc::new(LargeStringArray::from_iter_values(&self.texts)),
            DataType::Utf8 => Arc::new(StringArray::from_iter_values(&self.texts)),
            other => new_null_array(other, 0),
        })
    }
}
