//! The vectors of a table in memory, sketched; read once a fragment.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{RecordBatch, cast::AsArray};
use blake3::Hash;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use lance::{Dataset, table::format::Fragment};

use super::blocking::compute;
use super::fragment_cache::{Deleted, FragmentCache};
use super::id_key::IdKey;
use super::rows::{Texts, Vectors};
use super::runs::{Join, MOST_ROWS, Runs};
use super::schema::Column;
use super::sketch::Sketches;
use super::small_fragments::{SmallFragments, read};
use super::visit::{fragments, row_ids};
use crate::domain::shares::cores;

/// The column by which a part tells the text and the vector that it belongs to.
const DIGEST: &str = "digest";

/// Rows that one thread sketches at a time.
const BATCH_ROWS: usize = 8192;

/// The vectors of one fragment, or of some, but for those that cannot be an embedding.
#[derive(Debug, Default)]
pub(super) struct FragmentVectors {
    pub(super) rows: Vec<u64>,
    pub(super) ids: Vec<IdKey>,
    /// What ties parts to the text they are of; empty for the shared table.
    pub(super) digests: Vec<Hash>,
    pub(super) sketches: Sketches,
}

/// What is kept between searches of one table.
#[derive(Debug, Default)]
pub(super) struct VectorCache {
    fragments: FragmentCache<FragmentVectors>,
    runs: Runs<FragmentVectors>,
}

impl VectorCache {
    /// The vectors of a table of entries, some of them perhaps of rows that are gone; reads only what
    /// no earlier call has read.
    pub(super) async fn vectors(
        &self,
        dataset: &Dataset,
        small: &SmallFragments,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        if dataset.schema().field(Column::Vector.name()).is_none() {
            return Ok(Vec::new());
        }
        self.of_fragments(dataset, Deleted::Harmless, |missing| async move {
            let columns = [Column::Id, Column::Vector];
            let rows = rows_of(&missing);
            let batches = read(dataset, small, missing, &columns, BATCH_ROWS).await?;
            laid_out(sketched(batches, &rows).await?).await
        })
        .await
    }

    /// The vectors of a table of parts, with what ties them to their texts, some of them perhaps of
    /// rows that are gone.
    pub(super) async fn all_parts(
        &self,
        dataset: &Dataset,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        self.parts(dataset, Deleted::Harmless).await
    }

    /// The same without those of rows that are gone.
    pub(super) async fn parts_alive(
        &self,
        dataset: &Dataset,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        self.parts(dataset, Deleted::Hidden).await
    }

    async fn parts(
        &self,
        dataset: &Dataset,
        deleted: Deleted,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        self.of_fragments(dataset, deleted, |missing| async move {
            let rows = rows_of(&missing);
            let mut scan = dataset.scan();
            scan.with_fragments(missing)
                .with_row_id()
                .with_row_address()
                .batch_size(BATCH_ROWS);
            scan.project(&[Column::Id.name(), Column::Vector.name(), DIGEST])?;
            sketched(scan.try_into_stream().await?.boxed(), &rows).await
        })
        .await
    }

    async fn of_fragments<F>(
        &self,
        dataset: &Dataset,
        deleted: Deleted,
        read: impl FnOnce(Vec<Fragment>) -> F,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>>
    where
        F: Future<Output = lance::Result<HashMap<u64, FragmentVectors>>>,
    {
        let fragments = dataset.fragments();
        let values = (self.fragments)
            .values(dataset, fragments, deleted, read)
            .await?;
        let numbers = fragments.iter().map(|fragment| fragment.id);
        Ok(self.runs.of(&numbers.zip(values).collect::<Vec<_>>()))
    }
}

/// How many rows fragments have at most.
fn rows_of(fragments: &[Fragment]) -> HashMap<u64, usize> {
    let rows = fragments.iter();
    rows.map(|fragment| (fragment.id, fragment.num_rows().unwrap_or_default()))
        .collect()
}

async fn sketched(
    batches: BoxStream<'static, lance::Result<RecordBatch>>,
    rows: &HashMap<u64, usize>,
) -> lance::Result<HashMap<u64, FragmentVectors>> {
    let mut sketched = batches
        .map(|batch| async move {
            let batch = batch?;
            compute(move || Ok(sketch(&batch))).await
        })
        .buffered(cores());
    let mut read: HashMap<u64, FragmentVectors> = HashMap::new();
    while let Some(some) = sketched.try_next().await? {
        for (fragment, vectors) in some {
            let known = read.entry(fragment).or_default();
            if known.rows.is_empty() {
                let rows = rows.get(&fragment).copied().unwrap_or_default();
                known.reserve(rows, &vectors);
            }
            known.append(vectors);
        }
    }
    for fragment in read.values_mut() {
        fragment.sketches.shrink_to_fit();
    }
    Ok(read)
}

/// The same laid out for searching: all of them are compared, one after the other. Small ones are joined
/// first.
async fn laid_out(
    mut read: HashMap<u64, FragmentVectors>,
) -> lance::Result<HashMap<u64, FragmentVectors>> {
    compute(move || {
        for fragment in read.values_mut() {
            if fragment.rows.len() > MOST_ROWS {
                fragment.sketches.lay_out();
            }
        }
        Ok(read)
    })
    .await
}

impl Join for FragmentVectors {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn join(parts: &[Arc<Self>]) -> Self {
        let mut joined = Self::default();
        for part in parts {
            joined.rows.extend(&part.rows);
            joined.ids.extend_from_slice(&part.ids);
            joined.digests.extend_from_slice(&part.digests);
            joined.sketches.extend(&part.sketches);
        }
        if joined.digests.is_empty() {
            joined.sketches.lay_out();
        }
        joined
    }
}

impl FragmentVectors {
    /// Makes room for so many rows of the kind of these.
    fn reserve(&mut self, rows: usize, kind: &Self) {
        self.rows.reserve_exact(rows);
        self.ids.reserve_exact(rows);
        if !kind.digests.is_empty() {
            self.digests.reserve_exact(rows);
        }
        self.sketches.reserve(rows, &kind.sketches);
    }

    fn append(&mut self, mut other: Self) {
        self.rows.append(&mut other.rows);
        self.ids.append(&mut other.ids);
        self.digests.append(&mut other.digests);
        self.sketches.append(other.sketches);
    }
}

fn sketch(batch: &RecordBatch) -> HashMap<u64, FragmentVectors> {
    let mut read: HashMap<u64, FragmentVectors> = HashMap::new();
    let digests = batch
        .column_by_name(DIGEST)
        .and_then(|column| column.as_string_opt::<i32>());
    let (ids, vectors) = (Texts::of(batch, Column::Id), Vectors::of(batch));
    for (at, (fragment, row)) in fragments(batch).zip(row_ids(batch)).enumerate() {
        let (Some(id), Some(vector)) = (ids.get(at), vectors.get(at)) else {
            continue;
        };
        let digest = match digests.map(|digests| Hash::from_hex(digests.value(at))) {
            None => None,
            Some(Ok(digest)) => Some(digest),
            // It belongs to no text.
            Some(Err(_)) => continue,
        };
        let fragment = read.entry(fragment).or_default();
        if fragment.sketches.push(vector) {
            fragment.rows.push(*row);
            fragment.ids.push(IdKey::of(id));
            fragment.digests.extend(digest);
        }
    }
    read
}
