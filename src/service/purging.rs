//! Erasing entries for good, and proving it.

use std::path::PathBuf;

use super::{Cancel, Error, Lore, Result, changing::Report};
use crate::domain::{change::ChangeId, entry::EntryKey};

/// What a purge is to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PurgeScope {
    /// These entries, wherever they stand: in the table, in the trash, in the journal.
    Entries(Vec<EntryKey>),
    /// Everything in the trash.
    Trash,
}

/// What a purge would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PurgePlan {
    /// Entries that stand in the table.
    pub entries: Vec<EntryKey>,
    /// Entries of which only the trash or the journal tells.
    pub past: Vec<EntryKey>,
    /// Keys of which nothing is known.
    pub unknown: Vec<EntryKey>,
    /// Old versions of tables that would go, with the history of all entries in them.
    pub versions: usize,
    /// Tags and branches that keep old versions alive, as `repository: tag name`. While there are
    /// any, nothing is erased.
    pub held_by: Vec<String>,
}

/// What a purge did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// The journal's name for it.
    pub change: Option<ChangeId>,
    /// Entries erased.
    pub erased: Vec<EntryKey>,
    /// Files read to look for their texts.
    pub files_searched: usize,
    /// Files in which a text of them was still found, which should be none.
    pub found_in: Vec<PathBuf>,
}

impl Lore {
    /// What a purge would erase. Touches nothing.
    pub async fn plan_purge(&self, scope: &PurgeScope) -> Result<PurgePlan> {
        let _ = scope;
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Erases entries: rows, trash, journal payload, vectors, index and old versions; then looks
    /// for their texts in every file of their repositories.
    pub async fn purge(
        &self,
        scope: &PurgeScope,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Purged> {
        let _ = (scope, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }
}
