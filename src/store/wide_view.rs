//! Semantic search in the vectors of a wider model, which lie beside the shared table.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{Array, cast::AsArray, types::Int32Type};
use lance::{Dataset, dataset::ProjectionRequest};

use super::{
    Column, Result, Snapshot,
    blocking::compute,
    embeddings::{PART, text_digest},
    nearest::Near,
    row_set::RowSet,
    rows::{Texts, Vectors},
    sketch::{SketchedQuestion, cosine, unit},
    vector_cache::FragmentVectors,
};
use crate::domain::filter::Filter;

/// Rows whose texts and vectors are in memory together: texts are up to 10 MB long.
const TAKEN_AT_ONCE: usize = 256;

/// The vectors of one wider model for a table at one version.
#[derive(Debug)]
pub(super) struct WideView {
    shared: Arc<Dataset>,
    wide: Dataset,
    /// The parts of each row's text that have a vector, in the order of rows.
    parts: Arc<Vec<PartOf>>,
}

/// A part by its vector's place, and the row of the shared table whose text it is of.
#[derive(Debug)]
struct PartOf {
    row: u64,
    vectors: Arc<FragmentVectors>,
    at: usize,
}

impl WideView {
    /// Ties vectors to the rows of a snapshot by their ids.
    pub(super) async fn new(
        snapshot: &Snapshot,
        wide: Dataset,
        fragments: Vec<Arc<FragmentVectors>>,
    ) -> Result<Self> {
        let mut places: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
        for (number, fragment) in fragments.iter().enumerate() {
            for (at, id) in fragment.ids.iter().enumerate() {
                places.entry(id).or_default().push((number, at));
            }
        }
        let mut parts = Vec::with_capacity(places.len());
        snapshot
            .visit(&Filter::default(), &[Column::Id], |row, values| {
                for (number, at) in places.get(values[0]).into_iter().flatten() {
                    parts.push(PartOf {
                        row: row.0,
                        vectors: Arc::clone(&fragments[*number]),
                        at: *at,
                    });
                }
            })
            .await?;
        parts.sort_unstable_by_key(|part| part.row);
        Ok(Self {
            shared: Arc::clone(&snapshot.dataset),
            wide,
            parts: Arc::new(parts),
        })
    }

    /// Every allowed row that has a vector, by its nearest part, in the order of rows.
    pub(super) async fn near(
        &self,
        question: &Arc<SketchedQuestion>,
        allowed: &Arc<RowSet>,
    ) -> lance::Result<Vec<Near>> {
        let (parts, question) = (Arc::clone(&self.parts), Arc::clone(question));
        let allowed = Arc::clone(allowed);
        compute(move || {
            let mut near: Vec<Near> = Vec::new();
            for part in parts.iter().filter(|part| allowed.contains(part.row)) {
                let Some((cosine, error)) = part.vectors.sketches.cosine_with(part.at, &question)
                else {
                    continue;
                };
                match near.last_mut().filter(|last| last.row == part.row) {
                    Some(whole) => {
                        whole.cosine = whole.cosine.max(cosine);
                        whole.error = whole.error.max(error);
                    }
                    None => near.push(Near {
                        row: part.row,
                        cosine,
                        error,
                    }),
                }
            }
            Ok(near)
        })
        .await
    }

    /// The exact cosines of rows, best part first; `None` where the text is no longer the one that
    /// the model saw.
    pub(super) async fn exact(
        &self,
        rows: &[u64],
        question: &[f32],
    ) -> lance::Result<Vec<Option<f32>>> {
        let mut cosines = Vec::with_capacity(rows.len());
        for vectors in self.vectors(rows).await? {
            let near = |vector: &Vec<f32>| cosine(vector, question);
            cosines.push(vectors.iter().map(near).reduce(f32::max));
        }
        Ok(cosines)
    }

    /// The vectors of rows, each of length one, those of a text's parts in their order; none where
    /// the text is no longer the one that the model saw.
    pub(super) async fn vectors(&self, rows: &[u64]) -> lance::Result<Vec<Vec<Vec<f32>>>> {
        let mut all = Vec::with_capacity(rows.len());
        for rows in rows.chunks(TAKEN_AT_ONCE) {
            let columns = [Column::Text.name()];
            let columns = ProjectionRequest::from_columns(columns, self.shared.schema());
            let batch = self.shared.take_rows(rows, columns).await?;
            let texts = Texts::of(&batch, Column::Text);
            let (mut taken, mut owners) = (Vec::new(), Vec::new());
            for (owner, row) in rows.iter().enumerate() {
                let digest = texts.get(owner).map(|text| text_digest(text).to_hex());
                for part in self.parts_of(*row) {
                    let of_part = part.vectors.digests.get(part.at);
                    let holds = digest.as_ref().zip(of_part);
                    if holds.is_some_and(|(digest, of_part)| **of_part == **digest) {
                        taken.push(part.vectors.rows[part.at]);
                        owners.push(owner);
                    }
                }
            }
            all.extend(self.taken(rows.len(), &taken, &owners).await?);
        }
        Ok(all)
    }

    async fn taken(
        &self,
        rows: usize,
        taken: &[u64],
        owners: &[usize],
    ) -> lance::Result<Vec<Vec<Vec<f32>>>> {
        let mut numbered: Vec<Vec<(i32, Vec<f32>)>> = vec![Vec::new(); rows];
        if !taken.is_empty() {
            let columns = [PART, Column::Vector.name()];
            let columns = ProjectionRequest::from_columns(columns, self.wide.schema());
            let batch = self.wide.take_rows(taken, columns).await?;
            let numbers = batch.column_by_name(PART);
            let numbers = numbers.and_then(|column| column.as_primitive_opt::<Int32Type>());
            let vectors = Vectors::of(&batch);
            for (at, owner) in owners.iter().enumerate() {
                let number = numbers.filter(|numbers| at < numbers.len());
                if let (Some(numbers), Some(vector)) = (number, vectors.get(at)) {
                    numbered[*owner].push((numbers.value(at), unit(vector)));
                }
            }
        }
        let ordered = numbered.into_iter().map(|mut parts| {
            parts.sort_unstable_by_key(|(number, _)| *number);
            parts.into_iter().map(|(_, vector)| vector).collect()
        });
        Ok(ordered.collect())
    }

    fn parts_of(&self, row: u64) -> &[PartOf] {
        let from = self.parts.partition_point(|part| part.row < row);
        let to = self.parts.partition_point(|part| part.row <= row);
        &self.parts[from..to]
    }
}
