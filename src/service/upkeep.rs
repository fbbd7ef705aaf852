//! Upkeep of a store in use: when it is looked after, and what is done then.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::Mutex,
    time::{Instant, sleep, sleep_until},
};

use super::{Fingerprint, Lore, Result, panics::caught};

/// Shortest time between two rounds of a process.
const PAUSE: Duration = Duration::from_mins(1);

/// What was done, which tells what upkeep pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Something was searched: an index that would have made it faster. Who only looks around writes
    /// nothing else.
    Search,
    /// Something was written: all there is to do.
    Write,
}

/// The rounds of a process. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Rounds(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Something was written since the last round.
    wrote: AtomicBool,
    /// When somebody last looked whether searches want an index.
    looked: Mutex<Option<Instant>>,
    /// Held by who waits for its round, on behalf of all that come meanwhile.
    turn: Mutex<()>,
    /// Held during a round: when the last one ended.
    ended: Mutex<Option<Instant>>,
}

impl Rounds {
    /// Whether it is time again to look what searches want.
    async fn may_look(&self) -> bool {
        let mut looked = self.0.looked.lock().await;
        let may = looked.is_none_or(|looked| looked.elapsed() >= PAUSE);
        if may {
            *looked = Some(Instant::now());
        }
        may
    }
}

impl Lore {
    /// Does the upkeep that pays after what was done, a round a minute at most; returns when it is
    /// done, or left to somebody who waits for its turn already. Failing at it harms nobody: searches
    /// are slower without an index, not wrong, and a store may be there to be read only.
    pub async fn keep_up(&self, after: After) {
        let Rounds(shared) = &self.rounds;
        match after {
            After::Write => shared.wrote.store(true, Ordering::SeqCst),
            After::Search if !self.rounds.may_look().await => return,
            After::Search => match self.wants_index().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return tracing::warn!(%error, "the store could not be looked at"),
            },
        }
        let Ok(turn) = shared.turn.try_lock() else {
            return;
        };
        let mut ended = shared.ended.lock().await;
        if let Some(ended) = *ended {
            sleep_until(ended + PAUSE).await;
        }
        drop(turn);
        let wrote = shared.wrote.swap(false, Ordering::SeqCst);
        match caught(self.round(wrote)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the store was not kept up"),
            Err(panicked) => tracing::error!(%panicked, "the store was not kept up"),
        }
        *ended = Some(Instant::now());
    }

    /// Does the upkeep that pays now and, for as long as it is polled, whenever anybody wrote.
    pub async fn keep_up_always(&self) {
        let mut seen = Fingerprint::default();
        loop {
            let now = self.fingerprint();
            if now != seen {
                self.keep_up(After::Write).await;
                // Whoever wrote meanwhile is found the next time; so is the upkeep itself, once.
                seen = now;
            }
            sleep(PAUSE).await;
        }
    }

    async fn round(&self, wrote: bool) -> Result<()> {
        if wrote {
            return self.maintain().await;
        }
        self.in_each(async |repository| {
            let snapshot = repository.snapshot().await?;
            repository.text_index().maintain(&snapshot).await?;
            Ok(())
        })
        .await
    }
}
