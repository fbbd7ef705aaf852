//! The store, looked after while the UI is in use.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::service::After;

use super::backend::Backend;

/// Has the store looked after until nobody asks any more. When that is due is for the service to know.
pub(super) async fn run<B: Backend>(backend: Arc<B>, mut done: mpsc::UnboundedReceiver<After>) {
    while let Some(after) = done.recv().await {
        let backend = Arc::clone(&backend);
        tokio::spawn(async move { backend.keep_up(after).await });
    }
}
