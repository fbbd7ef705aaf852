//! Arrow's values as JSON.

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{
        Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType};
use serde_json::Value;

/// The rows of a batch, a value a column.
pub(super) fn rows(batch: &RecordBatch) -> Result<Vec<Vec<Value>>, ArrowError> {
    (0..batch.num_rows())
        .map(|row| {
            let columns = batch.columns().iter();
            columns.map(|column| value(column, row)).collect()
        })
        .collect()
}

/// What has no counterpart in JSON becomes text, as SQL shows it.
fn value(array: &dyn Array, at: usize) -> Result<Value, ArrowError> {
    if array.is_null(at) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => array.as_boolean().value(at).into(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(at).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(at).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(at).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(at).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(at).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(at).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(at).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(at).into(),
        DataType::Float32 => number(array.as_primitive::<Float32Type>().value(at).into()),
        DataType::Float64 => number(array.as_primitive::<Float64Type>().value(at)),
        DataType::Utf8 => array.as_string::<i32>().value(at).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(at).into(),
        DataType::Utf8View => array.as_string_view().value(at).into(),
        DataType::List(_) => list(&array.as_list::<i32>().value(at))?,
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(at))?,
        DataType::FixedSizeList(_, _) => list(&array.as_fixed_size_list().value(at))?,
        _ => {
            let formatter = ArrayFormatter::try_new(array, &FormatOptions::default())?;
            formatter.value(at).try_to_string()?.into()
        }
    })
}

fn list(items: &dyn Array) -> Result<Value, ArrowError> {
    let items = (0..items.len()).map(|at| value(items, at));
    Ok(Value::Array(items.collect::<Result<_, _>>()?))
}

/// Infinities and what is no number have no place in JSON but as text.
fn number(number: f64) -> Value {
    match Value::from(number) {
        Value::Null => number.to_string().into(),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, BooleanArray, Date32Array, FixedSizeListArray, Float64Array, Int64Array,
        LargeStringArray, StringArray, UInt64Array,
    };
    use serde_json::json;

    use super::*;

    fn shown(array: impl Array + 'static) -> Vec<Value> {
        let array: ArrayRef = Arc::new(array);
        (0..array.len())
            .map(|at| value(&array, at).unwrap())
            .collect()
    }

    #[test]
    fn values_keep_what_json_can_say() {
        assert_eq!(
            shown(StringArray::from(vec![Some("日\0'"), None])),
            [json!("日\0'"), Value::Null]
        );
        assert_eq!(shown(LargeStringArray::from(vec!["x"])), [json!("x")]);
        assert_eq!(shown(UInt64Array::from(vec![u64::MAX])), [json!(u64::MAX)]);
        assert_eq!(shown(Int64Array::from(vec![i64::MIN])), [json!(i64::MIN)]);
        assert_eq!(shown(BooleanArray::from(vec![true])), [json!(true)]);
        let odd = Float64Array::from(vec![0.5, f64::NAN, f64::INFINITY]);
        assert_eq!(shown(odd), [json!(0.5), json!("NaN"), json!("inf")]);
        assert_eq!(shown(Date32Array::from(vec![0])), [json!("1970-01-01")]);
        let lists = [Some(vec![Some(0.5), None])];
        let lists = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(lists, 2);
        assert_eq!(shown(lists), [json!([0.5, null])]);
    }
}
