//! Rows of the table as entries, and their revisions.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, DictionaryArray, FixedSizeListArray, Float32Array, LargeStringArray,
    RecordBatch, StringArray,
    cast::AsArray,
    types::{Float32Type, Int16Type},
};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};

use super::{
    images::Standing,
    schema::{Column, VECTOR_WIDTH},
    snapshot::RowId,
};
use crate::domain::{
    entry::{Entry, content},
    shares::{FEW_ROWS, mapped},
};

/// How many hexadecimal digits of the hash make a revision.
const REVISION_LENGTH: usize = 12;

/// A row with everything in it.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeRow {
    /// Where it stands in its snapshot.
    pub row: RowId,
    /// Its text columns.
    pub entry: Entry,
    /// Its vector; `None` when null.
    pub vector: Option<Vec<f32>>,
}

/// A row with everything in it, as it was read together with others.
#[derive(Debug, Clone)]
pub struct RowRead {
    repository: Arc<str>,
    row: u64,
    batch: Arc<RecordBatch>,
    at: usize,
}

impl RowRead {
    /// The rows of a batch that holds all nine columns.
    pub(crate) fn all(repository: &Arc<str>, batch: RecordBatch, rows: &[RowId]) -> Vec<Self> {
        let batch = Arc::new(batch);
        let row_read = |(at, row): (usize, &RowId)| Self {
            repository: Arc::clone(repository),
            row: row.0,
            batch: Arc::clone(&batch),
            at,
        };
        rows.iter().enumerate().map(row_read).collect()
    }

    /// Where it stands in its snapshot.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// What a column of texts holds.
    #[must_use]
    pub fn text(&self, column: Column) -> Option<&str> {
        Texts::of(&self.batch, column).get(self.at)
    }

    pub(crate) fn vector(&self) -> Option<&[f32]> {
        Vectors::of(&self.batch).get(self.at)
    }

    /// What it and the rows that were read with it take in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.batch.get_array_memory_size()
    }

    /// It as an entry.
    #[must_use]
    pub fn entry(&self) -> Entry {
        let texts = Column::TEXTS.map(|column| Texts::of(&self.batch, column));
        entry(&self.repository, &texts, Vectors::of(&self.batch), self.at)
    }
}

/// A column of text, whichever of Arrow's two widths a table uses, or packed, see [`super::packed`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Texts<'a> {
    Small(&'a StringArray),
    Large(&'a LargeStringArray),
    Packed(&'a DictionaryArray<Int16Type>, &'a StringArray),
    /// The column was not asked for.
    Absent,
}

impl<'a> Texts<'a> {
    pub fn of(batch: &'a RecordBatch, column: Column) -> Self {
        let Some(array) = batch.column_by_name(column.name()) else {
            return Self::Absent;
        };
        Self::from_array(array)
    }

    /// The texts in a column; absent when it holds something else.
    pub fn from_array(array: &'a ArrayRef) -> Self {
        if let Some(small) = array.as_string_opt::<i32>() {
            Self::Small(small)
        } else if let Some(large) = array.as_string_opt::<i64>() {
            Self::Large(large)
        } else if let Some(packed) = array.as_dictionary_opt::<Int16Type>()
            && let Some(values) = packed.values().as_string_opt::<i32>()
        {
            Self::Packed(packed, values)
        } else {
            Self::Absent
        }
    }

    pub fn get(self, row: usize) -> Option<&'a str> {
        match self {
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Packed(array, values) => array.key(row).map(|number| values.value(number)),
            Self::Absent => None,
        }
    }
}

/// The vectors of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vectors<'a> {
    lists: Option<&'a FixedSizeListArray>,
    numbers: Option<&'a Float32Array>,
}

impl<'a> Vectors<'a> {
    pub fn of(batch: &'a RecordBatch) -> Self {
        let lists = batch
            .column_by_name(Column::Vector.name())
            .and_then(|array| array.as_fixed_size_list_opt());
        let numbers = lists.and_then(|lists| lists.values().as_primitive_opt::<Float32Type>());
        Self { lists, numbers }
    }

