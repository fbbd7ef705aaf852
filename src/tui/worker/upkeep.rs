//! Indexes, kept up while the UI is in use.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::sleep};

use super::{backend::Backend, guarded::guarded};

/// Shortest time between two rounds.
const PAUSE: Duration = Duration::from_mins(1);

/// Keeps indexes up when that is due, until nobody asks any more. Failing at it harms nobody:
/// searches are slower without them, not wrong.
pub(super) async fn run<B: Backend>(backend: Arc<B>, mut due: watch::Receiver<()>) {
    while due.changed().await.is_ok() {
        if let Err(failure) = guarded(backend.maintain()).await {
            tracing::warn!("indexes not kept up: {failure}");
        }
        sleep(PAUSE).await;
    }
}
