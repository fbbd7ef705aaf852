//! Projects, stats and coverage: counted anew when asked, once for all who asked meanwhile.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

use crate::{domain::filter::Filter, tui::msg::Msg};

use super::{WantedStats, backend::Backend, guarded::guarded};

/// Stats wait until the filter has stood still for so long.
const FILTER_PAUSE: Duration = Duration::from_millis(150);

pub(super) async fn projects<B: Backend>(
    backend: Arc<B>,
    mut due: watch::Receiver<()>,
    news: mpsc::Sender<Msg>,
) {
    while due.changed().await.is_ok() {
        let answer = guarded(backend.projects()).await;
        if news.send(Msg::Projects(answer)).await.is_err() {
            return;
        }
        // When this fails, so did the projects, and that was told.
        if let Ok(broken) = guarded(backend.broken()).await
            && news.send(Msg::Broken(broken)).await.is_err()
        {
            return;
        }
    }
}

pub(super) async fn coverage<B: Backend>(
    backend: Arc<B>,
    mut due: watch::Receiver<()>,
    news: mpsc::Sender<Msg>,
) {
    while due.changed().await.is_ok() {
        let answer = guarded(backend.coverage(&Filter::default())).await;
        if news.send(Msg::Coverage(answer)).await.is_err() {
            return;
        }
    }
}

pub(super) async fn stats<B: Backend>(
    backend: Arc<B>,
    mut due: watch::Receiver<WantedStats>,
    news: mpsc::Sender<Msg>,
) {
    while due.changed().await.is_ok() {
        while let Ok(changed) = timeout(FILTER_PAUSE, due.changed()).await {
            if changed.is_err() {
                return;
            }
        }
        let WantedStats { generation, filter } = due.borrow_and_update().clone();
        let answer = guarded(backend.stats(&filter)).await;
        if news.send(Msg::Stats { generation, answer }).await.is_err() {
            return;
        }
    }
}