    /// Whether there is such a column.
    pub fn are_there(self) -> bool {
        self.numbers.is_some()
    }

    pub fn get(self, row: usize) -> Option<&'a [f32]> {
        let (lists, numbers) = (self.lists?, self.numbers?);
        if lists.is_null(row) {
            return None;
        }
        let start = usize::try_from(lists.value_offset(row)).ok()?;
        let width = usize::try_from(lists.value_length()).ok()?;
        numbers.values().get(start..start + width)
    }
}

/// Vectors as a column, one number after the other.
pub(crate) fn vector_column(
    item: &FieldRef,
    width: i32,
    numbers: Vec<f32>,
) -> Result<ArrayRef, ArrowError> {
    let numbers = Float32Array::from(numbers);
    let lists = FixedSizeListArray::try_new(Arc::clone(item), width, Arc::new(numbers), None)?;
    Ok(Arc::new(lists))
}

/// Entries with their vectors as rows of the nine columns.
pub(crate) fn batch(entries: &[Entry], vectors: &[&[f32]]) -> Result<RecordBatch, ArrowError> {
    let item = Arc::new(Field::new("item", DataType::Float32, true));
    let width = i32::try_from(VECTOR_WIDTH).unwrap_or(i32::MAX);
    let columns = Column::ALL.map(|column| {
        if column == Column::Vector {
            let vectors = vector_column(&item, width, vectors.concat())?;
            return Ok((column.name(), vectors));
        }
        let values = entries.iter().map(|entry| value(entry, column));
        let texts: ArrayRef = Arc::new(values.collect::<LargeStringArray>());
        Ok((column.name(), texts))
    });
    let columns = columns
        .into_iter()
        .collect::<Result<Vec<_>, ArrowError>>()?;
    RecordBatch::try_from_iter(columns)
}

/// What a column of texts holds; `None` when it is null.
fn value(entry: &Entry, column: Column) -> Option<&str> {
    let value = match column {
        Column::Id => &entry.id,
        Column::Text => &entry.text,
        Column::Kind => &entry.kind,
        Column::Project => &entry.project_id,
        Column::Session => &entry.session_id,
        Column::Agent => &entry.agent,
        Column::Timestamp => &entry.timestamp,
        Column::Metadata => &entry.metadata,
        Column::Vector => return None,
    };
    (!entry.null_columns.contains(&column.name())).then_some(value.as_str())
}

/// Every row of a batch that holds all nine columns.
pub(crate) fn entries(repository: &str, batch: &RecordBatch) -> Vec<Entry> {
    let texts = Column::TEXTS.map(|column| Texts::of(batch, column));
    let vectors = Vectors::of(batch);
    let rows: Vec<usize> = (0..batch.num_rows()).collect();
    mapped(&rows, FEW_ROWS, |row| {
        entry(repository, &texts, vectors, *row)
    })
}

/// Every row of such a batch, vectors too.
pub(crate) fn whole(repository: &str, batch: &RecordBatch, rows: &[RowId]) -> Vec<WholeRow> {
    let vectors = Vectors::of(batch);
    entries(repository, batch)
        .into_iter()
        .zip(rows)
        .enumerate()
        .map(|(at, (entry, row))| WholeRow {
            row: *row,
            entry,
            vector: vectors.get(at).map(<[f32]>::to_vec),
        })
        .collect()
}

/// The revision of every row of such a batch.
pub(crate) fn revisions(batch: &RecordBatch) -> Vec<String> {
    let texts = Column::TEXTS.map(|column| Texts::of(batch, column));
    let vectors = Vectors::of(batch);
    (0..batch.num_rows())
        .map(|row| revision(&texts.map(|text| text.get(row)), vectors.get(row)))
        .collect()
}

/// How every row of such a batch stands.
pub(crate) fn standings(batch: &RecordBatch) -> Vec<Standing> {
    let texts = Column::TEXTS.map(|column| Texts::of(batch, column));
    let vectors = Vectors::of(batch);
    let rows: Vec<usize> = (0..batch.num_rows()).collect();
    mapped(&rows, FEW_ROWS, |row| {
        let values = texts.map(|text| text.get(*row));
        Standing {
            revision: revision(&values, vectors.get(*row)),
            content: content(&values),
        }
    })
}

