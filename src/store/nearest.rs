//! Semantic search: cosine with every vector of one model, of whole texts and of parts.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{cast::AsArray, types::Int32Type};
use futures::future::try_join_all;
use lance::{Dataset, dataset::ProjectionRequest};

use super::Snapshot;
use super::blocking::compute;
use super::embeddings::Records;
use super::row_set::RowSet;
use super::rows::{Texts, Vectors};
use super::schema::Column;
use super::schema::VECTOR_WIDTH;
use super::sketch::{SketchedQuestion, Sketches, cosine, unit};
use super::vector_cache::FragmentVectors;

/// The column that numbers the parts of a text.
const PART: &str = "part";

/// Rows that one thread compares at a time.
const CHUNK: usize = 8192;

/// Rows whose texts and vectors are in memory together: texts are up to 10 MB long.
const TAKEN_AT_ONCE: usize = 256;

/// A row by its nearness to the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The row.
    pub row: u64,
    /// The cosine, estimated.
    pub cosine: f32,
    /// How far that is off at most.
    pub error: f32,
}

/// The vectors of one model in a table at one version.
#[derive(Debug)]
pub(super) struct SemanticView {
    table: Snapshot,
    fragments: Vec<Arc<Recorded>>,
    parts: Option<Parts>,
    records: Arc<Records>,
}

/// The vectors of a fragment of which the records say that the model made them. Whether a record
/// still holds is looked up where it matters, see [`SemanticView::exact`].
#[derive(Debug)]
struct Recorded {
    vectors: Arc<FragmentVectors>,
    places: Vec<u32>,
}

/// The vectors of the later parts of long texts.
#[derive(Debug)]
struct Parts {
    table: Dataset,
    /// Each part's place, and the row whose text it is of.
    owners: Vec<(Arc<FragmentVectors>, u32, u64)>,
    /// The parts of a row, by their rows.
    of: HashMap<u64, Vec<u64>>,
}

impl SemanticView {
    pub(super) fn new(
        table: Snapshot,
        fragments: Vec<Arc<FragmentVectors>>,
        parts: Option<(Dataset, Vec<Arc<FragmentVectors>>)>,
        records: Arc<Records>,
        model: &str,
        earlier: Option<&Self>,
    ) -> Self {
        let known = earlier.filter(|earlier| records.only_grew_since(&earlier.records));
        let known = known.map(Self::recorded_whole).unwrap_or_default();
        let fragments: Vec<Arc<Recorded>> = fragments
            .into_iter()
            .map(|vectors| match known.get(&Arc::as_ptr(&vectors)) {
                Some(known) => Arc::clone(known),
                None => Arc::new(Recorded::new(vectors, &records, model)),
            })
            .filter(|fragment| !fragment.places.is_empty())
            .collect();
        let parts = parts.map(|(table, parts)| Parts::new(table, &parts, &fragments, &records));
        Self {
            table,
            fragments,
            parts,
            records,
        }
    }

    /// The fragments all of whose vectors are recorded: new records add nothing to them.
    fn recorded_whole(&self) -> HashMap<*const FragmentVectors, &Arc<Recorded>> {
        let whole = self.fragments.iter();
        whole
            .filter(|recorded| recorded.places.len() == recorded.vectors.ids.len())
            .map(|recorded| (Arc::as_ptr(&recorded.vectors), recorded))
            .collect()
    }

    /// Every allowed row that has a vector of the model, in the order of rows.
    pub(super) async fn near(
        &self,
        question: &Arc<SketchedQuestion>,
        allowed: &Arc<RowSet>,
    ) -> lance::Result<Vec<Near>> {
        let chunks: Vec<(Arc<Recorded>, usize)> = self
            .fragments
            .iter()
            .flat_map(|fragment| {
                (0..fragment.places.len())
                    .step_by(CHUNK)
                    .map(|from| (fragment.clone(), from))
            })
            .collect();
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = chunks.len().div_ceil(threads).max(1);
        let work = chunks.chunks(share).map(|chunks| {
            let (chunks, question, allowed) = (chunks.to_vec(), question.clone(), allowed.clone());
            compute(move || {
                let compare = |(fragment, from): &(Arc<Recorded>, usize)| {
                    fragment.near(*from, &question, &allowed)
                };
                Ok(chunks.iter().flat_map(compare).collect::<Vec<_>>())
            })
        });
        let mut near = try_join_all(work).await?.concat();
        near.sort_unstable_by_key(|near| near.row);
        if let Some(parts) = &self.parts {
            parts.improve(&mut near, question);
        }
        Ok(near)
    }

