//! Records as Parquet, a bounded group of rows at a time.

use std::{io, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{Float32Builder, LargeStringBuilder, ListBuilder, UInt32Builder},
};
use arrow_schema::{DataType, Field, Schema};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::properties::WriterProperties,
};

use crate::domain::exchange::{Record, Vector};

/// Rows of a batch; each batch is encoded at once.
const BATCH_ROWS: usize = 1_024;

/// A batch is encoded early when so much waits for it, in bytes.
const BATCH_BYTES: usize = 16 << 20;

/// Most rows and bytes of a row group, which is held in memory until it is full.
const GROUP_ROWS: usize = 64 * 1_024;
const GROUP_BYTES: usize = 64 << 20;

/// The columns of texts, in their order.
const TEXTS: [&str; 8] = [
    "id",
    "text",
    "type",
    "project_id",
    "session_id",
    "agent",
    "timestamp",
    "metadata",
];

/// A Parquet file being written.
pub(super) struct Columns<'a> {
    writer: ArrowWriter<&'a mut (dyn io::Write + Send)>,
    schema: Arc<Schema>,
    vectors: bool,
    waiting: Vec<Record>,
    weight: usize,
}

impl<'a> Columns<'a> {
    pub fn new(vectors: bool, out: &'a mut (dyn io::Write + Send)) -> io::Result<Self> {
        let schema = schema(vectors);
        // Without dictionaries: these take numbers for the same that differ in a bit.
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_dictionary_enabled(false)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_max_row_group_bytes(Some(GROUP_BYTES))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties));
        Ok(Self {
            writer: writer.map_err(as_io)?,
            schema,
            vectors,
            waiting: Vec::new(),
            weight: 0,
        })
    }

    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        self.weight += record.weight();
        self.waiting.push(record.clone());
        if self.waiting.len() >= BATCH_ROWS || self.weight >= BATCH_BYTES {
            self.encode()?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.encode()?;
        self.writer.close().map_err(as_io)?;
        Ok(())
    }

    fn encode(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let batch = batch(&self.schema, &self.waiting, self.vectors)?;
        self.waiting.clear();
        self.weight = 0;
        self.writer.write(&batch).map_err(as_io)
    }
}

fn schema(vectors: bool) -> Arc<Schema> {
    let text = |name: &str| Field::new(name, DataType::LargeUtf8, true);
    let mut fields = vec![text("repository")];
    fields.extend(TEXTS.map(text));
    if vectors {
        let item = Field::new_list_field(DataType::Float32, true);
        fields.push(text("model"));
        fields.push(Field::new("parts", DataType::UInt32, true));
        fields.push(Field::new("vector", DataType::List(Arc::new(item)), true));
    }
    Arc::new(Schema::new(fields))
}

fn batch(schema: &Arc<Schema>, records: &[Record], vectors: bool) -> io::Result<RecordBatch> {
    let mut texts: Vec<LargeStringBuilder> = TEXTS.map(|_| LargeStringBuilder::new()).into();
    let mut repository = LargeStringBuilder::new();
    for record in records {
        repository.append_option(record.repository.as_deref());
        for (text, (_, cell)) in texts.iter_mut().zip(record.cells()) {
            text.append_option(cell.text());
        }
    }
    let mut columns: Vec<ArrayRef> = vec![Arc::new(repository.finish())];
    columns.extend(
        texts
            .into_iter()
            .map(|mut text| Arc::new(text.finish()) as ArrayRef),
    );
    if vectors {
        columns.extend(vector_columns(records));
    }
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(io::Error::other)
}

fn vector_columns(records: &[Record]) -> [ArrayRef; 3] {
    let mut model = LargeStringBuilder::new();
    let mut parts = UInt32Builder::new();
    let mut vector = ListBuilder::new(Float32Builder::new());
    for record in records {
        if let Vector::Carried(carried) = &record.vector {
            model.append_option(carried.model.as_deref());
            parts.append_value(carried.parts);
            vector.values().append_slice(&carried.numbers);
            vector.append(true);
        } else {
            model.append_null();
            parts.append_null();
            vector.append(false);
        }
    }
    [
        Arc::new(model.finish()),
        Arc::new(parts.finish()),
        Arc::new(vector.finish()),
    ]
}

fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