/// How a row stands that holds an entry with a vector.
pub(crate) fn standing(entry: &Entry, vector: &[f32]) -> Standing {
    let values = Column::TEXTS.map(|column| value(entry, column));
    Standing {
        revision: revision(&values, Some(vector)),
        content: content(&values),
    }
}

fn entry(repository: &str, texts: &[Texts<'_>; 8], vectors: Vectors<'_>, row: usize) -> Entry {
    let values = texts.map(|text| text.get(row));
    let null_columns = Column::TEXTS
        .into_iter()
        .zip(values)
        .filter_map(|(column, value)| value.is_none().then_some(column.name()))
        .collect();
    let [
        id,
        text,
        kind,
        project_id,
        session_id,
        agent,
        timestamp,
        metadata,
    ] = values.map(|value| value.unwrap_or_default().to_owned());
    Entry {
        repository: repository.to_owned(),
        id,
        text,
        kind,
        project_id,
        session_id,
        agent,
        timestamp,
        metadata,
        revision: revision(&values, vectors.get(row)),
        null_columns,
    }
}

/// Takes the numbers of a vector into a hash, byte by byte, the lowest first.
pub(super) fn hash_numbers(hasher: &mut blake3::Hasher, numbers: &[f32]) {
    let mut bytes = [[0; 4]; VECTOR_WIDTH];
    for numbers in numbers.chunks(VECTOR_WIDTH) {
        for (bytes, number) in bytes.iter_mut().zip(numbers) {
            *bytes = number.to_le_bytes();
        }
        hasher.update(bytes[..numbers.len()].as_flattened());
    }
}

/// A short hash over all nine columns. Lengths go in, so nothing can move from one column to the
/// next unseen, and null is not the empty text.
fn revision(values: &[Option<&str>; 8], vector: Option<&[f32]>) -> String {
    let mut hasher = blake3::Hasher::new();
    for value in values {
        match value {
            Some(text) => {
                hasher.update(&[1]);
                hasher.update(&(text.len() as u64).to_le_bytes());
                hasher.update(text.as_bytes());
            }
            None => {
                hasher.update(&[0]);
            }
        }
    }
    match vector {
        Some(numbers) => {
            hasher.update(&[1]);
            hash_numbers(&mut hasher, numbers);
        }
        None => {
            hasher.update(&[0]);
        }
    }
    let mut revision = hasher.finalize().to_hex().to_string();
    revision.truncate(REVISION_LENGTH);
    revision
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stands_as_its_entry_tells_before_it_is_one() {
        let vector = [0.5; VECTOR_WIDTH];
        let whole = entry(
            "r",
            &[Texts::Absent; 8],
            Vectors {
                lists: None,
                numbers: None,
            },
            0,
        );
        let entries = [
            Entry {
                null_columns: vec!["agent"],
                text: "t".into(),
                ..whole.clone()
            },
            Entry {
                null_columns: Vec::new(),
                id: "i".into(),
                ..whole
            },
        ];
        let batch = batch(&entries, &[&vector, &vector]).unwrap();
        let told = entries.each_ref().map(|entry| standing(entry, &vector));
        assert_eq!(standings(&batch), told);
        assert_ne!(told[0], told[1]);
    }

    #[test]
    fn a_revision_tells_null_from_empty_and_one_column_from_the_next() {
        let vector = [0.5; VECTOR_WIDTH];
        let base = [Some("a"), Some("b"), None, None, None, None, None, None];
        let mut others = vec![
            revision(&base, None),
            revision(&base, Some(&[0.25; VECTOR_WIDTH])),
        ];
        let mut shifted = base;
        shifted[0] = Some("ab");
        shifted[1] = Some("");
        others.push(revision(&shifted, Some(&vector)));
        let mut empty = base;
        empty[2] = Some("");
        others.push(revision(&empty, Some(&vector)));

        let revision = revision(&base, Some(&vector));
        assert_eq!(revision.len(), REVISION_LENGTH);
        assert!(!others.contains(&revision));
    }
}