    /// The exact cosines of rows, best part first; `None` where the row's text or vector is no
    /// longer the one that the model saw.
    pub(super) async fn exact(
        &self,
        rows: &[u64],
        question: &[f32],
    ) -> lance::Result<Vec<Option<f32>>> {
        let mut cosines = Vec::with_capacity(rows.len());
        for some in rows.chunks(TAKEN_AT_ONCE) {
            cosines.extend(self.exact_of_some(some, question).await?);
        }
        Ok(cosines)
    }

    /// Hands over the sketch of every row that has a vector of the model, in the order of rows.
    pub(super) fn collect(
        &self,
        allowed: &RowSet,
        into: &mut Sketches,
        mut row_of: impl FnMut(u64),
    ) {
        let mut places: Vec<(u64, &FragmentVectors, usize)> = Vec::new();
        for Recorded {
            vectors,
            places: recorded,
        } in self.fragments.iter().map(AsRef::as_ref)
        {
            let recorded = recorded.iter().map(|at| *at as usize);
            let rows = recorded.map(|at| (vectors.rows[at], vectors.as_ref(), at));
            places.extend(rows.filter(|(row, ..)| allowed.contains(*row)));
        }
        places.sort_unstable_by_key(|(row, ..)| *row);
        for (row, vectors, at) in places {
            into.push_from(&vectors.sketches, at);
            row_of(row);
        }
    }

    /// The exact vectors of rows, each of length one, those of the parts of a long text one after
    /// the other; `None` where a row's text or vector is no longer the one that the model saw, or a
    /// part is missing.
    pub(super) async fn vectors(&self, rows: &[u64]) -> lance::Result<Vec<Option<Box<[f32]>>>> {
        let mut all = Vec::with_capacity(rows.len());
        for rows in rows.chunks(TAKEN_AT_ONCE) {
            all.extend(self.vectors_of_some(rows).await?);
        }
        Ok(all)
    }

    async fn vectors_of_some(&self, rows: &[u64]) -> lance::Result<Vec<Option<Box<[f32]>>>> {
        let columns = [Column::Id, Column::Text, Column::Vector];
        let batch = self.table.columns(rows, &columns).await?;
        let ids = Texts::of(&batch, Column::Id);
        let texts = Texts::of(&batch, Column::Text);
        let vectors = Vectors::of(&batch);
        let mut all = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let row_of = || {
                let (id, text, vector) = (ids.get(at)?, texts.get(at)?, vectors.get(at)?);
                Some((self.records.valid(id, text, vector)?.parts, vector))
            };
            let Some((parts, vector)) = row_of() else {
                all.push(None);
                continue;
            };
            let mut whole = unit(vector);
            if parts > 0 {
                whole.extend(match &self.parts {
                    Some(of) => of.vectors(*row).await?,
                    None => Vec::new(),
                });
            }
            let is_whole = whole.len() == (parts as usize + 1) * VECTOR_WIDTH;
            all.push(is_whole.then(|| whole.into()));
        }
        Ok(all)
    }

    async fn exact_of_some(
        &self,
        rows: &[u64],
        question: &[f32],
    ) -> lance::Result<Vec<Option<f32>>> {
        let columns = [Column::Id, Column::Text, Column::Vector];
        let batch = self.table.columns(rows, &columns).await?;
        let ids = Texts::of(&batch, Column::Id);
        let texts = Texts::of(&batch, Column::Text);
        let vectors = Vectors::of(&batch);
        let mut cosines: Vec<Option<f32>> = (0..rows.len())
            .map(|at| {
                let (id, text, vector) = (ids.get(at)?, texts.get(at)?, vectors.get(at)?);
                self.records.valid(id, text, vector)?;
                Some(cosine(vector, question))
            })
            .collect();
        if let Some(parts) = &self.parts {
            parts.improve_exactly(rows, &mut cosines, question).await?;
        }
        Ok(cosines)
    }
}

impl Recorded {
    fn new(vectors: Arc<FragmentVectors>, records: &Records, model: &str) -> Self {
        let places = (0_u32..).zip(&vectors.ids);
        let places = places
            .filter(|(_, id)| records.names(id, model))
            .map(|(at, _)| at)
            .collect();
        Self { vectors, places }
    }

