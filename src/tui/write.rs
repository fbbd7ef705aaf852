//! Changes of the store that the UI asks for, and what came of them.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        change::{Action, Change, ChangeId, Edit, Outcome, Target},
        cleanup::Plan,
        entry::{Entry, EntryKey, NewEntry},
    },
    service::{self, ExportScope, Exported, PurgeScope, Purged, Stored},
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
    /// These entries get new values.
    EditAll {
        /// Which.
        targets: Vec<Target>,
        /// The values.
        edit: Edit,
    },
    /// These entries come back from the trash.
    Restore(Vec<EntryKey>),
    /// What went to the trash before a moment is removed for good.
    EmptyTrash {
        /// The moment.
        before: DateTime<Utc>,
    },
    /// A change is taken back, or the last one.
    Undo(Option<ChangeId>),
    /// What was taken back last is done again; if it is another change than this, nothing is.
    Redo(Option<ChangeId>),
    /// Entries are written into a file.
    Export {
        /// Which.
        scope: ExportScope,
        /// Where to.
        path: PathBuf,
    },
}

impl Write {
    /// Whether it can be taken back.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        !matches!(
            self,
            Self::Store { .. }
                | Self::EmptyTrash { .. }
                | Self::Export { .. }
                | Self::SavePlan(..)
                | Self::Purge(_)
        )
    }

    /// Whether what it changes is not among the entries any more.
    #[must_use]
    pub fn removes(&self) -> bool {
        matches!(
            self,
            Self::Delete { .. } | Self::Cleanup(_) | Self::Purge(_)
        )
    }

    /// What was done, behind "3 entries".
    #[must_use]
    pub fn done(&self) -> &'static str {
        match self {
            Self::Delete { .. } => "deleted",
            Self::Cleanup(_) => "moved to the trash",
            Self::SavePlan(..) | Self::Edit { .. } => "saved",
            Self::Purge(_) => "erased",
            Self::Store { .. } => "stored",
            Self::EditAll { .. } => "changed",
            Self::Restore(_) => "restored",
            Self::EmptyTrash { .. } => "removed from the trash for good",
            Self::Undo(_) => "taken back",
            Self::Redo(_) => "made again",
            Self::Export { .. } => "exported",
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
            Self::Edit { .. } => "saving",
            Self::Store { .. } => "storing",
            Self::EditAll { .. } => "changing",
            Self::Restore(_) => "restoring",
            Self::EmptyTrash { .. } => "emptying the trash",
            Self::Undo(_) => "taking back",
            Self::Redo(_) => "making again",
            Self::Export { .. } => "exporting",
        }
    }
}

/// What a write did.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrote {
    /// Entries were changed, or left alone.
    Entries(Outcome),
    /// An entry has new values, and holds credentials of these kinds.
    Edited(ChangeId, Entry, Vec<&'static str>),
    /// There is a new entry.
    Stored(Stored),
    /// A change was taken back or made again, and what became of its entries.
    Again(Change, Outcome),
    /// A plan is in this file.
    Saved(PathBuf),
    /// Entries were erased, and looked for.
    Purged(Purged),
    /// A file was written.
    Exported(Exported),
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
