//! Rows of Arrow's columns as records.

use std::{collections::BTreeSet, sync::Arc};

use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, Float32Array, LargeStringArray, RecordBatch, UInt32Array,
    cast::AsArray,
    types::{Float32Type, UInt32Type},
};
use arrow_cast::cast;
use arrow_schema::DataType;

use crate::domain::exchange::{CarriedVector, Cell, Record, SharedNumbers, Vector};

/// The column of vectors.
pub(super) const VECTOR: &str = "vector";

/// The columns beside those of texts.
const BESIDE: [&str; 4] = ["repository", "model", "parts", VECTOR];

/// The columns of a batch that lore knows.
pub(super) struct Columns {
    texts: Vec<(&'static str, Texts)>,
    repository: Option<LargeStringArray>,
    models: Option<Models>,
    parts: Option<UInt32Array>,
    vectors: Option<Vectors>,
    /// Those that no entry has.
    others: Vec<(String, ArrayRef)>,
}

/// A column of texts, and in which rows it holds something that is none.
struct Texts {
    values: LargeStringArray,
    broken: Vec<usize>,
}

impl Texts {
    fn of(column: &ArrayRef) -> Option<Self> {
        let array = cast(column, &DataType::LargeUtf8).ok()?;
        let values = array.as_string::<i64>().clone();
        let nulls = column.logical_nulls();
        let is_null = |row| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
        let broken = if values.null_count() > 0 {
            let rows = 0..values.len();
            rows.filter(|row| values.is_null(*row) && !is_null(*row))
                .collect()
        } else {
            Vec::new()
        };
        Some(Self { values, broken })
    }
}

impl Columns {
    /// Of a batch, and of the column of vectors, which is read beside it.
    pub fn of(batch: &RecordBatch, vectors: Option<&ArrayRef>) -> Self {
        let text = |name: &str| {
            let array = cast(batch.column_by_name(name)?, &DataType::LargeUtf8).ok()?;
            Some(array.as_string::<i64>().clone())
        };
        let parts = batch
            .column_by_name("parts")
            .and_then(|array| cast(array, &DataType::UInt32).ok());
        let names = Record::default().cells().map(|(name, _)| name);
        let texts = |name| Some((name, Texts::of(batch.column_by_name(name)?)?));
        let schema = batch.schema();
        let all = schema.fields().iter().map(|field| field.name().clone());
        let others = all.zip(batch.columns().iter().cloned());
        let is_known = |name: &str| names.contains(&name) || BESIDE.contains(&name);
        // Arrow counts no row of the type of nulls as null.
        let says_something = |column: &ArrayRef| !column.data_type().is_null();
        Self {
            texts: names.into_iter().filter_map(texts).collect(),
            others: others
                .filter(|(name, column)| !is_known(name) && says_something(column))
                .collect(),
            repository: text("repository"),
            models: text("model").map(Models::of),
            parts: parts.map(|array| array.as_primitive::<UInt32Type>().clone()),
            vectors: vectors.map(Vectors::of),
        }
    }

    /// The record in a row.
    pub fn record(&self, row: usize) -> Result<Record, String> {
        let value =
            |column: &LargeStringArray| column.is_valid(row).then(|| column.value(row).to_owned());
        let mut record = Record {
            repository: self.repository.as_ref().and_then(value),
            vector: self.vector(row),
            ..Record::default()
        };
        for (name, column) in &self.texts {
            if column.broken.binary_search(&row).is_ok() {
                return Err(format!("its column `{name}` is not UTF-8"));
            }
            if let Some(cell) = record.cell_mut(name) {
                *cell = value(&column.values).map_or(Cell::Null, Cell::Text);
            }
        }
        for (name, _) in self
            .others
            .iter()
            .filter(|(_, column)| column.is_valid(row))
        {
            record.leave_out(name);
        }
        let has_numbers =
            (self.vectors.as_ref()).is_some_and(|vectors| vectors.lists.is_valid(row));
        if has_numbers && record.vector == Vector::Absent {
            record.leave_out(VECTOR);
        }
        Ok(record)
    }

    /// A vector whose model is told, be it that nobody knows, is one out of a store.
    fn vector(&self, row: usize) -> Vector {
        let (Some(models), Some(vectors)) = (&self.models, &self.vectors) else {
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
            numbers,
            model: models.get(row),
            parts: parts.map_or(0, |parts| parts.value(row)),
        })
    }
}

/// The names of models, which are few: rows share them.
struct Models {
    names: LargeStringArray,
    /// Each once, in order.
    known: Vec<Arc<str>>,
}

impl Models {
    fn of(names: LargeStringArray) -> Self {
        let known: BTreeSet<&str> = names.iter().flatten().collect();
        let known = known.into_iter().map(Arc::from).collect();
        Self { names, known }
    }

    fn get(&self, row: usize) -> Option<Arc<str>> {
        let name = self.names.is_valid(row).then(|| self.names.value(row))?;
        let known = self.known.binary_search_by(|one| (**one).cmp(name)).ok()?;
        Some(Arc::clone(&self.known[known]))
    }
}

/// A column of lists of numbers, of whatever kind the file has.
struct Vectors {
    lists: ArrayRef,
    numbers: Option<Arc<Floats>>,
}

/// Numbers of many vectors, one after the other.
struct Floats(Float32Array);

impl AsRef<[f32]> for Floats {
    fn as_ref(&self) -> &[f32] {
        self.0.values()
    }
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
        let numbers = numbers.and_then(|numbers| numbers.as_primitive_opt::<Float32Type>());
        Self {
            lists: ArrayRef::clone(lists),
            numbers: numbers.map(|numbers| Arc::new(Floats(numbers.clone()))),
        }
    }

    fn get(&self, row: usize) -> Option<SharedNumbers> {
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
        SharedNumbers::among(self.numbers.as_ref()?, start..end)
    }
}
