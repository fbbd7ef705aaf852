//! The vectors of a table in memory, sketched; read once a fragment.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::{RecordBatch, cast::AsArray};
use futures::{StreamExt, TryStreamExt};
use lance::{
    Dataset,
    table::format::{DataFile, Fragment},
};

use super::blocking::compute;
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

/// What is kept between searches of one table, by the path of the data file that holds a
/// fragment's vectors. A file never changes under its name.
#[derive(Debug, Default)]
pub(super) struct VectorCache(Mutex<HashMap<String, Arc<FragmentVectors>>>);

impl VectorCache {
    /// The vectors of a table with the columns `id` and `vector`; reads only what no earlier call
    /// has read.
    pub(super) async fn vectors(
        &self,
        dataset: &Dataset,
    ) -> lance::Result<Vec<Arc<FragmentVectors>>> {
        let Some(field) = dataset.schema().field(Column::Vector.name()) else {
            return Ok(Vec::new());
        };
        let (mut vectors, mut unread) = (Vec::new(), Vec::new());
        let (mut paths, mut seen) = (BTreeMap::new(), HashSet::new());
        for fragment in dataset.fragments().iter() {
            let holds_vectors = |file: &&DataFile| file.fields.contains(&field.id);
            let Some(file) = fragment.files.iter().find(holds_vectors) else {
                continue;
            };
            seen.insert(file.path.clone());
            if let Some(known) = self.lock().get(&file.path) {
                vectors.push(known.clone());
            } else {
                paths.insert(fragment.id, file.path.clone());
                unread.push(fragment.clone());
            }
        }
        if !unread.is_empty() {
            let mut read = read(dataset, unread).await?;
            for (fragment, path) in paths {
                let fragment = Arc::new(read.remove(&fragment).unwrap_or_default());
                self.lock().insert(path, fragment.clone());
                vectors.push(fragment);
            }
            self.lock().retain(|path, _| seen.contains(path));
        }
        Ok(vectors)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<FragmentVectors>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
