//! What an entry said before, from LanceDB's versions and from the journal.

use super::{Cancel, Error, Lore, Result, changing::Report};
use crate::domain::{entry::EntryKey, history::Past};

impl Lore {
    /// All that is known of what an entry said, the latest first. An entry that is gone has one
    /// too.
    pub async fn history(
        &self,
        key: &EntryKey,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Past>> {
        let _ = (key, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }
}
