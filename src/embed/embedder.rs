//! A model that everybody shares: loaded once, when first needed.

use std::{
    fmt,
    num::NonZeroUsize,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use lru::LruCache;
use tokio::sync::Semaphore;

use super::{DIMENSION, Error, MODEL, Result, backend::Loaded, onnx::OnnxSource, worker};

/// Queries whose vectors are kept: more than somebody types and takes back in one go.
const RECENT_QUERIES: usize = 128;

/// Longer queries, in bytes, are pasted rather than typed, and not kept.
const LONGEST_KEPT: usize = 1024;

/// Turns texts into vectors of one model, the bundled one unless told otherwise. Cheap to clone; clones
/// share the model, which is loaded when first needed. All work runs on threads of its own, and stops
/// when the future that asked for it is dropped.
#[derive(Clone, Default)]
pub struct Embedder(Arc<Shared>);

struct Shared {
    source: Source,
    loaded: OnceLock<Result<Loaded>>,
    recent: Mutex<LruCache<String, Vec<f32>>>,
    /// Queries that are embedded at the same time: one a core. They never wait for documents.
    queries: Arc<Semaphore>,
}

/// Where a model comes from.
#[derive(Debug)]
enum Source {
    Bundled,
    Onnx(OnnxSource),
}

/// Which model it is: vectors of two models can only be compared when these are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Its name, as it stands in the records of who made which vector.
    pub name: Arc<str>,
    /// How many numbers its vectors have.
    pub width: usize,
}

/// The vectors of one text, each of length one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Embedding {
    /// Of the text, cut off where the model's window ends: what other users of the model make.
    pub vector: Vec<f32>,
    /// Of the windows behind the first, in order; with it at most
    /// [`MAX_WINDOWS`](super::MAX_WINDOWS).
    pub parts: Vec<Vec<f32>>,
}

impl Identity {
    /// That of the bundled model.
    #[must_use]
    pub fn bundled() -> Self {
        Self {
            name: MODEL.into(),
            width: DIMENSION,
        }
    }

    /// Whether its vectors fit into the shared table.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.width == DIMENSION
    }
}

impl Default for Shared {
    fn default() -> Self {
        Self::of(Source::Bundled)
    }
}

impl fmt::Debug for Embedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedder")
            .field("source", &self.0.source)
            .field("loaded", &self.is_loaded())
            .finish_non_exhaustive()
    }
}

impl Embedder {
    pub(super) fn onnx(source: OnnxSource) -> Self {
        Self(Arc::new(Shared::of(Source::Onnx(source))))
    }

    /// Which model it is, as far as that is known without loading it: the name of a folder's model
    /// depends on what is in its files.
    #[must_use]
    pub fn known_identity(&self) -> Option<Identity> {
        if let Some(Ok(loaded)) = self.0.loaded.get() {
            return Some(loaded.identity.clone());
        }
        match &self.0.source {
            Source::Bundled => Some(Identity::bundled()),
            Source::Onnx(source) => source.identity(),
        }
    }

    /// Which model it is; a folder's is loaded for that.
    pub async fn identity(&self) -> Result<Identity> {
        if let Some(known) = self.known_identity() {
            return Ok(known);
        }
        let shared = Arc::clone(&self.0);
        worker::run(move |_| Ok(shared.loaded()?.identity.clone())).await
    }

    /// Why the model cannot be had, as far as that is known without loading it.
    #[must_use]
    pub fn problem(&self) -> Option<Error> {
        match (self.0.loaded.get(), &self.0.source) {
            (Some(loaded), _) => loaded.as_ref().err().cloned(),
            (None, Source::Bundled) => None,
            (None, Source::Onnx(source)) => source.problem(),
        }
    }

    /// Whether the model is in memory, so that nobody waits for it any more.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.0.loaded.get().is_some()
    }

    /// Loads the model, if that was not done before.
    pub async fn warm_up(&self) -> Result<()> {
        if self.is_loaded() {
            return self.0.loaded().map(drop);
        }
        let shared = Arc::clone(&self.0);
        worker::run(move |_| shared.loaded().map(drop)).await
    }

    /// The vector of a query. Of a query longer than the model's window the beginning counts.
    pub async fn embed_query(&self, text: &str) -> Result<Vec<f32>> {
        if let Some(vector) = self.0.recent(text) {
            return Ok(vector);
        }
        let turn = Arc::clone(&self.0.queries).acquire_owned().await;
        // Somebody before may have asked the same.
        if let Some(vector) = self.0.recent(text) {
            return Ok(vector);
        }
        let (shared, text) = (Arc::clone(&self.0), text.to_owned());
        worker::run(move |demand| {
            // Held as long as the thread works, be there anybody who waits or not.
            let _turn = turn;
            let loaded = shared.loaded()?;
            // While the model was loading, somebody may have typed on.
            if demand.is_gone() {
                return Ok(Vec::new());
            }
            let vector = loaded.query(&text)?;
            shared.remember(text, vector.clone());
            Ok(vector)
        })
        .await
    }

    /// The vectors of one text.
    pub async fn embed_document(&self, text: String) -> Result<Embedding> {
        let mut embeddings = self.embed_documents(vec![text]).await?;
        // One text in is one embedding out.
        Ok(embeddings.pop().unwrap_or_default())
    }

    /// The vectors of texts, in their order, made on all cores.
    pub async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Embedding>> {
        let shared = Arc::clone(&self.0);
        worker::run(move |demand| shared.loaded()?.documents(&texts, demand)).await
    }
}

impl Shared {
    fn of(source: Source) -> Self {
        let kept = NonZeroUsize::new(RECENT_QUERIES).unwrap_or(NonZeroUsize::MIN);
        Self {
            source,
            loaded: OnceLock::new(),
            recent: Mutex::new(LruCache::new(kept)),
            queries: Arc::new(Semaphore::new(worker::cores())),
        }
    }

    /// The model, loaded by the first who asks; others wait for him. Blocks.
    fn loaded(&self) -> Result<&Loaded> {
        self.loaded
            .get_or_init(|| match &self.source {
                Source::Bundled => Loaded::bundled(),
                Source::Onnx(source) => source.load(),
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    fn recent(&self, query: &str) -> Option<Vec<f32>> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.get(query).cloned()
    }

    fn remember(&self, query: String, vector: Vec<f32>) {
        if query.len() > LONGEST_KEPT {
            return;
        }
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.put(query, vector);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded() {
        let shared = Shared::default();
        for length in [1, LONGEST_KEPT, LONGEST_KEPT + 1] {
            shared.remember("x".repeat(length), vec![1.0]);
            let kept = shared.recent(&"x".repeat(length)).is_some();
            assert_eq!(kept, length <= LONGEST_KEPT, "{length}");
        }
        for number in 0..=RECENT_QUERIES {
            shared.remember(number.to_string(), Vec::new());
        }
        assert!(shared.recent("x").is_none());
    }
}