    fn near(&self, from: usize, question: &SketchedQuestion, allowed: &RowSet) -> Vec<Near> {
        let places = &self.places[from..self.places.len().min(from + CHUNK)];
        places
            .iter()
            .map(|at| *at as usize)
            .filter(|at| allowed.contains(self.vectors.rows[*at]))
            .map(|at| {
                let (cosine, error) = self.vectors.sketches.cosine(at, question);
                let row = self.vectors.rows[at];
                Near { row, cosine, error }
            })
            .collect()
    }
}

impl Parts {
    fn new(
        table: Dataset,
        parts: &[Arc<FragmentVectors>],
        fragments: &[Arc<Recorded>],
        records: &Records,
    ) -> Self {
        let mut rows: HashMap<&str, Vec<u64>> = HashMap::new();
        for part in parts {
            rows.extend(part.ids.iter().map(|id| (id.as_ref(), Vec::new())));
        }
        for fragment in fragments {
            for at in &fragment.places {
                let at = *at as usize;
                if let Some(rows) = rows.get_mut(fragment.vectors.ids[at].as_ref()) {
                    rows.push(fragment.vectors.rows[at]);
                }
            }
        }
        let mut owners = Vec::new();
        let mut of: HashMap<u64, Vec<u64>> = HashMap::new();
        for part in parts {
            let parts = (0_u32..).zip(part.ids.iter().zip(&part.digests));
            let current = |id: &str, digest: &str| {
                records
                    .get(id)
                    .is_some_and(|record| *record.digest.to_hex() == *digest)
            };
            for (at, (id, _)) in parts.filter(|(_, (id, digest))| current(id, digest)) {
                for row in rows.get(id.as_ref()).into_iter().flatten() {
                    owners.push((part.clone(), at, *row));
                    of.entry(*row).or_default().push(part.rows[at as usize]);
                }
            }
        }
        Self { table, owners, of }
    }

    /// The vectors of a row's later parts, one after the other in the text's order.
    async fn vectors(&self, row: u64) -> lance::Result<Vec<f32>> {
        let parts = self.of.get(&row).map_or(&[][..], Vec::as_slice);
        let columns =
            ProjectionRequest::from_columns([PART, Column::Vector.name()], self.table.schema());
        let batch = self.table.take_rows(parts, columns).await?;
        let numbers = batch
            .column_by_name(PART)
            .and_then(|column| column.as_primitive_opt::<Int32Type>());
        let (Some(numbers), vectors) = (numbers, Vectors::of(&batch)) else {
            return Ok(Vec::new());
        };
        let mut ordered: Vec<(i32, &[f32])> = (0..batch.num_rows())
            .filter_map(|at| Some((numbers.value(at), vectors.get(at)?)))
            .collect();
        ordered.sort_unstable_by_key(|(number, _)| *number);
        Ok(ordered
            .into_iter()
            .flat_map(|(_, vector)| unit(vector))
            .collect())
    }

    fn improve(&self, near: &mut [Near], question: &SketchedQuestion) {
        for (part, at, row) in &self.owners {
            if let Ok(place) = near.binary_search_by_key(row, |near| near.row) {
                let (cosine, error) = part.sketches.cosine(*at as usize, question);
                let whole = &mut near[place];
                whole.error = whole.error.max(error);
                whole.cosine = whole.cosine.max(cosine);
            }
        }
    }

    async fn improve_exactly(
        &self,
        rows: &[u64],
        cosines: &mut [Option<f32>],
        question: &[f32],
    ) -> lance::Result<()> {
        let (mut owners, mut parts) = (Vec::new(), Vec::new());
        for (at, row) in rows
            .iter()
            .enumerate()
            .filter(|(at, _)| cosines[*at].is_some())
        {
            for part in self.of.get(row).into_iter().flatten() {
                owners.push(at);
                parts.push(*part);
            }
        }
        if parts.is_empty() {
            return Ok(());
        }
        let columns = ProjectionRequest::from_columns([Column::Vector.name()], self.table.schema());
        let batch = self.table.take_rows(&parts, columns).await?;
        let vectors = Vectors::of(&batch);
        for (at, owner) in owners.into_iter().enumerate() {
            if let (Some(vector), Some(best)) = (vectors.get(at), &mut cosines[owner]) {
                *best = best.max(cosine(vector, question));
            }
        }
        Ok(())
    }
}
