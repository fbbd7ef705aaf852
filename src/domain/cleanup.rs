//! What a cleanup by age takes, and what it spares.

use chrono::{DateTime, Utc};

use super::{change::Target, entry::Entry, filter::Filter};

/// Which entries are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Older than this; undated entries are not.
    pub before: DateTime<Utc>,
    /// Which entries it looks at. Type `system` is never taken, named or not.
    pub filter: Filter,
    /// So many of the newest entries of each project stay, however old.
    pub keep_newest: usize,
    /// Entries of these types stay.
    pub protected_types: Vec<String>,
}

/// An entry that is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As it stood when the plan was made.
    pub entry: Entry,
}

/// What a cleanup would take. Nothing is touched until it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// When it was made.
    pub made: DateTime<Utc>,
    /// In words, for the journal: `older than 90d, type issue, newest 5 of each project stay`.
    pub rule: String,
    /// What would go, the oldest first.
    pub targets: Vec<Target>,
}
