//! The rows of small fragments in memory, whole.
//!
//! A table that agents write entry by entry has a fragment an entry, and each is a file: to open
//! thousands of them for every search takes seconds. So all that are new are opened once, together, and
//! lists, words, vectors and hits are made of what was read then; what this process wrote is not read
//! at all.

use std::{collections::HashMap, num::NonZero, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, UInt64Array};
use arrow_schema::{DataType, Field, FieldRef, Schema};
use arrow_select::{concat::concat_batches, interleave::interleave, take::take_record_batch};
use futures::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use lance::{Dataset, dataset::ProjectionRequest, table::format::Fragment};

use super::{
    Column, Snapshot,
    fragment_cache::{Deleted, FragmentCache, fragment_of},
    table_version::TableVersion,
    visit::{ROW_ADDRESS, ROW_ID, fragments, row_ids, scan_of},
};

/// A fragment of more rows is worth a file.
const MOST_ROWS: usize = 64;

/// And so is one that takes more memory, in bytes: texts are up to 10 MB long.
const MOST_BYTES: usize = 64 << 10;

/// So many small fragments, the newest, are in memory.
const MOST_FRAGMENTS: usize = 8192;

/// Rows of files that are read at a time.
const BATCH_ROWS: usize = 1024;

/// Small fragments that are handed over as one batch.
const TOGETHER: usize = 1024;

/// Rows with all columns and their places; none of a fragment that takes too much memory.
pub(super) type SmallCache = FragmentCache<Option<RecordBatch>>;

/// The small fragments of a snapshot, by their numbers.
#[derive(Debug, Default)]
pub(super) struct SmallFragments(HashMap<u64, Arc<Option<RecordBatch>>>);

impl SmallFragments {
    fn get(&self, fragment: u64) -> Option<&RecordBatch> {
        self.0.get(&fragment)?.as_ref().as_ref()
    }

    /// Where a row stands: its batch, and its number therein.
    fn find(&self, row: u64) -> Option<(&RecordBatch, usize)> {
        let batch = self.get(fragment_of(row))?;
        let at = row_ids(batch).binary_search(&row).ok()?;
        Some((batch, at))
    }
}

impl Snapshot {
    /// The rows of the small fragments; reads those that nobody has read.
    pub(super) async fn small(&self) -> lance::Result<Arc<SmallFragments>> {
        let version = TableVersion::of(&self.dataset);
        if let Some(small) = self.light.small_by_number.get(version) {
            return Ok(small);
        }
        let mut wanted = Vec::new();
        // Otherwise a row's number does not tell its fragment.
        if !self.dataset.manifest().uses_stable_row_ids() {
            let small = self
                .dataset
                .fragments()
                .iter()
                .rev()
                .filter(|one| is_small(one));
            wanted = small.take(MOST_FRAGMENTS).cloned().collect();
        }
        let read = |missing| Box::pin(read_whole(&self.dataset, missing));
        let values = (self.light.small)
            .values(&self.dataset, &wanted, Deleted::Hidden, read)
            .await?;
        let numbers = wanted.iter().map(|fragment| fragment.id);
        let small = SmallFragments(numbers.zip(values).collect());
        Ok(self.light.small_by_number.keep(version, small))
    }

    /// Columns of rows, in the asked order. Rows that are gone are left out.
    pub(super) async fn columns(
        &self,
        rows: &[u64],
        columns: &[Column],
    ) -> lance::Result<RecordBatch> {
        let small = self.small().await?;
        let places: Vec<Option<(&RecordBatch, usize)>> =
            rows.iter().map(|row| small.find(*row)).collect();
        if places.iter().all(Option::is_none) {
            return self.take_rows(rows, columns).await;
        }
        let in_files: Vec<u64> = (rows.iter().zip(&places))
            .filter_map(|(row, place)| place.is_none().then_some(*row))
            .collect();
        let mut batches = Vec::new();
        if !in_files.is_empty() {
            batches.push(self.take_rows(&in_files, columns).await?);
        }
        if batches.first().map_or(0, RecordBatch::num_rows) < in_files.len() {
            return self.take_rows(rows, columns).await;
        }
        let mut from_files = 0;
        let mut order = Vec::with_capacity(rows.len());
        for place in places {
            if let Some((batch, at)) = place {
                order.push((batches.len(), at));
                batches.push(batch.clone());
            } else {
                order.push((0, from_files));
                from_files += 1;
            }
        }
        match pick(&batches, &order, columns) {
            Some(picked) => Ok(picked),
            // They were written with different types of text.
            None => self.take_rows(rows, columns).await,
        }
    }

