//! What searches of a store's tables keep between them, and the ways to search.

mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::analyzer::{Analyzer, QueryWord};
use super::blocking::compute;
use super::comparable::Comparable;
use super::embeddings::{Embeddings, Records};
use super::keyword::{self, KeywordMatch};
use super::keyword_view::KeywordCache;
use super::nearest::{Near, SemanticView};
use super::row_set::RowSet;
use super::schema::VECTOR_WIDTH;
use super::sketch::SketchedQuestion;
use super::table_version::TableVersion;
use super::text_index::TextIndex;
use super::vector_cache::VectorCache;
use super::{Column, Repository, Result, RowId, Snapshot};
use crate::domain::filter::Filter;
use view::{View, WideCache};

/// A table to search.
#[derive(Debug, Clone)]
pub struct Table {
    /// The version to search.
    pub snapshot: Snapshot,
    /// Who made its vectors.
    pub embeddings: Embeddings,
    /// The index of its words.
    pub text_index: TextIndex,
}

/// The rows of a table that may be found. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Allowed(Arc<RowSet>);

/// Searches the tables of one store. Cheap to clone; clones share what was read.
#[derive(Debug, Clone, Default)]
pub struct Searcher {
    tables: Arc<Mutex<HashMap<Arc<str>, Arc<TableCache>>>>,
}

#[derive(Debug, Default)]
struct TableCache {
    words: KeywordCache,
    vectors: VectorCache,
    parts: VectorCache,
    semantic: Mutex<Option<(SemanticState, Arc<SemanticView>)>>,
    wide: WideCache,
    /// Held by who makes a view: others wait for it instead of making the same.
    making: tokio::sync::Mutex<()>,
}

/// What a [`SemanticView`] was made of.
#[derive(Debug, Clone)]
struct SemanticState {
    table: TableVersion,
    parts: Option<TableVersion>,
    records: Arc<Records>,
    model: String,
}

/// Rows by their nearness to a question, estimated, and the means to be exact.
#[derive(Debug)]
pub struct Nearest {
    /// Every allowed row that has a vector of the model, in the order of rows.
    pub rows: Vec<Near>,
    snapshot: Snapshot,
    view: View,
    question: Arc<[f32]>,
}

impl Repository {
    /// The repository as it is now, to search.
    pub async fn table(&self) -> Result<Table> {
        Ok(Table {
            snapshot: self.snapshot().await?,
            embeddings: self.embeddings().clone(),
            text_index: self.text_index().clone(),
        })
    }
}

impl FromIterator<RowId> for Allowed {
    fn from_iter<T: IntoIterator<Item = RowId>>(rows: T) -> Self {
        Self(Arc::new(rows.into_iter().map(|row| row.0).collect()))
    }
}

impl Allowed {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }
}

impl Snapshot {
    /// The rows that a filter admits.
    pub async fn allowed(&self, filter: &Filter) -> Result<Allowed> {
        let mut rows = RowSet::default();
        self.visit(filter, &[], |row, _| rows.extend([row.0]))
            .await?;
        Ok(Allowed(Arc::new(rows)))
    }

    /// The rows with this id that a filter admits.
    pub async fn rows_with_id(&self, filter: &Filter, id: &str) -> Result<Vec<u64>> {
        let mut rows = Vec::new();
        self.visit(filter, &[Column::Id], |row, values| {
            rows.extend((values == [id]).then_some(row.0));
        })
        .await?;
        Ok(rows)
    }

    /// The moments and ids of rows, as stored and in the asked order: what breaks a tie.
    pub async fn moments(&self, rows: &[u64]) -> Result<Vec<(String, String)>> {
        self.texts(rows, [Column::Timestamp, Column::Id]).await
    }

