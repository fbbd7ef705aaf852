//! Entries that hold credentials.

use super::{Cancel, Error, Lore, Result, changing::Report};
use crate::domain::{entry::Entry, filter::Filter};

/// An entry that holds credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// The entry, unmasked.
    pub entry: Entry,
    /// What kinds of credentials it holds, each once.
    pub kinds: Vec<&'static str>,
}

impl Lore {
    /// The entries that hold credentials in text or metadata, the newest first.
    pub async fn secrets(
        &self,
        filter: &Filter,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Exposed>> {
        let _ = (filter, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }
}