    /// The same for few rows, for whose sake small fragments are not read if nobody has done so.
    pub(super) async fn columns_of_few(
        &self,
        rows: &[u64],
        columns: &[Column],
    ) -> lance::Result<RecordBatch> {
        let version = TableVersion::of(&self.dataset);
        match self.light.small_by_number.get(version) {
            Some(_) => self.columns(rows, columns).await,
            None => self.take_rows(rows, columns).await,
        }
    }

    async fn take_rows(&self, rows: &[u64], columns: &[Column]) -> lance::Result<RecordBatch> {
        let names = columns.iter().map(|column| column.name());
        let names = ProjectionRequest::from_columns(names, self.dataset.schema());
        Box::pin(self.dataset.take_rows(rows, names)).await
    }
}

/// Columns of all rows of these fragments with their places, from memory where they are small.
pub(super) async fn read(
    dataset: &Dataset,
    small: &SmallFragments,
    fragments: Vec<Fragment>,
    columns: &[Column],
    batch_rows: usize,
) -> lance::Result<BoxStream<'static, lance::Result<RecordBatch>>> {
    let (known, others): (Vec<Fragment>, Vec<Fragment>) = fragments
        .into_iter()
        .partition(|fragment| small.get(fragment.id).is_some());
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let with_places: Vec<&str> = names.iter().copied().chain([ROW_ID, ROW_ADDRESS]).collect();
    let known = known.iter().filter_map(|fragment| small.get(fragment.id));
    let known: Vec<RecordBatch> = known
        .filter_map(|batch| project(batch, &with_places))
        .collect();
    let known = known.chunks(TOGETHER).flat_map(together);
    let known: Vec<lance::Result<RecordBatch>> = known.map(Ok).collect();
    let known = stream::iter(known);
    if others.is_empty() {
        return Ok(known.boxed());
    }
    let mut scan = scan_of(dataset);
    scan.with_fragments(others)
        .with_row_id()
        .with_row_address()
        .batch_size(batch_rows);
    scan.project(&names)?;
    let others = scan.try_into_stream().await?;
    Ok(known.chain(others).boxed())
}

/// Takes over the rows of a fragment that was just written on top of `base`.
pub(super) fn take_over(cache: &SmallCache, base: &Dataset, made: &Dataset, rows: &RecordBatch) {
    let last = base.fragments().iter().map(|fragment| fragment.id).max();
    let mut added = (made.fragments().iter()).filter(|fragment| Some(fragment.id) > last);
    let (Some(fragment), None) = (added.next(), added.next()) else {
        return;
    };
    let is_it = fragment.physical_rows == Some(rows.num_rows()) && is_small(fragment);
    if is_it && !made.manifest().uses_stable_row_ids() {
        let rows = copy(rows, 0, rows.num_rows());
        let placed = rows.ok().and_then(|rows| with_places(&rows, fragment.id));
        let placed = placed.filter(takes_little);
        if placed.is_some() {
            cache.insert(fragment.clone(), placed);
        }
    }
}

fn is_small(fragment: &Fragment) -> bool {
    let rows = fragment.physical_rows.unwrap_or(usize::MAX);
    let sizes = fragment
        .files
        .iter()
        .filter_map(|file| file.file_size_bytes.get());
    let bytes = sizes.map(NonZero::get).sum::<u64>();
    rows <= MOST_ROWS && bytes <= MOST_BYTES as u64
}

