//! The vectors of a table in memory, sketched; read once a fragment.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{RecordBatch, cast::AsArray};
use futures::{StreamExt, TryStreamExt};
use lance::{Dataset, table::format::Fragment};

use super::blocking::compute;
use super::fragment_cache::{Deleted, FragmentCache};
use super::rows::{Texts, Vectors};
use super::schema::Column;
use super::sketch::Sketches;
use super::visit::{fragments, row_ids};

/// The column by which a part tells the text and the vector that it belongs to.
const DIGEST: &str = "digest";

/// The vectors of one fragment, but for those that cannot be an embedding.
#[derive(Debug, Default)]
pub(super) struct FragmentVectors {
    pub(super) rows: Vec<u64>,
    pub(super) ids: Vec<Box<str>>,
    /// What ties parts to the text they are of; empty for the shared table.
    pub(super) digests: Vec<Box<str>>,
    pub(super) sketches: Sketches,
}

/// What is kept between searches of one table.
#[derive(Debug, Default)]
pub(super) struct VectorCache(FragmentCache<FragmentVectors>);

impl VectorCache {
    /// The vectors of a table with the columns `id` and `vector`, some of them perhaps of rows that
    /// are gone; reads only what no earlier call has read.
    pub(super) async fn vectors(
        &self,
        dataset: &Dataset,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        self.those_of(dataset, Deleted::Harmless).await
    }

    /// The same without those of rows that are gone.
    pub(super) async fn vectors_alive(
        &self,
        dataset: &Dataset,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        self.those_of(dataset, Deleted::Hidden).await
    }

    async fn those_of(
        &self,
        dataset: &Dataset,
        deleted: Deleted,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        if dataset.schema().field(Column::Vector.name()).is_none() {
            return Ok(Vec::new());
        }
        let read = |missing| read(dataset, missing);
        self.0
            .values(dataset, dataset.fragments(), deleted, read)
            .await
    }
}

async fn read(
    dataset: &Dataset,
    fragments: Vec<Fragment>,
) -> lance::Result<HashMap<u64, FragmentVectors>> {
    let mut scan = dataset.scan();
    scan.with_fragments(fragments)
        .with_row_id()
        .with_row_address();
    let mut columns = vec![Column::Id.name(), Column::Vector.name()];
    columns.extend(dataset.schema().field(DIGEST).map(|_| DIGEST));
    scan.project(&columns)?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let sketched: Vec<_> = (scan.try_into_stream().await?)
        .map(|batch| async move {
            let batch = batch?;
            compute(move || Ok(sketch(&batch))).await
        })
        .buffered(threads)
        .try_collect()
        .await?;
    let mut read: HashMap<u64, FragmentVectors> = HashMap::new();
    for (fragment, vectors) in sketched.into_iter().flatten() {
        read.entry(fragment).or_default().append(vectors);
    }
    for fragment in read.values_mut() {
        fragment.sketches.shrink_to_fit();
    }
    Ok(read)
}

impl FragmentVectors {
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
        let fragment = read.entry(fragment).or_default();
        if fragment.sketches.push(vector) {
            fragment.rows.push(*row);
            fragment.ids.push(id.into());
            fragment
                .digests
                .extend(digests.map(|digests| digests.value(at).into()));
        }
    }
    read
}
