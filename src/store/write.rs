//! New rows.

use std::sync::Arc;

use arrow_array::{ArrayRef, LargeStringArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use lance::dataset::{InsertBuilder, WriteMode, WriteParams};

use super::{Column, Error, Repository, Result, error::is_contention, rows, schema::VECTOR_WIDTH};

/// How often a write is begun anew when others are in the way. LanceDB itself tries each of them
/// many times before it gives up.
pub(crate) const ATTEMPTS: usize = 4;

/// A row to be stored, complete.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// Unique within the repository.
    pub id: String,
    /// The embedding of the text, [`VECTOR_WIDTH`] numbers.
    pub vector: Vec<f32>,
    /// What is written down.
    pub text: String,
    /// The type.
    pub kind: String,
    /// The project.
    pub project_id: String,
    /// The agent session.
    pub session_id: String,
    /// The agent.
    pub agent: String,
    /// ISO 8601.
    pub timestamp: String,
    /// JSON as text.
    pub metadata: String,
}

impl NewRow {
    fn text(&self, column: Column) -> &str {
        match column {
            Column::Id => &self.id,
            Column::Text => &self.text,
            Column::Kind => &self.kind,
            Column::Project => &self.project_id,
            Column::Session => &self.session_id,
            Column::Agent => &self.agent,
            Column::Timestamp => &self.timestamp,
            Column::Metadata => &self.metadata,
            Column::Vector => "",
        }
    }
}

impl Repository {
    /// Stores rows in one commit: all or none, and seen at once. Returns their revisions.
    pub async fn append(&self, rows: &[NewRow]) -> Result<Vec<String>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        for row in rows {
            check_width(&row.vector)?;
        }
        let _turn = self.turn_to_append().await;
        let mut attempt = 1;
        loop {
            let dataset = self.snapshot().await?.dataset;
            let batch = batch(&Schema::from(dataset.schema()), rows)
                .map_err(|error| self.failed("write to", &error))?;
            let params = WriteParams {
                mode: WriteMode::Append,
                session: Some(dataset.session()),
                ..WriteParams::default()
            };
            match InsertBuilder::new(Arc::clone(&dataset))
                .with_params(&params)
                .execute(vec![batch.clone()])
                .await
            {
                Ok(made) => {
                    self.take_over(&dataset, made, &batch).await;
                    return Ok(rows::revisions(&batch));
                }
                Err(error) if is_contention(&error) && attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(self.failed("write to", &error)),
            }
        }
    }
}

/// The rows as one batch in the shape of a table.
fn batch(schema: &Schema, rows: &[NewRow]) -> lance::Result<RecordBatch> {
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = schema
        .fields()
        .iter()
        .filter_map(|field| {
            let column = Column::ALL
                .into_iter()
                .find(|column| column.name() == field.name())?;
            let array = match field.data_type() {
                DataType::FixedSizeList(item, width) => {
                    let vectors: Vec<&[f32]> = rows.iter().map(|row| &row.vector[..]).collect();
                    rows::vector_column(item, *width, vectors.concat())
                }
                DataType::LargeUtf8 => Ok(Arc::new(LargeStringArray::from_iter_values(
                    rows.iter().map(|row| row.text(column)),
                )) as ArrayRef),
                _ => Ok(Arc::new(StringArray::from_iter_values(
                    rows.iter().map(|row| row.text(column)),
                )) as ArrayRef),
            };
            Some(array.map(|array| (field.as_ref().clone(), array)))
        })
        .collect::<std::result::Result<Vec<_>, _>>()?
        .into_iter()
        .unzip();
    Ok(RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        columns,
    )?)
}

/// Refuses a vector that the table cannot hold.
pub(crate) fn check_width(vector: &[f32]) -> Result<()> {
    if vector.len() == VECTOR_WIDTH {
        Ok(())
    } else {
        Err(Error::WrongWidth(vector.len()))
    }
}
