//! The embedder that everybody shares: loaded once, when first needed.

use std::{
    fmt,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use lru::LruCache;
use rten::ThreadPool;
use tokio::sync::Semaphore;

use super::{
    Error, Result,
    network::Network,
    worker::{self, Demand},
};

/// Queries whose vectors are kept: more than somebody types and takes back in one go.
const RECENT_QUERIES: usize = 128;

/// Longer queries, in bytes, are pasted rather than typed, and not kept.
const LONGEST_KEPT: usize = 1024;

/// Turns texts into vectors of the bundled model. Cheap to clone; clones share the model, which
/// is loaded when first needed. All work runs on threads of its own, and stops when the future
/// that asked for it is dropped.
#[derive(Clone, Default)]
pub struct Embedder(Arc<Shared>);

struct Shared {
    network: OnceLock<Result<Network>>,
    recent: Mutex<LruCache<String, Vec<f32>>>,
    /// Queries that are embedded at the same time: one a core. They never wait for documents.
    queries: Arc<Semaphore>,
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

impl Default for Shared {
    fn default() -> Self {
        let kept = NonZeroUsize::new(RECENT_QUERIES).unwrap_or(NonZeroUsize::MIN);
        Self {
            network: OnceLock::new(),
            recent: Mutex::new(LruCache::new(kept)),
            queries: Arc::new(Semaphore::new(cores())),
        }
    }
}

impl fmt::Debug for Embedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedder")
            .field("loaded", &self.is_loaded())
            .finish_non_exhaustive()
    }
}

impl Embedder {
    /// Whether the model is in memory, so that nobody waits for it any more.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.0.network.get().is_some()
    }

    /// Loads the model, if that was not done before.
    pub async fn warm_up(&self) -> Result<()> {
        if self.is_loaded() {
            return self.0.network().map(drop);
        }
        let shared = Arc::clone(&self.0);
        worker::run(move |_| shared.network().map(drop)).await
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
            let network = shared.network()?;
            // While the model was loading, somebody may have typed on.
            if demand.is_gone() {
                return Ok(Vec::new());
            }
            let vector = network.run(&network.windows.first(&text)?, None)?;
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
        worker::run(move |demand| shared.network()?.embed_all(&texts, demand)).await
    }
}

impl Shared {
    /// The model, loaded by the first who asks; others wait for him. Blocks.
    fn network(&self) -> Result<&Network> {
        self.network
            .get_or_init(Network::load)
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

/// One window to run: where it belongs, and its tokens.
struct Job {
    text: usize,
    window: usize,
    tokens: Vec<u32>,
}

impl Network {
    fn embed_all<T: Send>(
        &self,
        texts: &[String],
        demand: &Demand<'_, T>,
    ) -> Result<Vec<Embedding>> {
        let mut jobs = Vec::new();
        for (text, content) in texts.iter().enumerate() {
            let windows = self.windows.all(content)?.into_iter().enumerate();
            jobs.extend(windows.map(|(window, tokens)| Job {
                text,
                window,
                tokens,
            }));
        }
        // The longest first, so that no core is left with a long one at the end.
        jobs.sort_by_key(|job| std::cmp::Reverse(job.tokens.len()));
        let mut done = self.run_all(&jobs, demand)?;
        done.sort_by_key(|(job, _)| (job.text, job.window));
        let mut embeddings = vec![Embedding::default(); texts.len()];
        for (job, vector) in done {
            let embedding = &mut embeddings[job.text];
            if job.window == 0 {
                embedding.vector = vector;
            } else {
                embedding.parts.push(vector);
            }
        }
        Ok(embeddings)
    }

    /// Runs every job, one a core at a time. For the short windows that most texts are, this is
    /// faster than sharing one window among the cores.
    fn run_all<'a, T: Send>(
        &self,
        jobs: &'a [Job],
        demand: &Demand<'_, T>,
    ) -> Result<Vec<(&'a Job, Vec<f32>)>> {
        let next = AtomicUsize::new(0);
        let work = || {
            let pool = Arc::new(ThreadPool::with_num_threads(1));
            let mut done = Vec::new();
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                if demand.is_gone() {
                    break;
                }
                done.push((job, self.run(&job.tokens, Some(&pool))?));
            }
            Ok(done)
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..cores().min(jobs.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let mut all = Vec::with_capacity(jobs.len());
            for worker in workers {
                all.extend(
                    worker
                        .join()
                        .map_err(|_| Error::Thread("it panicked".into()))??,
                );
            }
            Ok(all)
        })
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
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
