//! The table of images: its schema, and rows in and out.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Int32Array, RecordBatch, StringArray, cast::AsArray, types::Int32Type,
};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use super::{Image, Standing, What};
use crate::store::{Column, schema::VECTOR_WIDTH};

/// The columns that tell of an image without what the row held.
pub(super) const DESCRIPTION: [&str; 11] = [
    "change",
    "batch",
    "what",
    "entry",
    "before_revision",
    "before_content",
    "after_revision",
    "after_content",
    "left",
    "alike",
    "erased_by",
];

pub(super) fn schema() -> Arc<Schema> {
    let description = DESCRIPTION.map(|name| match name {
        "batch" | "left" | "alike" => Field::new(name, DataType::Int32, false),
        "change" | "what" | "entry" => Field::new(name, DataType::Utf8, false),
        _ => Field::new(name, DataType::Utf8, true),
    });
    // Wide, so that rows of any table fit.
    let columns = Column::ALL.map(|column| {
        let held = match column {
            Column::Vector => vector(),
            _ => DataType::LargeUtf8,
        };
        Field::new(column.name(), held, true)
    });
    let fields: Vec<Field> = description.into_iter().chain(columns).collect();
    Arc::new(Schema::new(fields))
}

fn vector() -> DataType {
    let width = i32::try_from(VECTOR_WIDTH).unwrap_or(i32::MAX);
    DataType::new_fixed_size_list(DataType::Float32, width, true)
}

/// No column at all: what images hold that hold nothing.
pub(super) fn nothing() -> RecordBatch {
    RecordBatch::new_empty(Arc::new(Schema::empty()))
}

/// Images with the nine columns of their rows. Columns that `rows` lacks are left out, and so read as null.
pub(super) fn batch(images: &[Image], rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let texts = |text: fn(&Image) -> Option<&str>| {
        Arc::new(images.iter().map(text).collect::<StringArray>()) as ArrayRef
    };
    let numbers = |number: fn(&Image) -> u32| {
        let numbers = images
            .iter()
            .map(|image| i32::try_from(number(image)).unwrap_or(i32::MAX));
        Arc::new(Int32Array::from_iter_values(numbers)) as ArrayRef
    };
    let mut columns = vec![
        texts(|image| Some(&image.change)),
        numbers(|image| image.batch),
        texts(|image| Some(image.what.name())),
        texts(|image| Some(&image.id)),
        texts(|image| Some(&image.before.as_ref()?.revision)),
        texts(|image| Some(&image.before.as_ref()?.content)),
        texts(|image| Some(&image.after.as_ref()?.revision)),
        texts(|image| Some(&image.after.as_ref()?.content)),
        numbers(|image| image.left),
        numbers(|image| image.alike),
        texts(|image| image.erased_by.as_deref()),
    ];
    let schema = schema();
    let (described, held) = schema.fields().split_at(columns.len());
    let mut fields = described.to_vec();
    for field in held {
        if let Some(column) = rows.column_by_name(field.name()) {
            columns.push(cast(column, field.data_type())?);
            fields.push(Arc::clone(field));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// The images in a batch. Rows that make no sense are none.
pub(super) fn read(batch: &RecordBatch) -> Vec<Image> {
    read_all(batch).unwrap_or_default()
}

fn read_all(batch: &RecordBatch) -> Option<Vec<Image>> {
    let text = |name| batch.column_by_name(name)?.as_string_opt::<i32>();
    let number = |name| batch.column_by_name(name)?.as_primitive_opt::<Int32Type>();
    let [change, what, entry] = [text("change")?, text("what")?, text("entry")?];
    let [number_of_batch, left, alike] = [number("batch")?, number("left")?, number("alike")?];
    let before = (text("before_revision")?, text("before_content")?);
    let after = (text("after_revision")?, text("after_content")?);
    let erased_by = text("erased_by")?;
    let standing = |(revision, content): (&StringArray, &StringArray), row: usize| {
        (revision.is_valid(row) && content.is_valid(row)).then(|| Standing {
            revision: revision.value(row).to_owned(),
            content: content.value(row).to_owned(),
        })
    };
    let count = |numbers: &Int32Array, row| u32::try_from(numbers.value(row)).unwrap_or_default();
    let image = |row: usize| Image {
        change: change.value(row).to_owned(),
        batch: count(number_of_batch, row),
        what: What::of(what.value(row)),
        id: entry.value(row).to_owned(),
        before: standing(before, row),
        after: standing(after, row),
        left: count(left, row),
        alike: count(alike, row),
        erased_by: (erased_by.is_valid(row)).then(|| erased_by.value(row).to_owned()),
    };
    Some((0..batch.num_rows()).map(image).collect())
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Insert => "insert",
            Self::Erased => "erased",
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "update" => Self::Update,
            "delete" => Self::Delete,
            "insert" => Self::Insert,
            // Also what a later lore may write: nothing that could be put back.
            _ => Self::Erased,
        }
    }
}
