//! Changes of the store that the UI asks for, and what came of them.

use std::path::PathBuf;

use crate::{
    domain::{
        change::{Action, Change, Outcome, Target},
        cleanup::Plan,
    },
    service::{self, PurgeScope, Purged},
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
    /// What a cleanup would take goes to the trash.
    Cleanup(Plan),
    /// A plan becomes a file.
    SavePlan(Plan, PathBuf),
    /// Entries are erased for good.
    Purge(PurgeScope),
}

impl Write {
    /// What was done, behind "3 entries".
    #[must_use]
    pub fn done(&self) -> &'static str {
        match self {
            Self::Delete { .. } => "deleted",
            Self::Cleanup(_) => "moved to the trash",
            Self::SavePlan(..) => "saved",
            Self::Purge(_) => "erased",
        }
    }

    /// What is being done, for the status line.
    #[must_use]
    pub fn doing(&self) -> &'static str {
        match self {
            Self::Delete { .. } => "deleting",
            Self::Cleanup(_) => "cleaning up",
            Self::SavePlan(..) => "saving the plan",
            Self::Purge(_) => "erasing",
        }
    }
}

/// What a write did.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrote {
    /// Entries were changed, or left alone.
    Entries(Outcome),
    /// A change was taken back or made again, and what became of its entries.
    Again(Change, Outcome),
    /// A plan is in this file.
    Saved(PathBuf),
    /// Entries were erased, and looked for.
    Purged(Purged),
}

/// Why a write failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteFailure {
    /// One line for people.
    pub text: String,
    /// Somebody else changed what it was about.
    pub conflict: bool,
}

impl WriteFailure {
    /// A failure that is nobody's fault but the program's or the machine's.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self {
            text,
            conflict: false,
        }
    }
}

impl From<service::Error> for WriteFailure {
    fn from(error: service::Error) -> Self {
        Self {
            text: error.to_string(),
            conflict: matches!(error, service::Error::Conflict(_)),
        }
    }
}
