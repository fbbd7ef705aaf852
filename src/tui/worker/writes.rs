//! Writes, one after the other.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{service::Cancel, tui::msg::Msg};

use super::{backend::Backend, guarded::guarded};

/// Something that changes the store.
#[derive(Debug)]
pub(super) enum Write {
    /// Make the missing vectors, until done or told to stop.
    Reembed(Cancel),
}

/// Carries writes out until there are no more, also when nobody listens any longer.
pub(super) async fn run<B: Backend>(
    backend: Arc<B>,
    mut queue: mpsc::Receiver<Write>,
    news: mpsc::Sender<Msg>,
) {
    while let Some(Write::Reembed(cancel)) = queue.recv().await {
        // News of progress may be lost when the UI is busy; the next one makes up for it.
        let mut progress = |at| drop(news.try_send(Msg::ReembedProgress(at)));
        let outcome = guarded(backend.reembed(&cancel, &mut progress)).await;
        drop(news.send(Msg::ReembedEnded(outcome)).await);
    }
}
