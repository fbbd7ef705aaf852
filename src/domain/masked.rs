//! Entries without their credentials, for everything that shows them.

use super::{entry::Entry, secret};

/// The entry with every credential made unreadable that it holds, but for its id, which names it; `None`
/// when it holds none.
#[must_use]
pub fn masked(entry: &Entry) -> Option<Entry> {
    if entry.credentials().is_empty() {
        return None;
    }
    Some(Entry {
        text: secret::mask(&entry.text),
        kind: secret::mask(&entry.kind),
        project_id: secret::mask(&entry.project_id),
        session_id: secret::mask(&entry.session_id),
        agent: secret::mask(&entry.agent),
        metadata: secret::mask_metadata(&entry.metadata),
        ..entry.clone()
    })
}
