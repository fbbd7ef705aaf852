//! Upkeep of the store, now that the answer is out.

use std::io::Write;

use super::{failure::Stop, output::Output, progress::Notice};
use crate::service::{After, Lore};

/// Does what pays after the command's work, and says what takes so long.
pub async fn keep_up(lore: &Lore, out: &mut Output, after: After) -> Result<(), Stop> {
    out.flush()?;
    let wants_index = lore.wants_index().await.is_ok_and(|wanted| wanted);
    let notice = wants_index.then(|| Notice::new("making the index of words, once ..."));
    lore.keep_up(after).await;
    if let Some(notice) = notice {
        notice.clear();
    }
    Ok(())
}