fn takes_little(rows: &RecordBatch) -> bool {
    rows.get_array_memory_size() <= MOST_BYTES
}

async fn read_whole(
    dataset: &Dataset,
    missing: Vec<Fragment>,
) -> lance::Result<HashMap<u64, Option<RecordBatch>>> {
    let mut scan = scan_of(dataset);
    scan.with_fragments(missing)
        .with_row_id()
        .with_row_address()
        .batch_size(BATCH_ROWS);
    scan.project(&Column::ALL.map(Column::name))?;
    let mut batches = scan.try_into_stream().await?;
    let mut parts: HashMap<u64, Vec<RecordBatch>> = HashMap::new();
    while let Some(batch) = batches.try_next().await? {
        let numbers: Vec<u64> = fragments(&batch).collect();
        let mut start = 0;
        for same in numbers.chunk_by(|one, next| one == next) {
            let part = copy(&batch, start, same.len())?;
            parts.entry(same[0]).or_default().push(part);
            start += same.len();
        }
    }
    let whole = parts.into_iter().map(|(fragment, parts)| {
        let whole = match parts.as_slice() {
            [one] => Some(one.clone()),
            many => many
                .first()
                .and_then(|first| concat_batches(&first.schema(), many).ok()),
        };
        (fragment, whole.filter(takes_little))
    });
    Ok(whole.collect())
}

/// Some of a batch's rows, which do not keep what they were read or made with.
fn copy(batch: &RecordBatch, from: usize, rows: usize) -> lance::Result<RecordBatch> {
    let places = (from as u64..).take(rows);
    Ok(take_record_batch(
        batch,
        &UInt64Array::from_iter_values(places),
    )?)
}

/// The rows of a whole fragment, as reading would give them.
fn with_places(rows: &RecordBatch, fragment: u64) -> Option<RecordBatch> {
    let first = fragment << u32::BITS;
    let places = UInt64Array::from_iter_values((first..).take(rows.num_rows()));
    let places: ArrayRef = Arc::new(places);
    let schema = rows.schema();
    let mut fields: Vec<FieldRef> = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for column in Column::ALL {
        let at = schema.index_of(column.name()).ok()?;
        fields.push(Arc::clone(&schema.fields()[at]));
        columns.push(Arc::clone(rows.column(at)));
    }
    for name in [ROW_ID, ROW_ADDRESS] {
        fields.push(Arc::new(Field::new(name, DataType::UInt64, true)));
        columns.push(Arc::clone(&places));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).ok()
}

fn project(batch: &RecordBatch, names: &[&str]) -> Option<RecordBatch> {
    let schema = batch.schema();
    let places = names.iter().map(|name| schema.index_of(name).ok());
    batch.project(&places.collect::<Option<Vec<usize>>>()?).ok()
}

/// Batches as one, if they are of one type.
fn together(batches: &[RecordBatch]) -> Vec<RecordBatch> {
    let joined = batches
        .first()
        .and_then(|first| concat_batches(&first.schema(), batches).ok());
    joined.map_or_else(|| batches.to_vec(), |joined| vec![joined])
}

/// Rows of batches, each by its batch and its number therein; `None` when their types differ.
fn pick(
    batches: &[RecordBatch],
    order: &[(usize, usize)],
    columns: &[Column],
) -> Option<RecordBatch> {
    let schema = batches.first()?.schema();
    let (mut fields, mut picked) = (Vec::new(), Vec::new());
    for column in columns {
        let parts = batches
            .iter()
            .map(|batch| batch.column_by_name(column.name()));
        let parts = parts.collect::<Option<Vec<&ArrayRef>>>()?;
        let parts: Vec<&dyn Array> = parts.into_iter().map(AsRef::as_ref).collect();
        picked.push(interleave(&parts, order).ok()?);
        fields.push(Arc::clone(
            &schema.fields()[schema.index_of(column.name()).ok()?],
        ));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), picked).ok()
}
