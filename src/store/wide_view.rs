//! Semantic search in the vectors of a wider model, which lie beside the shared table.

use std::{collections::HashMap, ops::Range, sync::Arc};

use arrow_array::{Array, cast::AsArray, types::Int32Type};
use lance::{Dataset, dataset::ProjectionRequest};

use super::{
    Column, Result, Snapshot,
    blocking::spread,
    embeddings::{PART, text_digest},
    id_key::IdKey,
    nearest::{Gather, Near},
    row_set::RowSet,
    rows::{RowRead, Texts, Vectors},
    sketch::{SketchedQuestion, cosine, unit},
    vector_cache::FragmentVectors,
};
use crate::domain::filter::Filter;

/// Rows whose texts and vectors are in memory together: texts are up to 10 MB long.
const TAKEN_AT_ONCE: usize = 256;

/// Parts that are compared as one piece of work, about.
const PIECE: usize = 8192;

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
        let mut places: HashMap<IdKey, Vec<(usize, usize)>> = HashMap::new();
        for (number, fragment) in fragments.iter().enumerate() {
            for (at, id) in fragment.ids.iter().enumerate() {
                places.entry(*id).or_default().push((number, at));
            }
        }
        let mut parts = Vec::with_capacity(places.len());
        snapshot
            .visit(&Filter::default(), &[Column::Id], |row, values| {
                for (number, at) in places.get(&IdKey::of(values[0])).into_iter().flatten() {
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

    /// Shows every allowed row that has a vector, by its nearest part.
    pub(super) async fn gather<G: Gather>(
        &self,
        question: &Arc<SketchedQuestion>,
        allowed: &Arc<RowSet>,
        new: impl Fn() -> G + Clone + Send + 'static,
    ) -> lance::Result<Vec<G>> {
        let (parts, question) = (Arc::clone(&self.parts), Arc::clone(question));
        let allowed = Arc::clone(allowed);
        spread(self.pieces(), self.parts.len(), move |pieces| {
            let (mut gatherer, mut allowed) = (new(), allowed.lookup());
            let mut room = Vec::new();
            for piece in pieces {
                for parts in parts[piece].chunk_by(|one, next| one.row == next.row) {
                    if allowed.contains(parts[0].row)
                        && let Some(near) = nearest(parts, &question, &mut room)
                    {
                        gatherer.see(near);
                    }
                }
            }
            gatherer
        })
        .await
    }

    /// Pieces of work: parts of one text stay together.
    fn pieces(&self) -> Vec<Range<usize>> {
        let (mut pieces, mut begin) = (Vec::new(), 0);
        while begin < self.parts.len() {
            let last = self.parts.len().min(begin + PIECE) - 1;
            let row = self.parts[last].row;
            let end = self.parts.partition_point(|part| part.row <= row);
            pieces.push(begin..end);
            begin = end;
        }
        pieces
    }

    /// The exact cosines of rows that were read, best part first; `None` where the text is no longer
    /// the one that the model saw.
    pub(super) async fn cosines(
        &self,
        rows: &[&RowRead],
        question: &[f32],
    ) -> lance::Result<Vec<Option<f32>>> {
        let texts = rows.iter().map(|row| (row.row(), row.text(Column::Text)));
        let mut cosines = Vec::with_capacity(rows.len());
        for vectors in self.vectors_of(texts).await? {
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
            let texts = rows
                .iter()
                .enumerate()
                .map(|(at, row)| (*row, texts.get(at)));
            all.extend(self.vectors_of(texts).await?);
        }
        Ok(all)
    }

    async fn vectors_of(
        &self,
        texts: impl ExactSizeIterator<Item = (u64, Option<&str>)>,
    ) -> lance::Result<Vec<Vec<Vec<f32>>>> {
        let rows = texts.len();
        let (mut taken, mut owners) = (Vec::new(), Vec::new());
        for (owner, (row, text)) in texts.enumerate() {
            let digest = text.map(text_digest);
            for part in self.parts_of(row) {
                if digest.is_some() && part.vectors.digests.get(part.at) == digest.as_ref() {
                    taken.push(part.vectors.rows[part.at]);
                    owners.push(owner);
                }
            }
        }
        self.taken(rows, &taken, &owners).await
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

/// The nearest of a text's parts.
fn nearest(parts: &[PartOf], question: &SketchedQuestion, room: &mut Vec<u8>) -> Option<Near> {
    let near = |part: &PartOf| {
        let sketches = &part.vectors.sketches;
        let (cosine, error) = sketches.cosine_with(part.at, question, room)?;
        let row = part.row;
        Some(Near { row, cosine, error })
    };
    parts.iter().filter_map(near).reduce(|one, other| Near {
        cosine: one.cosine.max(other.cosine),
        error: one.error.max(other.error),
        ..one
    })
}
