//! What searches of a store's tables keep between them, and the ways to search.

mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::allowed::Allowed;
use super::analyzer::{Analyzer, QueryWord};
use super::comparable::Comparable;
use super::embeddings::{Embeddings, Records};
use super::keyword::{self, Fault, KeywordMatch};
use super::keyword_view::KeywordCache;
use super::nearest::Nearest;
use super::schema::VECTOR_WIDTH;
use super::semantic_view::{SemanticView, Sources};
use super::sketch::SketchedQuestion;
use super::table_version::TableVersion;
use super::text_index::TextIndex;
use super::vector_cache::VectorCache;
use super::{Error, Repository, Result, RowId, Snapshot};
pub(super) use view::View;
use view::WideCache;

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
        let mut analyzer = Analyzer::new().map_err(|error| first.snapshot.failed(&error))?;
        let question = analyzer.question(words, typing);
        if question.is_empty() {
            return Ok(vec![Vec::new(); tables.len()]);
        }
        // As many indexes may be at fault as there are tables.
        let mut indexes = tables.len();
        loop {
            match self.rank_words(tables, &question).await {
                // The words are in the table still.
                Err(Fault::Index { table, error }) if indexes > 0 => {
                    tracing::warn!(%error, "an index of words is made anew");
                    indexes -= 1;
                    let (table, _) = &tables[table];
                    table.text_index.discard();
                    self.cache(&table.snapshot.repository).words.clear();
                }
                Err(Fault::Index { table, error } | Fault::Table { table, error }) => {
                    return Err(tables[table].0.snapshot.failed(&error));
                }
                Ok(ranked) => return Ok(ranked),
            }
        }
    }

    async fn rank_words(
        &self,
        tables: &[(Table, Allowed)],
        question: &[QueryWord],
    ) -> std::result::Result<Vec<Vec<KeywordMatch>>, Fault> {
        let mut views = Vec::with_capacity(tables.len());
        for (number, (table, allowed)) in tables.iter().enumerate() {
            let cache = self.cache(&table.snapshot.repository);
            let view = cache.words.view(&table.snapshot, &table.text_index).await;
            let view = view.map_err(|error| error.of_table(number))?;
            views.push((view, Arc::clone(&allowed.0)));
        }
        keyword::rank(&views, question).await
    }

    /// Reads what the first search of a table would have to read; `model` made its vectors, which are
    /// of some width.
    pub async fn prepare(&self, table: &Table, model: Option<(&str, usize)>) -> Result<()> {
        let snapshot = &table.snapshot;
        let words = &self.cache(&snapshot.repository).words;
        let words = words.view(snapshot, &table.text_index).await;
        // If an index is at fault, the search makes it anew.
        if let Err(Fault::Table { error, .. }) = words {
            return Err(snapshot.failed(&error));
        }
        if let Some((model, width)) = model {
            self.view(table, model, width).await?;
        }
        Ok(())
    }

    /// The vectors of `model` that belong to allowed rows, beside the question, for each table.
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
            nearest.push(Nearest::new(
                table.snapshot.clone(),
                self.view(table, model, question.len()).await?,
                Arc::clone(&allowed.0),
                Arc::clone(&question),
                Arc::clone(&sketched),
            ));
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
                    Err(error) => match embeddings.unreadable_parts(&error) {
                        // Long texts are found by their beginnings alone, until they are made anew.
                        damaged @ Error::DamagedSide { .. } => {
                            tracing::warn!(%damaged, "the parts of long texts are left out");
                        }
                        failed => return Err(failed),
                    },
                }
            }
        }
        let earlier = cache.earlier_view(&state);
        let sources = Sources {
            table: snapshot.clone(),
            fragments: vectors,
            parts: vectors_of_parts,
            records,
        };
        let view = SemanticView::new(sources, model, earlier).await;
        Ok(cache.keep(state, view.map_err(failed)?))
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
