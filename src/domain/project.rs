//! The projects of a store, with counts.

/// One project of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSummary {
    /// Folder name of the repository's database.
    pub repository: String,
    /// The project's name; may be empty, when rows name none.
    pub project_id: String,
    /// Entries in it, `system` rows not counted.
    pub entries: usize,
    /// Timestamp of the newest dated entry, as stored.
    pub newest: Option<String>,
}
