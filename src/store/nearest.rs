//! Semantic search: cosine with every vector of the current model, whole texts and parts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use arrow_array::{Array, RecordBatch, cast::AsArray, types::UInt64Type};
use futures::{TryStreamExt, future::try_join_all};
use lance::{
    Dataset,
    dataset::{ROW_ADDR, ROW_ID},
    table::format::Fragment,
};

use super::blocking::compute;
use super::row_set::RowSet;
use super::rows::{Texts, Vectors};
use super::sketch::{SketchedQuestion, Sketches};
use super::Column;

/// Rows that one thread takes at a time.
const CHUNK: usize = 8192;

/// The vectors of one fragment that mean something.
#[derive(Debug, Default)]
struct FragmentVectors {
    rows: Vec<u64>,
    ids: Vec<Box<str>>,
    sketches: Sketches,
}

/// What is kept between searches of one table.
#[derive(Debug, Default)]
pub(super) struct VectorCache(Mutex<HashMap<String, Arc<FragmentVectors>>>);

/// A row by its nearness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub row: u64,
    /// The cosine, estimated.
    pub cosine: f32,
    /// How far that is off at most.
    pub error: f32,
}

/// The vectors of a table at one version.
#[derive(Debug, Clone, Default)]
pub(super) struct TableVectors(Vec<Arc<FragmentVectors>>);

impl VectorCache {
    /// The vectors of a table with the columns `id` and `vector`; reads only what no earlier call
    /// has read.
    pub(super) async fn vectors(&self, dataset: &Dataset) -> lance::Result<TableVectors> {
        let mut vectors = Vec::new();
        let mut unread = Vec::new();
        let mut paths = BTreeMap::new();
        let mut seen = HashSet::new();
        let Some(field) = dataset.schema().field(Column::Vector.name()) else {
            return Ok(TableVectors::default());
        };
        let wanted = |id: i32| id == field.id || field.children.iter().any(|child| child.id == id);
        for fragment in dataset.fragments().iter() {
            let Some(file) = fragment.files.iter().find(|file| file.fields.iter().any(|id| wanted(*id))) else {
                continue;
            };
            seen.insert(file.path.clone());
            if let Some(known) = self.lock().get(&file.path) {
                vectors.push(known.clone());
            } else {
                paths.insert(fragment.id as u32, file.path.clone());
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
        }
        self.lock().retain(|path, _| seen.contains(path));
        Ok(TableVectors(vectors))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<FragmentVectors>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(
    dataset: &Dataset,
    fragments: Vec<Fragment>,
) -> lance::Result<HashMap<u32, FragmentVectors>> {
    let mut scan = dataset.scan();
    scan.with_fragments(fragments).with_row_id().with_row_address();
    scan.project(&[Column::Id.name(), Column::Vector.name()])?;
    let mut stream = scan.try_into_stream().await?;
    let mut read: HashMap<u32, FragmentVectors> = HashMap::new();
    while let Some(batch) = stream.try_next().await? {
        read = compute(move || {
            add(&batch, &mut read);
            Ok(read)
        })
        .await?;
    }
    for fragment in read.values_mut() {
        fragment.sketches.shrink_to_fit();
    }
    Ok(read)
}

fn add(batch: &RecordBatch, read: &mut HashMap<u32, FragmentVectors>) {
    let addresses = batch[ROW_ADDR].as_primitive::<UInt64Type>();
    let rows = batch[ROW_ID].as_primitive::<UInt64Type>();
    let (ids, vectors) = (Texts::of(batch, Column::Id), Vectors::of(batch));
    for at in 0..batch.num_rows() {
        let (Some(id), Some(vector)) = (ids.get(at), vectors.get(at)) else {
            continue;
        };
        let fragment = read.entry((addresses.value(at) >> 32) as u32).or_default();
        if fragment.sketches.push(vector) {
            fragment.rows.push(rows.value(at));
            fragment.ids.push(id.into());
        }
    }
}