    /// Two columns of rows, in the asked order, null as the empty text.
    pub async fn texts(&self, rows: &[u64], columns: [Column; 2]) -> Result<Vec<(String, String)>> {
        let taken = self.columns(rows, &columns).await;
        let batch = taken.map_err(|error| self.failed(&error))?;
        let [first, second] = columns.map(|column| super::rows::Texts::of(&batch, column));
        let text =
            |column: super::rows::Texts<'_>, at| column.get(at).unwrap_or_default().to_owned();
        Ok((0..batch.num_rows())
            .map(|at| (text(first, at), text(second, at)))
            .collect())
    }
}

impl Searcher {
    /// Every allowed row that holds words of the question, in the order of rows, one list a table.
    /// Scores are comparable over all of them.
    pub async fn keyword(
        &self,
        tables: &[(Table, Allowed)],
        words: &str,
        typing: bool,
    ) -> Result<Vec<Vec<KeywordMatch>>> {
        let Some((first, _)) = tables.first() else {
            return Ok(Vec::new());
        };
        let failed = |error: lance::Error| first.snapshot.failed(&error);
        let question = Analyzer::new().map_err(failed)?.question(words, typing);
        if question.is_empty() {
            return Ok(vec![Vec::new(); tables.len()]);
        }
        if let Ok(ranked) = self.rank_words(tables, &question).await {
            return Ok(ranked);
        }
        // If an index is at fault, the words are in the tables still.
        for (table, _) in tables {
            table.text_index.discard();
            self.cache(&table.snapshot.repository).words.clear();
        }
        self.rank_words(tables, &question).await
    }

    async fn rank_words(
        &self,
        tables: &[(Table, Allowed)],
        question: &[QueryWord],
    ) -> Result<Vec<Vec<KeywordMatch>>> {
        let mut views = Vec::with_capacity(tables.len());
        for (table, allowed) in tables {
            let snapshot = &table.snapshot;
            let view = self
                .cache(&snapshot.repository)
                .words
                .view(snapshot, &table.text_index)
                .await
                .map_err(|error| snapshot.failed(&error))?;
            views.push((view, allowed.0.clone()));
        }
        keyword::rank(&views, question)
            .await
            .map_err(|error| tables[0].0.snapshot.failed(&error))
    }

    /// Every allowed row that has a vector of `model`, one list a table.
    pub async fn nearest(
        &self,
        tables: &[(Table, Allowed)],
        question: &[f32],
        model: &str,
    ) -> Result<Vec<Nearest>> {
        let Some(sketched) = SketchedQuestion::new(question).map(Arc::new) else {
            return Ok(Vec::new());
        };
        let question: Arc<[f32]> = question.into();
        let mut nearest = Vec::with_capacity(tables.len());
        for (table, allowed) in tables {
            let snapshot = &table.snapshot;
            let view = self.view(table, model, question.len()).await?;
            let rows = view.near(&sketched, &allowed.0).await;
            nearest.push(Nearest {
                rows: rows.map_err(|error| snapshot.failed(&error))?,
                snapshot: snapshot.clone(),
                view,
                question: question.clone(),
            });
        }
        Ok(nearest)
    }

    /// The allowed rows that have a vector of `model` in the shared tables, to compare them with one
    /// another. Tables are numbered as they are given.
    pub async fn comparable(&self, tables: &[(Table, Allowed)], model: &str) -> Result<Comparable> {
        let mut views = Vec::with_capacity(tables.len());
        for (table, allowed) in tables {
            let view = self.semantic_view(table, model).await?;
            views.push((table.snapshot.clone(), view, allowed.0.clone()));
        }
        Ok(Comparable::new(views))
    }

    /// The vectors that `model` made of the text of a row, one for each part of it, each of length
    /// one; `None` when there are none that still hold. `width` is that of the model's vectors.
    pub async fn meaning(
        &self,
        table: &Table,
        row: RowId,
        id: &str,
        model: &str,
        width: usize,
    ) -> Result<Option<Vec<Vec<f32>>>> {
        let failed = |error: lance::Error| table.snapshot.failed(&error);
        if width != VECTOR_WIDTH {
            let View::Wide(view) = self.view(table, model, width).await? else {
                return Ok(None);
            };
            let vectors = view.vectors(&[row.0]).await.map_err(failed)?;
            return Ok(vectors.into_iter().find(|parts| !parts.is_empty()));
        }
        if !table.embeddings.records().await?.names(id, model) {
            return Ok(None);
        }
        let view = self.semantic_view(table, model).await?;
        let vectors = view.vectors(&[row.0]).await.map_err(failed)?;
        let parts = |all: Box<[f32]>| {
            all.chunks_exact(VECTOR_WIDTH)
                .map(<[f32]>::to_vec)
                .collect()
        };
        Ok(vectors.into_iter().flatten().next().map(parts))
    }

