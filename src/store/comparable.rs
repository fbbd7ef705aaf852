//! The vectors of one model over several tables, to compare them with one another.

use std::{collections::HashSet, sync::Arc};

use lance_linalg::distance::dot_f32;

use super::{
    Error, Result, Snapshot, blocking::compute, pairs::PairSearch, row_set::RowSet,
    schema::VECTOR_WIDTH, semantic_view::SemanticView, sketch::Sketches,
};
use crate::domain::linkage::{Linkage, Pair};

/// Rows of several tables that have a vector of the model, in the order of tables and rows.
#[derive(Debug)]
pub struct Comparable {
    tables: Vec<(Snapshot, Arc<SemanticView>)>,
    rows: Vec<(usize, u64)>,
    sketches: Sketches,
}

/// What some of these rows mean: one vector, and one more for each part of a long text, each of
/// length one.
#[derive(Debug, Clone, Default)]
pub struct Meanings {
    /// By the rows' numbers; nothing where nothing is known.
    vectors: Vec<Box<[f32]>>,
    read: HashSet<u32>,
}

impl Comparable {
    pub(super) fn new(views: Vec<(Snapshot, Arc<SemanticView>, Arc<RowSet>)>) -> Self {
        let (mut rows, mut sketches) = (Vec::new(), Sketches::default());
        let mut tables = Vec::with_capacity(views.len());
        for (number, (snapshot, view, allowed)) in views.into_iter().enumerate() {
            view.collect(&allowed, &mut sketches, |row| rows.push((number, row)));
            tables.push((snapshot, view));
        }
        Self {
            tables,
            rows,
            sketches,
        }
    }

    /// The rows, each by its table's number and its place therein.
    #[must_use]
    pub fn rows(&self) -> &[(usize, u64)] {
        &self.rows
    }

    /// Begins to look for pairs among some of the rows, by their numbers.
    #[must_use]
    pub fn search(&self, members: &[u32], at_least: f32) -> PairSearch {
        let mut sketches = Sketches::default();
        for member in members {
            sketches.push_from(&self.sketches, *member as usize);
        }
        PairSearch::new(&sketches, at_least)
    }

    /// Reads the exact vectors of rows, by their numbers. A row whose text or vector is no longer
    /// the one that the model saw means nothing.
    pub async fn read(&self, members: &[u32], into: &mut Arc<Meanings>) -> Result<()> {
        let mut wanted: Vec<Vec<u32>> = vec![Vec::new(); self.tables.len()];
        for member in members {
            if !into.read.contains(member) {
                wanted[self.rows[*member as usize].0].push(*member);
            }
        }
        for ((snapshot, view), members) in self.tables.iter().zip(wanted) {
            let rows: Vec<u64> = (members.iter())
                .map(|member| self.rows[*member as usize].1)
                .collect();
            let read = view.vectors(&rows).await;
            let read = read.map_err(|error| snapshot.failed(&error))?;
            let into = Arc::make_mut(into);
            into.vectors.resize_with(self.rows.len(), Box::default);
            for (member, vectors) in members.into_iter().zip(read) {
                into.vectors[member as usize] = vectors.unwrap_or_default();
                into.read.insert(member);
            }
        }
        Ok(())
    }

    /// One step of a search.
    pub async fn step(&self, search: &mut PairSearch) -> Result<()> {
        search.step().await.map_err(|error| self.failed(&error))
    }

    /// Joins groups along pairs of rows whose vectors were read, off the runtime's threads:
    /// thousands of rows that are alike have millions of cosines.
    pub async fn join(
        &self,
        mut groups: Linkage,
        pairs: Vec<(u32, u32)>,
        meanings: &Arc<Meanings>,
        at_least: f32,
    ) -> Result<Linkage> {
        let meanings = Arc::clone(meanings);
        let joined = compute(move || {
            let cosine = |one, other| meanings.cosine(one, other);
            let pair = |(one, other)| Pair {
                one,
                other,
                likeness: cosine(one, other),
            };
            groups.join(pairs.into_iter().map(pair).collect(), at_least, cosine);
            Ok(groups)
        });
        joined.await.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &lance::Error) -> Error {
        let first = self.tables.first();
        let repository = first.map_or("", |(snapshot, _)| &snapshot.repository);
        Error::table("compare", repository, error)
    }
}

impl Meanings {
    /// The cosine of two rows; of long texts, of the parts that are least alike. Nothing is known
    /// of texts with different numbers of parts but that they differ.
    fn cosine(&self, one: u32, other: u32) -> f32 {
        let (one, other) = (&self.vectors[one as usize], &self.vectors[other as usize]);
        if one.is_empty() || one.len() != other.len() {
            return 0.0;
        }
        one.chunks_exact(VECTOR_WIDTH)
            .zip(other.chunks_exact(VECTOR_WIDTH))
            .map(|(one, other)| dot_f32(one, other).min(1.0))
            .fold(1.0, f32::min)
    }
}
