//! The projects of a store, with counts.

/// Repository and project as people write them: once, when they have the same name or there is no
/// project.
#[must_use]
pub fn place(repository: &str, project_id: &str) -> String {
    if project_id.is_empty() || project_id == repository {
        repository.to_owned()
    } else {
        format!("{repository}/{project_id}")
    }
}

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
