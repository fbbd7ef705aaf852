//! Rows by their nearness to a question: all of them estimated, some read and exact.

use std::sync::Arc;

use super::{
    Result, Snapshot, row_set::RowSet, rows::RowRead, search::View, sketch::SketchedQuestion,
};

/// A row by its nearness to the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The row.
    pub row: u64,
    /// The cosine, estimated.
    pub cosine: f32,
    /// How far that is off at most, but for one row in many thousands.
    pub error: f32,
}

/// Is shown rows and keeps what matters of them: a table has a million.
pub trait Gather: Send + 'static {
    /// Whether a row matters that is so near at most. Who says no has taken note of it.
    fn wants(&mut self, row: u64, at_most: f32) -> bool;

    /// Another row; none comes twice, but where it was wanted.
    fn see(&mut self, near: Near);
}

/// The vectors of a table, and the question to compare them with.
#[derive(Debug)]
pub struct Nearest {
    snapshot: Snapshot,
    view: View,
    allowed: Arc<RowSet>,
    question: Arc<[f32]>,
    sketched: Arc<SketchedQuestion>,
}

impl Nearest {
    pub(super) fn new(
        snapshot: Snapshot,
        view: View,
        allowed: Arc<RowSet>,
        question: Arc<[f32]>,
        sketched: Arc<SketchedQuestion>,
    ) -> Self {
        Self {
            snapshot,
            view,
            allowed,
            question,
            sketched,
        }
    }

    /// Shows every allowed row that has a vector of the model, to as many gatherers as there are cores
    /// to work on it.
    pub async fn gather<G: Gather>(
        &self,
        new: impl Fn() -> G + Clone + Send + 'static,
    ) -> Result<Vec<G>> {
        let (question, allowed) = (&self.sketched, &self.allowed);
        let gathered = match &self.view {
            View::Shared(view) => view.gather(question, allowed, new).await,
            View::Wide(view) => view.gather(question, allowed, new).await,
            View::Empty => Ok(Vec::new()),
        };
        gathered.map_err(|error| self.snapshot.failed(&error))
    }

    /// The exact cosines of rows by their vectors alone, which may no longer hold; `None` where it takes
    /// more to tell. Costs far less than to read the rows.
    pub async fn claims(&self, rows: &[u64]) -> Result<Vec<Option<f32>>> {
        let claims = match &self.view {
            View::Shared(view) => view.claims(rows, &self.question).await,
            View::Wide(_) | View::Empty => Ok(vec![None; rows.len()]),
        };
        claims.map_err(|error| self.snapshot.failed(&error))
    }

    /// The exact cosines of rows that were read: `None` where a row's text or vector is no longer the
    /// one that the model saw, so that it must not be found by it.
    pub async fn cosines(&self, rows: &[&RowRead]) -> Result<Vec<Option<f32>>> {
        let cosines = match &self.view {
            View::Shared(view) => view.cosines(rows, &self.question).await,
            View::Wide(view) => view.cosines(rows, &self.question).await,
            View::Empty => Ok(vec![None; rows.len()]),
        };
        cosines.map_err(|error| self.snapshot.failed(&error))
    }
}
