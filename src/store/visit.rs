//! A walk over the rows of a snapshot, a few columns at a time.

use arrow_array::{RecordBatch, cast::AsArray, types::UInt64Type};
use futures::TryStreamExt;
use lance::{
    Dataset,
    dataset::scanner::{DatasetRecordBatchStream, Scanner},
};

use super::{
    Column, Result, Snapshot, fragment_cache::fragment_of, light, predicate, rows::Texts,
    snapshot::RowId,
};
use crate::domain::filter::Filter;

/// The column that LanceDB adds with each row's place.
pub(super) const ROW_ID: &str = "_rowid";

/// The column with each row's physical place: the fragment in the upper half.
pub(super) const ROW_ADDRESS: &str = "_rowaddr";

/// Rows a batch: large enough that its overhead vanishes, small enough to stream texts.
pub(super) const BATCH_ROWS: usize = 16 * 1024;

/// So much may be read of files before it is looked at. LanceDB would read two gigabytes ahead, which is
/// memory, and no faster.
const READ_AHEAD_BYTES: u64 = 32 << 20;

/// A scan of a table, to be narrowed.
pub(super) fn scan_of(dataset: &Dataset) -> Scanner {
    let mut scan = dataset.scan();
    scan.io_buffer_size(READ_AHEAD_BYTES);
    scan
}

impl Snapshot {
    /// Shows every row that the filter admits to `visit`: its place, and the values of `columns`
    /// in their order, null as the empty text. Nothing else is read, so this is the cheap way to
    /// count, to list projects and to match texts. Rows come in the table's order; short columns
    /// come from memory where they can.
    pub async fn visit(
        &self,
        filter: &Filter,
        columns: &[Column],
        mut visit: impl FnMut(RowId, &[&str]),
    ) -> Result<()> {
        if !filter.admits_repository(&self.repository) {
            return Ok(());
        }
        if light::suffices(filter, columns)
            && let Some(rows) = self.light_rows().await?
        {
            for batch in rows.batches() {
                show(batch, columns, light::admitted(batch, filter), &mut visit);
            }
            return Ok(());
        }
        let mut batches = self.scan(filter, columns).await?;
        while let Some(batch) = batches
            .try_next()
            .await
            .map_err(|error| self.failed(&error))?
        {
            let rows = row_ids(&batch).iter().copied().map(RowId).enumerate();
            show(&batch, columns, rows, &mut visit);
        }
        Ok(())
    }

    /// The rows that the filter admits, its repositories aside, with their places.
    pub(crate) async fn scan(
        &self,
        filter: &Filter,
        columns: &[Column],
    ) -> Result<DatasetRecordBatchStream> {
        let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        let mut scan = scan_of(&self.dataset);
        scan.with_row_id().batch_size(BATCH_ROWS);
        scan.project(&names)
            .and_then(|scan| scan.filter(&predicate::sql(filter)))
            .map_err(|error| self.failed(&error))?;
        scan.try_into_stream()
            .await
            .map_err(|error| self.failed(&error))
    }
}

/// Shows rows of a batch, by number and place.
fn show(
    batch: &RecordBatch,
    columns: &[Column],
    rows: impl Iterator<Item = (usize, RowId)>,
    visit: &mut impl FnMut(RowId, &[&str]),
) {
    let texts: Vec<Texts<'_>> = columns
        .iter()
        .map(|column| Texts::of(batch, *column))
        .collect();
    let mut values = Vec::with_capacity(columns.len());
    for (at, row) in rows {
        values.clear();
        values.extend(texts.iter().map(|text| text.get(at).unwrap_or_default()));
        visit(row, &values);
    }
}

/// The places of a batch's rows.
pub(crate) fn row_ids(batch: &RecordBatch) -> &[u64] {
    numbers(batch, ROW_ID)
}

/// Where a batch's rows stand in the files, when it was scanned with row addresses.
pub(crate) fn row_addresses(batch: &RecordBatch) -> &[u64] {
    numbers(batch, ROW_ADDRESS)
}

/// The fragments that hold a batch's rows, when it was scanned with row addresses.
pub(crate) fn fragments(batch: &RecordBatch) -> impl Iterator<Item = u64> {
    row_addresses(batch)
        .iter()
        .map(|address| fragment_of(*address))
}

fn numbers<'a>(batch: &'a RecordBatch, column: &str) -> &'a [u64] {
    batch
        .column_by_name(column)
        .and_then(|column| column.as_primitive_opt::<UInt64Type>())
        .map_or(&[], |ids| ids.values())
}
