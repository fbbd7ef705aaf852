//! What every request handler has at hand.

use std::{sync::Arc, time::Instant};

use axum::extract::FromRef;
use tokio::sync::{OwnedRwLockWriteGuard, OwnedSemaphorePermit, RwLock, Semaphore, watch};

use super::failure::Failure;
use crate::service::{self, Lore};

/// The state of the server. Cheap to clone; clones share everything.
#[derive(Debug, Clone)]
pub(super) struct App {
    pub lore: Lore,
    pub work: Work,
    pub closing: Closing,
    pub streams: Streams,
    pub started: Instant,
    /// The description of the API, as it is sent.
    pub description: Arc<str>,
}

impl App {
    pub fn new(lore: Lore, closing: Closing, description: String) -> Self {
        Self {
            lore,
            work: Work::default(),
            closing,
            streams: Streams::default(),
            started: Instant::now(),
            description: description.into(),
        }
    }
}

impl FromRef<App> for Lore {
    fn from_ref(app: &App) -> Self {
        app.lore.clone()
    }
}

impl FromRef<App> for Work {
    fn from_ref(app: &App) -> Self {
        app.work.clone()
    }
}

impl FromRef<App> for Closing {
    fn from_ref(app: &App) -> Self {
        app.closing.clone()
    }
}

impl FromRef<App> for Streams {
    fn from_ref(app: &App) -> Self {
        app.streams.clone()
    }
}

/// Streams without an end, of which there are few enough to leave room for requests.
#[derive(Debug, Clone)]
pub(super) struct Streams(Arc<Semaphore>);

impl Streams {
    /// Streams at a time.
    pub const MOST: usize = 64;

    /// Leave for one more, as long as it is held; none when there are as many as there may be.
    pub fn one_more(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

impl Default for Streams {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(Self::MOST)))
    }
}

/// Work that is carried to its end, though nobody may wait for it any more. Every write goes through
/// here.
#[derive(Debug, Clone, Default)]
pub(super) struct Work(Arc<RwLock<()>>);

impl Work {
    /// Carries work out. When the request goes away the work goes on, and the server does not end
    /// before it did.
    ///
    /// # Errors
    /// Those of the work, and its panic.
    pub async fn carry_out<T: Send + 'static>(
        &self,
        work: impl Future<Output = service::Result<T>> + Send + 'static,
    ) -> Result<T, Failure> {
        let running = Arc::clone(&self.0).read_owned().await;
        let task = tokio::spawn(async move {
            let done = work.await;
            drop(running);
            done
        });
        match task.await {
            Ok(done) => Ok(done?),
            Err(error) => Err(Failure::internal(error)),
        }
    }

    /// Waits until nothing is being worked at. Nothing else begins as long as the answer is held.
    pub async fn ended(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.0).write_owned().await
    }
}

/// Tells that the server is about to end.
#[derive(Debug, Clone)]
pub(super) struct Closing(watch::Receiver<bool>);

impl Closing {
    /// One, and what sets it off.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Waits until the server is about to end.
    pub async fn begun(mut self) {
        // When the sender is gone, so is the server.
        let _ = self.0.wait_for(|closing| *closing).await;
    }
}
