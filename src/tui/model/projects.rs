//! The projects pane: a tree of repositories and projects.

use std::{collections::HashSet, ops::Range};

use crate::domain::{filter::Filter, project::ProjectSummary};

use super::line_box::LineBox;

/// What the projects pane restricts everything to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole store.
    #[default]
    All,
    /// One repository.
    Repository(String),
    /// One project of one repository.
    Project {
        /// The repository.
        repository: String,
        /// The project's name.
        project_id: String,
    },
}

impl Scope {
    /// The repository it lies in.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        match self {
            Self::All => None,
            Self::Repository(repository) | Self::Project { repository, .. } => Some(repository),
        }
    }

    /// Adds the scope to a filter. Fields that the filter names already stay as they are.
    #[must_use]
    pub fn narrow(&self, mut filter: Filter) -> Filter {
        if filter.repositories.is_empty()
            && let Some(repository) = self.repository()
        {
            filter.repositories.push(repository.to_owned());
            if filter.projects.is_empty()
                && let Self::Project { project_id, .. } = self
            {
                filter.projects.push(project_id.clone());
            }
        }
        filter
    }
}

/// A row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRow {
    /// What selecting it restricts to.
    pub scope: Scope,
    /// Its name as stored (untrusted); empty for a project without a name.
    pub label: String,
    /// 0 for "all" and repositories, 1 for projects.
    pub depth: u16,
    /// Entries in it.
    pub entries: usize,
    /// Timestamp of the newest dated entry, as stored.
    pub newest: Option<String>,
    /// Whether its children show; `None` for rows that have none.
    pub expanded: Option<bool>,
    /// The byte ranges of the label that the filter matched.
    pub matched: Vec<Range<usize>>,
}

/// The projects pane.
#[derive(Debug, Default)]
pub struct Projects {
    /// The projects came at least once.
    pub loaded: bool,
    /// Why the last load failed.
    pub error: Option<String>,
    /// The rows that show now, "all" on top.
    pub rows: Vec<ProjectRow>,
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// The pane's own filter; shown when it has text or the focus.
    pub filter: LineBox,
    /// The repositories that cannot be read, and why; everything leaves them out.
    pub(crate) broken: Vec<String>,
    /// Every project of the store, sorted by repository and project.
    pub(crate) summaries: Vec<ProjectSummary>,
    /// Repositories whose projects are folded away.
    pub(crate) collapsed: HashSet<String>,
}
