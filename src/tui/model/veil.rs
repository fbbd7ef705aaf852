//! Entries as the screen may show them: credentials masked, but for the one entry that somebody
//! wants to see.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use crate::domain::{
    entry::{Entry, EntryKey},
    masked::masked,
};

/// Entries of which it is remembered whether they hold a credential.
const REMEMBERED: usize = 4_096;

/// An entry as it stood.
type Version = (EntryKey, String);

/// What is masked. Everything that shows an entry asks here first.
#[derive(Debug, Default)]
pub struct Veil {
    revealed: Option<EntryKey>,
    /// Drawing looks into an entry once and remembers it here; `None` when nothing is to mask.
    known: RefCell<HashMap<Version, Option<Arc<Entry>>>>,
}

impl Veil {
    /// The entry as it may be shown.
    #[must_use]
    pub fn shown(&self, entry: &Arc<Entry>) -> Arc<Entry> {
        self.masked(entry).unwrap_or_else(|| Arc::clone(entry))
    }

    /// The entry with its credentials masked; `None` when it may be shown as it is.
    #[must_use]
    pub fn masked(&self, entry: &Entry) -> Option<Arc<Entry>> {
        if self.is_revealed(&entry.key()) {
            return None;
        }
        self.known(entry)
    }

    /// Whether an entry holds a credential, masked or not.
    #[must_use]
    pub fn covers(&self, entry: &Entry) -> bool {
        self.known(entry).is_some()
    }

    /// Whether an entry shows as it is.
    #[must_use]
    pub fn is_revealed(&self, key: &EntryKey) -> bool {
        self.revealed.as_ref() == Some(key)
    }

    /// Shows an entry as it is, or masked again; any other one is masked.
    pub fn toggle(&mut self, key: EntryKey) {
        self.revealed = if self.is_revealed(&key) {
            None
        } else {
            Some(key)
        };
    }

    /// Masks everything again, unless the revealed entry is the selected one.
    pub fn follow(&mut self, selected: Option<&EntryKey>) {
        if self.revealed.as_ref() != selected {
            self.revealed = None;
        }
    }

    fn known(&self, entry: &Entry) -> Option<Arc<Entry>> {
        let version = (entry.key(), entry.revision.clone());
        if let Some(known) = self.known.borrow().get(&version) {
            return known.clone();
        }
        let masked = masked(entry).map(Arc::new);
        let mut known = self.known.borrow_mut();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(version, masked.clone());
        masked
    }
}
