//! The vectors of the later parts of long texts, tied to the rows whose texts they are of.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{cast::AsArray, types::Int32Type};
use lance::{Dataset, dataset::ProjectionRequest};

use super::{
    Column,
    embeddings::{PART, Records},
    id_key::IdKey,
    nearest::Near,
    row_walk::{OfRow, RowWalk},
    rows::Vectors,
    sketch::{SketchedQuestion, cosine, unit},
    vector_cache::FragmentVectors,
};

/// The vectors of the later parts of long texts.
#[derive(Debug)]
pub(super) struct Parts {
    table: Dataset,
    /// In the order of the rows whose texts they are of.
    owned: RowWalk<OwnedPart>,
}

/// A part's place, and the row whose text it is of.
#[derive(Debug)]
pub(super) struct OwnedPart {
    row: u64,
    vectors: Arc<FragmentVectors>,
    at: u32,
}

impl OfRow for OwnedPart {
    fn row(&self) -> u64 {
        self.row
    }
}

impl OwnedPart {
    /// The nearness of the whole text, with this part of it.
    pub(super) fn improve(
        &self,
        whole: &mut Near,
        question: &SketchedQuestion,
        room: &mut Vec<u8>,
    ) {
        let sketches = &self.vectors.sketches;
        let (cosine, error) = sketches.cosine(self.at as usize, question, room);
        whole.error = whole.error.max(error);
        whole.cosine = whole.cosine.max(cosine);
    }

    fn place(&self) -> u64 {
        self.vectors.rows[self.at as usize]
    }
}

impl Parts {
    /// Ties parts to rows by the ids of both, those that are of the text that the row's record is of.
    pub(super) fn new(
        table: Dataset,
        parts: &[Arc<FragmentVectors>],
        rows: impl Iterator<Item = (IdKey, u64)>,
        records: &Records,
    ) -> Self {
        let mut by_id: HashMap<IdKey, Vec<u64>> = HashMap::new();
        for part in parts {
            by_id.extend(part.ids.iter().map(|id| (*id, Vec::new())));
        }
        if !by_id.is_empty() {
            for (id, row) in rows {
                if let Some(rows) = by_id.get_mut(&id) {
                    rows.push(row);
                }
            }
        }
        let mut owned = Vec::new();
        for part in parts {
            let of_ids = (0_u32..).zip(part.ids.iter().zip(&part.digests));
            for (at, (id, digest)) in of_ids {
                if records.has_digest(*id, *digest) {
                    let rows = by_id.get(id).into_iter().flatten();
                    owned.extend(rows.map(|row| OwnedPart {
                        row: *row,
                        vectors: Arc::clone(part),
                        at,
                    }));
                }
            }
        }
        owned.sort_by_key(|owned| owned.row);
        let owned = RowWalk::new(owned.into());
        Self { table, owned }
    }

    /// A walk along the parts of all rows.
    pub(super) fn walk(&self) -> RowWalk<OwnedPart> {
        self.owned.clone()
    }

    /// The vectors of a row's later parts, each of length one, one after the other in the text's
    /// order.
    pub(super) async fn vectors(&self, row: u64) -> lance::Result<Vec<f32>> {
        let parts: Vec<u64> = self.walk().of(row).iter().map(OwnedPart::place).collect();
        let columns =
            ProjectionRequest::from_columns([PART, Column::Vector.name()], self.table.schema());
        let batch = self.table.take_rows(&parts, columns).await?;
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

    /// Puts the cosine of the nearest part in place of that of the first one.
    pub(super) async fn improve_exactly(
        &self,
        rows: &[u64],
        cosines: &mut [Option<f32>],
        question: &[f32],
    ) -> lance::Result<()> {
        let (mut owners, mut parts) = (Vec::new(), Vec::new());
        let mut walk = self.walk();
        for (at, row) in rows.iter().enumerate() {
            if cosines[at].is_some() {
                let own = walk.of(*row);
                parts.extend(own.iter().map(OwnedPart::place));
                owners.resize(parts.len(), at);
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
