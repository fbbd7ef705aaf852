//! Looks whether somebody wrote into the store.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    task::spawn_blocking,
    time::{MissedTickBehavior, interval},
};

use crate::tui::msg::Msg;

use super::backend::Backend;

/// How often it looks. What others write is on the screen within two of these.
const PERIOD: Duration = Duration::from_millis(800);

/// Watches until nobody listens.
pub(super) async fn run<B: Backend>(backend: Arc<B>, news: mpsc::Sender<Msg>) {
    let mut clock = interval(PERIOD);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut known = None;
    loop {
        tokio::select! {
            _ = clock.tick() => {}
            () = news.closed() => return,
        }
        let watched = Arc::clone(&backend);
        let Ok(now) = spawn_blocking(move || watched.fingerprint()).await else {
            tracing::error!("the store's state could not be read");
            continue;
        };
        let changed = known.as_ref().is_some_and(|known| *known != now);
        known = Some(now);
        if changed && news.send(Msg::StoreChanged).await.is_err() {
            return;
        }
    }
}
