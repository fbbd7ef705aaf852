//! The tables beside the shared one: their schemas, and rows in and out.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Int32Array, RecordBatch, StringArray, cast::AsArray, types::Int32Type,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use blake3::Hash;

use super::records::{Embedded, News};
use crate::store::{rows::vector_column, schema::VECTOR_WIDTH};

/// The column by which both tables belong to the shared one.
pub(super) const ID: &str = "id";

/// The column that numbers the parts of a text.
pub(in crate::store) const PART: &str = "part";

/// The columns of the table of records.
pub(super) const RECORD_COLUMNS: &[&str] = &[ID, "model", "digest", "parts"];

/// One of lore's own tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sidecar {
    /// One row an entry: which model made its vector.
    Embeddings,
    /// One row for each part of a text behind the first.
    Parts,
}

impl Sidecar {
    pub(super) const ALL: [Self; 2] = [Self::Embeddings, Self::Parts];

    /// The table's folder in a repository's database.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Embeddings => "lore_embeddings.lance",
            Self::Parts => "lore_parts.lance",
        }
    }

    pub(super) fn schema(self) -> Arc<Schema> {
        let text = |name: &str| Field::new(name, DataType::Utf8, false);
        let number = |name: &str| Field::new(name, DataType::Int32, false);
        Arc::new(Schema::new(match self {
            Self::Embeddings => vec![text(ID), text("model"), text("digest"), number("parts")],
            Self::Parts => vec![
                text(ID),
                number(PART),
                text("model"),
                text("digest"),
                Field::new_fixed_size_list("vector", item(), width(), false),
            ],
        }))
    }
}

/// The rows for the table of records.
pub(super) fn records(entries: &[Embedded]) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> = vec![
        texts(entries.iter().map(|entry| entry.id.as_str())),
        texts(entries.iter().map(|entry| &entry.model)),
        texts(entries.iter().map(|entry| entry.digest.to_hex())),
        Arc::new(Int32Array::from_iter_values(
            entries.iter().map(|entry| count(entry.parts.len())),
        )),
    ];
    RecordBatch::try_new(Sidecar::Embeddings.schema(), columns)
}

/// The rows for the table of parts; none when no text is long. The part at the beginning has
/// number 0 and stands in the shared table.
pub(super) fn parts(entries: &[Embedded]) -> Result<RecordBatch, ArrowError> {
    let parts: Vec<(&Embedded, usize)> = entries
        .iter()
        .flat_map(|entry| (0..entry.parts.len()).map(move |part| (entry, part)))
        .collect();
    let vectors = parts.iter().map(|(entry, part)| &entry.parts[*part][..]);
    let numbers = vectors.collect::<Vec<&[f32]>>().concat();
    let vectors = vector_column(&Arc::new(item()), width(), numbers)?;
    let columns: Vec<ArrayRef> = vec![
        texts(parts.iter().map(|(entry, _)| entry.id.as_str())),
        Arc::new(Int32Array::from_iter_values(
            parts.iter().map(|(_, part)| count(part + 1)),
        )),
        texts(parts.iter().map(|(entry, _)| &entry.model)),
        texts(parts.iter().map(|(entry, _)| entry.digest.to_hex())),
        vectors,
    ];
    RecordBatch::try_new(Sidecar::Parts.schema(), columns)
}

/// The records in rows of their table. Rows that make no sense are no records.
pub(super) fn news(batch: &RecordBatch) -> News {
    let mut news = News::default();
    let text = |name| {
        batch
            .column_by_name(name)
            .and_then(|column| column.as_string_opt::<i32>())
    };
    let parts = batch
        .column_by_name("parts")
        .and_then(|column| column.as_primitive_opt::<Int32Type>());
    let (Some(ids), Some(models), Some(digests), Some(parts)) =
        (text(ID), text("model"), text("digest"), parts)
    else {
        return news;
    };
    for row in 0..batch.num_rows() {
        let complete = [ids, models, digests]
            .iter()
            .all(|column| column.is_valid(row));
        if let (true, Ok(digest)) = (complete, Hash::from_hex(digests.value(row))) {
            let parts = u32::try_from(parts.value(row)).unwrap_or_default();
            news.push(ids.value(row), models.value(row), digest, parts);
        }
    }
    news
}

fn texts(values: impl Iterator<Item = impl AsRef<str>>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// What a vector is made of.
pub(super) fn item() -> Field {
    Field::new("item", DataType::Float32, true)
}

fn width() -> i32 {
    count(VECTOR_WIDTH)
}

/// A number of things, as Arrow has it.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::embeddings::{Records, digest};

    fn embedded(id: &str, parts: usize) -> Embedded {
        Embedded {
            id: id.to_owned(),
            model: "m".into(),
            digest: digest(id, &[]),
            parts: vec![vec![0.5; VECTOR_WIDTH]; parts],
        }
    }

    #[test]
    fn records_come_back() {
        let batch = super::records(&[embedded("a", 0), embedded("日本 '\"", 3)]).unwrap();
        let mut read = Records::default();
        read.add(vec![news(&batch)]);
        assert_eq!(read.len(), 2);
        let record = read.get("日本 '\"").unwrap();
        assert_eq!((&*record.model, record.parts), ("m", 3));
        assert!(record.has_digest(digest("日本 '\"", &[])));
    }

    #[test]
    fn every_later_part_is_a_row() {
        let batch = super::parts(&[embedded("a", 0), embedded("b", 2), embedded("c", 1)]).unwrap();
        let ids: Vec<_> = batch
            .column(0)
            .as_string::<i32>()
            .iter()
            .flatten()
            .collect();
        assert_eq!(ids, ["b", "b", "c"]);
        assert_eq!(
            batch.column(1).as_primitive::<Int32Type>().values(),
            &[1, 2, 1]
        );
        assert_eq!(super::parts(&[embedded("a", 0)]).unwrap().num_rows(), 0);
    }

    #[test]
    fn a_vector_of_another_width_is_refused() {
        let mut wrong = embedded("a", 1);
        wrong.parts[0].pop();
        assert!(super::parts(&[wrong]).is_err());
    }

    #[test]
    fn a_row_that_makes_no_sense_is_no_record() {
        let columns: Vec<ArrayRef> = vec![
            texts(["a", "b"].iter()),
            texts(["m", "m"].iter()),
            texts(["no digest", digest("b", &[]).to_hex().as_str()].iter()),
            Arc::new(Int32Array::from(vec![0, -1])),
        ];
        let batch = RecordBatch::try_new(Sidecar::Embeddings.schema(), columns).unwrap();
        let mut read = Records::default();
        read.add(vec![news(&batch)]);
        assert_eq!((read.len(), read.get("b").unwrap().parts), (1, 0));
    }
}
