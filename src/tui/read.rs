//! What views ask of the store, and the answers. The newest read of a kind replaces older ones.

use super::msg::Failure;
use crate::domain::{
    change::{Change, Target, Trashed},
    filter::Filter,
    search::{SearchRequest, Sort},
};

/// Something to be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Every entry that a filter admits.
    Targets(Filter, Sort),
    /// Every entry that a search ranks.
    Matches(SearchRequest),
    /// What is in the trash.
    Trash(Filter),
    /// The journal.
    Log,
}

/// What a read is about. Of each kind, one is at work at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadKind {
    /// Entries to mark.
    Targets,
    /// The trash.
    Trash,
    /// The journal.
    Log,
}

impl Read {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ReadKind {
        match self {
            Self::Targets(..) | Self::Matches(_) => ReadKind::Targets,
            Self::Trash(_) => ReadKind::Trash,
            Self::Log => ReadKind::Log,
        }
    }
}

/// What was read.
#[derive(Debug)]
pub enum Answer {
    /// To [`Read::Targets`] and [`Read::Matches`].
    Targets(Result<Vec<Target>, Failure>),
    /// To [`Read::Trash`].
    Trash(Result<Vec<Trashed>, Failure>),
    /// To [`Read::Log`]: the latest changes, and how many there are in all.
    Log(Result<(Vec<Change>, usize), Failure>),
}
