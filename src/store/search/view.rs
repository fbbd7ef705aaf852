//! The vectors of a model as a search sees them, wherever they lie.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Searcher, SemanticView, Table, TableVersion, VECTOR_WIDTH};
use crate::store::{Error, Result, vector_cache::VectorCache, wide_view::WideView};

/// The vectors of a model: those in the shared table, or those of a wider one beside it.
#[derive(Debug, Clone)]
pub(in crate::store) enum View {
    Shared(Arc<SemanticView>),
    Wide(Arc<WideView>),
    /// There are none.
    Empty,
}

/// What is kept of the vectors of wider models between searches of one table.
#[derive(Debug, Default)]
pub(super) struct WideCache {
    vectors: Mutex<HashMap<String, Arc<VectorCache>>>,
    view: Mutex<Option<(WideState, Arc<WideView>)>>,
}

/// What a [`WideView`] was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WideState {
    table: TableVersion,
    wide: TableVersion,
    model: String,
}

impl Searcher {
    /// The vectors of a model of some width.
    pub(super) async fn view(&self, table: &Table, model: &str, width: usize) -> Result<View> {
        if width == VECTOR_WIDTH {
            return Ok(View::Shared(self.semantic_view(table, model).await?));
        }
        let snapshot = &table.snapshot;
        let Some(wide) = table.embeddings.wide(model).await? else {
            return Ok(View::Empty);
        };
        let state = WideState {
            table: TableVersion::of(&snapshot.dataset),
            wide: TableVersion::of(&wide),
            model: model.to_owned(),
        };
        let cache = self.cache(&snapshot.repository);
        if let Some(known) = cache.wide.view(&state) {
            return Ok(View::Wide(known));
        }
        let _turn = cache.making.lock().await;
        if let Some(known) = cache.wide.view(&state) {
            return Ok(View::Wide(known));
        }
        let vectors = match cache.wide.vectors(model).parts_alive(&wide).await {
            Ok(vectors) => vectors,
            Err(error) => match table.embeddings.unreadable_wide(model, &error) {
                // Entries are found by their words alone, until their vectors are made anew.
                damaged @ Error::DamagedSide { .. } => {
                    tracing::warn!(%damaged, "vectors are left out");
                    return Ok(View::Empty);
                }
                failed => return Err(failed),
            },
        };
        let view = Arc::new(WideView::new(snapshot, wide, vectors).await?);
        cache.wide.keep(state, &view);
        Ok(View::Wide(view))
    }
}

impl WideCache {
    fn view(&self, wanted: &WideState) -> Option<Arc<WideView>> {
        let view = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, view) = view.as_ref().filter(|(state, _)| state == wanted)?;
        Some(Arc::clone(view))
    }

    fn keep(&self, state: WideState, view: &Arc<WideView>) {
        let mut kept = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((state, Arc::clone(view)));
    }

    fn vectors(&self, model: &str) -> Arc<VectorCache> {
        let mut caches = self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(caches.entry(model.to_owned()).or_default())
    }
}
