//! The model and the indexes, ready while the server runs.

use std::time::Duration;

use tokio::time;

use crate::service::{Fingerprint, Lore};

/// Time between two looks at whether indexes lag behind.
const PAUSE: Duration = Duration::from_mins(1);

/// Loads the model, then keeps the indexes up for as long as anybody writes. Failing at it harms nobody:
/// the first search waits, or searches are slower, not wrong.
pub(super) async fn keep_up(lore: Lore) {
    if let Err(error) = lore.warm_up().await {
        tracing::warn!(%error, "the model was not loaded");
    }
    let mut seen = Fingerprint::default();
    loop {
        if lore.fingerprint() != seen {
            if let Err(error) = lore.maintain().await {
                tracing::warn!(%error, "the store was not kept up");
            }
            seen = lore.fingerprint();
        }
        time::sleep(PAUSE).await;
    }
}
