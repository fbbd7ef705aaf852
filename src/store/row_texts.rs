//! The texts of rows, many at a time: to hash them or to look into them without keeping them.

use arrow_array::RecordBatch;
use futures::{Stream, StreamExt, TryStreamExt};

use super::{
    Column, Result, Snapshot, blocking::compute, rows::Texts, snapshot::RowId, visit::row_ids,
};
use crate::domain::{entry, filter::Filter, shares::cores, time};

/// Rows taken at once by their places: texts are up to 10 MB long.
const TAKEN_AT_ONCE: usize = 1024;

/// What a row says. Null columns are `None`.
#[derive(Debug, Clone, Copy)]
pub struct RowTexts<'a> {
    /// Where it stands in its snapshot.
    pub row: RowId,
    /// In the order of [`Column::TEXTS`].
    columns: [Option<&'a str>; 8],
}

impl<'a> RowTexts<'a> {
    /// A column's text, null as the empty one.
    #[must_use]
    pub fn get(&self, column: Column) -> &'a str {
        let at = Column::TEXTS.iter().position(|one| *one == column);
        at.and_then(|at| self.columns[at]).unwrap_or_default()
    }

    /// When it was written; `None` when undated.
    #[must_use]
    pub fn instant(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        time::parse_timestamp(self.get(Column::Timestamp))
    }

    /// The hash of what it says, as [`entry::Entry::content`] has it.
    #[must_use]
    pub fn content(&self) -> String {
        entry::content(&self.columns)
    }
}

impl Snapshot {
    /// What `look` makes of every row that the filter admits, a batch at a time, in the table's
    /// order. With each batch comes how many rows were looked at. Several batches are looked at
    /// side by side; their texts are gone afterwards.
    pub async fn look_through<T: Send + 'static>(
        &self,
        filter: &Filter,
        look: impl Fn(RowTexts<'_>) -> Option<T> + Clone + Send + 'static,
    ) -> Result<impl Stream<Item = Result<(usize, Vec<T>)>> + Unpin> {
        let batches = self.scan(filter, &Column::TEXTS).await?;
        Ok(batches
            .map(move |batch| {
                let look = look.clone();
                async move {
                    let batch = batch?;
                    compute(move || {
                        let rows = row_ids(&batch);
                        Ok((rows.len(), seen(&batch, rows, &look)))
                    })
                    .await
                }
            })
            .buffered(cores())
            .map_err(|error| self.failed(&error))
            .boxed())
    }

    /// What `look` makes of these rows, in the asked order.
    pub async fn look_at<T>(
        &self,
        rows: &[u64],
        look: impl Fn(RowTexts<'_>) -> Option<T>,
    ) -> Result<Vec<T>> {
        let mut made = Vec::with_capacity(rows.len());
        for some in rows.chunks(TAKEN_AT_ONCE) {
            let taken = self.columns(some, &Column::TEXTS).await;
            let batch = taken.map_err(|error| self.failed(&error))?;
            made.extend(seen(&batch, some, &look));
        }
        Ok(made)
    }
}

fn seen<T>(batch: &RecordBatch, rows: &[u64], look: &impl Fn(RowTexts<'_>) -> Option<T>) -> Vec<T> {
    let texts = Column::TEXTS.map(|column| Texts::of(batch, column));
    let rows = rows.iter().enumerate().take(batch.num_rows());
    rows.filter_map(|(at, row)| {
        look(RowTexts {
            row: RowId(*row),
            columns: texts.map(|text| text.get(at)),
        })
    })
    .collect()
}
