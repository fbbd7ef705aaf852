//! What happens to the entries of a store, whoever does it, as a stream of events.
//!
//! One look after the other, as long as somebody watches: the file system tells whether anybody wrote,
//! and only what is new in the tables is read.

mod picture;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::{
        Mutex,
        broadcast::{self, Receiver, Sender, WeakSender, error::RecvError},
    },
    time::sleep,
};

use super::{Lore, Result};
use crate::domain::event::Event;
use picture::Picture;

/// How long an event goes unnoticed, at most, while the store is small.
const PAUSE: Duration = Duration::from_millis(200);

/// Looking may take this part of the time: large stores are looked at less often.
const SHARE: u32 = 5;

/// Events that one who reads slowly may be behind.
const BACKLOG: usize = 4096;

/// The watch over a store, kept while anybody watches. Cheap to clone; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<Mutex<Option<WeakSender<Event>>>>);

/// Hears of what happens to a store's entries.
#[derive(Debug)]
pub struct Watcher(Receiver<Event>);

/// What a [`Watcher`] hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noticed {
    /// Something happened to an entry.
    Event(Event),
    /// So many events were missed since they were not heard in time; later ones follow.
    Lagged(u64),
}

impl Watcher {
    /// Waits for the next event; `None` when the watch has ended, and one may begin anew.
    pub async fn next(&mut self) -> Option<Noticed> {
        match self.0.recv().await {
            Ok(event) => Some(Noticed::Event(event)),
            Err(RecvError::Lagged(missed)) => Some(Noticed::Lagged(missed)),
            Err(RecvError::Closed) => None,
        }
    }
}

impl Lore {
    /// Begins to watch: every change from now on is heard of, whichever process makes it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn watch(&self) -> Result<Watcher> {
        let mut kept = self.watch.0.lock().await;
        if let Some(events) = kept.as_ref().and_then(WeakSender::upgrade) {
            return Ok(Watcher(events.subscribe()));
        }
        let picture = Picture::of(self).await?;
        let (events, receiver) = broadcast::channel(BACKLOG);
        *kept = Some(events.downgrade());
        tokio::spawn(self.clone().keep_watch(picture, events));
        Ok(Watcher(receiver))
    }

    /// Looks again and again, and tells what is new, until nobody listens any more.
    async fn keep_watch(self, mut picture: Picture, events: Sender<Event>) {
        let mut pause = PAUSE;
        loop {
            sleep(pause).await;
            let began = Instant::now();
            match picture.renew(&self).await {
                Ok(news) => {
                    for event in news {
                        // Nobody listening is no error.
                        let _ = events.send(event);
                    }
                }
                // Other programs may be in the midst of something; the next look tells.
                Err(error) => tracing::warn!(%error, "the store could not be looked at"),
            }
            let mut kept = self.watch.0.lock().await;
            if events.receiver_count() == 0 {
                *kept = None;
                return;
            }
            pause = PAUSE.max(began.elapsed() * SHARE);
        }
    }
}
