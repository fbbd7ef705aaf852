//! The vectors of one model in a shared table: of whole texts and of parts.

use std::{ops::Range, sync::Arc};

use lance::Dataset;

use super::{
    Column, Snapshot,
    blocking::{compute, spread},
    embeddings::Records,
    nearest::Gather,
    parts::Parts,
    recorded::{self, Known, Recorded},
    row_set::RowSet,
    row_walk::RowWalk,
    rows::{RowRead, Texts, Vectors},
    schema::VECTOR_WIDTH,
    sketch::{SketchedQuestion, Sketches, cosine, unit},
    vector_cache::FragmentVectors,
};

/// Rows that are compared as one piece of work.
const PIECE: usize = 8192;

/// Rows whose texts and vectors are in memory together: texts are up to 10 MB long.
const TAKEN_AT_ONCE: usize = 256;

/// The vectors of one model in a table at one version.
#[derive(Debug)]
pub(super) struct SemanticView {
    table: Snapshot,
    fragments: Vec<Arc<Recorded>>,
    parts: Option<Parts>,
    records: Arc<Records>,
}

/// What a view is made of.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) table: Snapshot,
    pub(super) fragments: Vec<Arc<FragmentVectors>>,
    pub(super) parts: Option<(Dataset, Vec<Arc<FragmentVectors>>)>,
    pub(super) records: Arc<Records>,
}

impl SemanticView {
    pub(super) async fn new(
        sources: Sources,
        model: &str,
        earlier: Option<Arc<Self>>,
    ) -> lance::Result<Self> {
        let Sources {
            table,
            fragments,
            parts,
            records,
        } = sources;
        let known = (earlier.as_ref())
            .filter(|earlier| records.only_grew_since(&earlier.records))
            .map(|earlier| earlier.recorded_whole());
        let known = known.unwrap_or_default();
        let fragments = recorded::all(fragments, &records, model, &known).await?;
        let of_parts = {
            let (fragments, records) = (fragments.clone(), Arc::clone(&records));
            move || {
                let tie = |(table, parts): (_, Vec<_>)| {
                    let rows = fragments.iter().flat_map(|fragment| fragment.rows());
                    Parts::new(table, &parts, rows, &records)
                };
                Ok(parts.map(tie))
            }
        };
        Ok(Self {
            table,
            fragments,
            parts: compute(of_parts).await?,
            records,
        })
    }

    /// The fragments all of whose vectors are recorded: new records add nothing to them.
    fn recorded_whole(&self) -> Known {
        let whole = self.fragments.iter().filter(|recorded| recorded.is_whole());
        whole
            .map(|recorded| (Arc::as_ptr(recorded.vectors()).addr(), Arc::clone(recorded)))
            .collect()
    }

    /// Shows every allowed row that has a vector of the model.
    pub(super) async fn gather<G: Gather>(
        &self,
        question: &Arc<SketchedQuestion>,
        allowed: &Arc<RowSet>,
        new: impl Fn() -> G + Clone + Send + 'static,
    ) -> lance::Result<Vec<G>> {
        let mut rows = 0;
        let mut pieces: Vec<(Arc<Recorded>, Range<usize>)> = Vec::new();
        for fragment in &self.fragments {
            let count = fragment.len();
            rows += count;
            let begins = (0..count).step_by(PIECE);
            let pieces_of = begins.map(|begin| begin..count.min(begin + PIECE));
            pieces.extend(pieces_of.map(|piece| (Arc::clone(fragment), piece)));
        }
        let (question, allowed) = (Arc::clone(question), Arc::clone(allowed));
        let parts = self.parts.as_ref().map(Parts::walk);
        let parts = parts.unwrap_or_else(|| RowWalk::new(Arc::new([])));
        spread(pieces, rows, move |pieces| {
            let (mut gatherer, mut allowed) = (new(), allowed.lookup());
            let mut parts = parts.clone();
            for (fragment, piece) in pieces {
                fragment.show(piece, &question, &mut allowed, &mut parts, &mut gatherer);
            }
            gatherer
        })
        .await
    }

    /// Hands over the sketch of every row that has a vector of the model, in the order of rows.
    pub(super) fn collect(
        &self,
        allowed: &RowSet,
        into: &mut Sketches,
        mut row_of: impl FnMut(u64),
    ) {
        let mut allowed = allowed.lookup();
        let mut places: Vec<(u64, &FragmentVectors, usize)> = Vec::new();
        for fragment in &self.fragments {
            let vectors = fragment.vectors().as_ref();
            let recorded = fragment.places(0..fragment.len());
            let rows = recorded.map(|at| (vectors.rows[at], vectors, at));
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

    /// The exact cosines of rows that stand for themselves, by their vectors alone: whether these still
    /// hold is not looked at. `None` for texts of several parts.
    pub(super) async fn claims(
        &self,
        rows: &[u64],
        question: &[f32],
    ) -> lance::Result<Vec<Option<f32>>> {
        let batch = self.table.columns(rows, &[Column::Vector]).await?;
        let vectors = Vectors::of(&batch);
        let mut parts = self.parts.as_ref().map(Parts::walk);
        let all_there = batch.num_rows() == rows.len();
        let claim = |(at, row): (usize, &u64)| {
            let whole = parts.as_mut().is_none_or(|parts| parts.of(*row).is_empty());
            let vector = vectors.get(at).filter(|_| whole && all_there)?;
            Some(cosine(vector, question))
        };
        Ok(rows.iter().enumerate().map(claim).collect())
    }

    /// The exact cosines of rows that were read, best part first; `None` where the row's text or
    /// vector is no longer the one that the model saw.
    pub(super) async fn cosines(
        &self,
        rows: &[&RowRead],
        question: &[f32],
    ) -> lance::Result<Vec<Option<f32>>> {
        let cosine_of = |row: &&RowRead| {
            let (id, text) = (row.text(Column::Id)?, row.text(Column::Text)?);
            let vector = row.vector()?;
            self.records.valid(id, text, vector)?;
            Some(cosine(vector, question))
        };
        let mut cosines: Vec<Option<f32>> = rows.iter().map(cosine_of).collect();
        if let Some(parts) = &self.parts {
            let rows: Vec<u64> = rows.iter().map(|row| row.row()).collect();
            parts.improve_exactly(&rows, &mut cosines, question).await?;
        }
        Ok(cosines)
    }
}
