//! Indexes, kept up while agents are at work.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

use crate::service::{Lore, Result};

/// Shortest time between two rounds after writing.
const PAUSE: Duration = Duration::from_mins(1);

/// Looks after the indexes in the background. Failing at it harms nobody: searches are slower without
/// them, not wrong. Clones take turns.
#[derive(Debug, Clone, Default)]
pub struct Upkeep(Arc<Mutex<Option<Instant>>>);

impl Upkeep {
    /// After a call: makes the index that searches want, and after writing tidies up now and then.
    pub fn after_call(&self, lore: &Lore, wrote: bool) {
        let Ok(mut last) = Arc::clone(&self.0).try_lock_owned() else {
            return;
        };
        let lore = lore.clone();
        tokio::spawn(async move {
            let is_due = wrote && last.is_none_or(|last| last.elapsed() >= PAUSE);
            if let Err(error) = look_after(&lore, is_due).await {
                tracing::warn!(%error, "the store was not kept up");
            }
            if is_due {
                *last = Some(Instant::now());
            }
        });
    }
}

async fn look_after(lore: &Lore, is_due: bool) -> Result<()> {
    if is_due || lore.wants_index().await? {
        lore.maintain().await?;
    }
    Ok(())
}
