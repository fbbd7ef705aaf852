//! Making of missing vectors. It takes long, so changes do not wait for it.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{service::Cancel, tui::msg::Msg};

use super::{backend::Backend, guarded::guarded};

/// Makes vectors whenever asked, until nobody asks any more.
pub(super) async fn run<B: Backend>(
    backend: Arc<B>,
    mut wishes: mpsc::Receiver<Cancel>,
    news: mpsc::Sender<Msg>,
) {
    while let Some(cancel) = wishes.recv().await {
        // News of progress may be lost when the UI is busy; the next one makes up for it.
        let mut progress = |at| drop(news.try_send(Msg::ReembedProgress(at)));
        let outcome = guarded(backend.reembed(&cancel, &mut progress)).await;
        drop(news.send(Msg::ReembedEnded(outcome)).await);
    }
}
