//! Changes of the store that the UI asks for, and what came of them.

use crate::{
    domain::{
        change::{Action, Change, ChangeId, Edit, Outcome, Target},
        entry::{Entry, NewEntry},
    },
    service::{self, Stored},
};

/// Something that changes the store. Writes are carried out one after the other.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// These entries go to the trash.
    Delete {
        /// Which.
        targets: Vec<Target>,
        /// What the journal calls it.
        action: Action,
        /// What the journal tells beside.
        detail: String,
    },
    /// This entry gets new values.
    Edit {
        /// Which, and how it must stand.
        target: Target,
        /// The values.
        edit: Edit,
    },
    /// A new entry.
    Store {
        /// Where.
        repository: String,
        /// What.
        entry: NewEntry,
    },
}

impl Write {
    /// What was done, behind "3 entries".
    #[must_use]
    pub fn done(&self) -> &'static str {
        match self {
            Self::Delete { .. } => "deleted",
            Self::Edit { .. } => "saved",
            Self::Store { .. } => "stored",
        }
    }

    /// What is being done, for the status line.
    #[must_use]
    pub fn doing(&self) -> &'static str {
        match self {
            Self::Delete { .. } => "deleting",
            Self::Edit { .. } => "saving",
            Self::Store { .. } => "storing",
        }
    }
}

/// What a write did.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrote {
    /// Entries were changed, or left alone.
    Entries(Outcome),
    /// An entry has new values.
    Edited(ChangeId, Entry),
    /// There is a new entry.
    Stored(Stored),
    /// A change was taken back or made again, and what became of its entries.
    Again(Change, Outcome),
}

/// Why a write failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteFailure {
    /// One line for people.
    pub text: String,
    /// Somebody else changed what it was about.
    pub conflict: bool,
    /// What it was about is not there any more.
    pub gone: bool,
}

impl WriteFailure {
    /// A failure that is nobody's fault but the program's or the machine's.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self {
            text,
            conflict: false,
            gone: false,
        }
    }
}

impl From<service::Error> for WriteFailure {
    fn from(error: service::Error) -> Self {
        Self {
            text: error.to_string(),
            conflict: matches!(error, service::Error::Conflict(_)),
            gone: matches!(error, service::Error::NotFound(_)),
        }
    }
}
