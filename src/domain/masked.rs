//! Entries without their credentials, for everything that shows them.

use super::{entry::Entry, secret};

/// The entry with every credential in its text and metadata made unreadable; `None` when it holds
/// none.
#[must_use]
pub fn masked(entry: &Entry) -> Option<Entry> {
    let (text, metadata) = masked_text(&entry.text, &entry.metadata)?;
    Some(Entry {
        text,
        metadata,
        ..entry.clone()
    })
}

/// The same for text and metadata alone.
#[must_use]
pub fn masked_text(text: &str, metadata: &str) -> Option<(String, String)> {
    let holds = !secret::find(text).is_empty() || !secret::find_in_metadata(metadata).is_empty();
    holds.then(|| (secret::mask(text), secret::mask_metadata(metadata)))
}