    async fn semantic_view(&self, table: &Table, model: &str) -> Result<Arc<SemanticView>> {
        let Table {
            snapshot,
            embeddings,
            ..
        } = table;
        let cache = self.cache(&snapshot.repository);
        let records = embeddings.records().await?;
        let parts = if records.is_empty() {
            None
        } else {
            embeddings.parts().await?
        };
        let state = SemanticState {
            table: TableVersion::of(&snapshot.dataset),
            parts: parts.as_ref().map(TableVersion::of),
            records: records.clone(),
            model: model.to_owned(),
        };
        if let Some(known) = cache.semantic_view(&state) {
            return Ok(known);
        }
        let _turn = cache.making.lock().await;
        if let Some(known) = cache.semantic_view(&state) {
            return Ok(known);
        }
        let failed = |error: lance::Error| snapshot.failed(&error);
        let (mut vectors, mut vectors_of_parts) = (Vec::new(), None);
        if !records.is_empty() {
            let small = snapshot.small().await.map_err(failed)?;
            vectors = (cache.vectors)
                .vectors(&snapshot.dataset, &small)
                .await
                .map_err(failed)?;
            if let Some(parts) = parts {
                match cache.parts.all_parts(&parts).await {
                    Ok(vectors) => vectors_of_parts = Some((parts, vectors)),
                    // Long texts are found by their beginnings alone, until they are made anew.
                    Err(error) => tracing::warn!(%error, "the parts of long texts are left out"),
                }
            }
        }
        let earlier = cache.earlier_view(&state);
        let table = snapshot.clone();
        let model = model.to_owned();
        let make = move || {
            Ok(SemanticView::new(
                table,
                vectors,
                vectors_of_parts,
                records,
                &model,
                earlier.as_deref(),
            ))
        };
        Ok(cache.keep(state, compute(make).await.map_err(failed)?))
    }

    fn cache(&self, repository: &Arc<str>) -> Arc<TableCache> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.entry(repository.clone()).or_default().clone()
    }
}

impl TableCache {
    fn semantic_view(&self, wanted: &SemanticState) -> Option<Arc<SemanticView>> {
        let semantic = self.semantic.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, view) = semantic.as_ref().filter(|(state, _)| state.is(wanted))?;
        Some(view.clone())
    }

    /// The view that was made last for the same model.
    fn earlier_view(&self, wanted: &SemanticState) -> Option<Arc<SemanticView>> {
        let semantic = self.semantic.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, view) = semantic
            .as_ref()
            .filter(|(state, _)| state.model == wanted.model)?;
        Some(view.clone())
    }

    fn keep(&self, state: SemanticState, view: SemanticView) -> Arc<SemanticView> {
        let view = Arc::new(view);
        let mut semantic = self.semantic.lock().unwrap_or_else(PoisonError::into_inner);
        *semantic = Some((state, view.clone()));
        view
    }
}

impl SemanticState {
    fn is(&self, other: &Self) -> bool {
        self.table == other.table
            && self.parts == other.parts
            && Arc::ptr_eq(&self.records, &other.records)
            && self.model == other.model
    }
}

impl Nearest {
    /// The exact cosines of rows; `None` where a row's text or vector is no longer the one that
    /// the model saw, so that it must not be found by it.
    pub async fn exact(&self, rows: &[u64]) -> Result<Vec<Option<f32>>> {
        let cosines = self.view.exact(rows, &self.question).await;
        cosines.map_err(|error| self.snapshot.failed(&error))
    }
}
