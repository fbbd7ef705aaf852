//! Counts over a set of entries.

use chrono::NaiveDate;

/// How often a value occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value; may be empty.
    pub name: String,
    /// Entries that have it.
    pub entries: usize,
}

/// What a set of entries is made of. Lists are sorted by count, then by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Entries counted.
    pub total: usize,
    /// By type.
    pub by_kind: Vec<Count>,
    /// By agent.
    pub by_agent: Vec<Count>,
    /// By project.
    pub by_project: Vec<Count>,
    /// By repository.
    pub by_repository: Vec<Count>,
    /// Dated entries by UTC day, oldest first, days without entries left out.
    pub by_day: Vec<(NaiveDate, usize)>,
    /// Timestamp of the oldest dated entry, as stored.
    pub oldest: Option<String>,
    /// Timestamp of the newest dated entry, as stored.
    pub newest: Option<String>,
    /// Entries whose timestamp is no date.
    pub undated: usize,
    /// Size of the repositories' folders on disk, in bytes (whole repositories, not the set).
    pub bytes: u64,
}
