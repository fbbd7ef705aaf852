//! A long list of entries, read page by page.

use super::Result;
use crate::domain::entry::Entry;

/// The entries of one filter in order, pinned to one moment. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Listing {}

impl Listing {
    /// How many entries there are in all.
    #[must_use]
    pub fn total(&self) -> usize {
        todo!()
    }

    /// The entries from `offset`, at most `limit`; fewer at the end.
    pub async fn page(&self, _offset: usize, _limit: usize) -> Result<Vec<Entry>> {
        todo!()
    }
}
