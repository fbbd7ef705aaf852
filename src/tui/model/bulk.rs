//! What can be done to many entries: a menu, and prompts for what it needs.

use crate::{
    domain::{
        change::{Edit, Target},
        stats::{Count, Stats},
    },
    service::ExportScope,
};

use super::{FilePrompt, list::Scroll, search_box::LineBox};

/// Something to do to many entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bulk {
    /// Into the trash.
    Delete,
    /// Another value for a field.
    Change(Field),
    /// Into a file.
    Export,
    /// Erased for good.
    Purge,
    /// Not marked any more.
    Clear,
}

impl Bulk {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 7] = [
        Self::Delete,
        Self::Change(Field::Kind),
        Self::Change(Field::Agent),
        Self::Change(Field::Project),
        Self::Export,
        Self::Purge,
        Self::Clear,
    ];

    /// What it does, in a few words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Change(Field::Kind) => "change the type",
            Self::Change(Field::Agent) => "change the agent",
            Self::Change(Field::Project) => "move to a project",
            Self::Export => "export to a file",
            Self::Purge => "erase for good",
            Self::Clear => "clear the marks",
        }
    }
}

/// A field that many entries can get the same value of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The type.
    Kind,
    /// The agent.
    Agent,
    /// The project.
    Project,
}

impl Field {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "type",
            Self::Agent => "agent",
            Self::Project => "project",
        }
    }

    /// The edit that gives it a value.
    #[must_use]
    pub fn edit(self, value: String) -> Edit {
        let value = Some(value);
        match self {
            Self::Kind => Edit {
                kind: value,
                ..Edit::default()
            },
            Self::Agent => Edit {
                agent: value,
                ..Edit::default()
            },
            Self::Project => Edit {
                project_id: value,
                ..Edit::default()
            },
        }
    }

    /// The values it has in a store, the most frequent first.
    #[must_use]
    pub fn values(self, stats: &Stats) -> &[Count] {
        match self {
            Self::Kind => &stats.by_kind,
            Self::Agent => &stats.by_agent,
            Self::Project => &stats.by_project,
        }
    }
}

/// What can be done to some entries.
#[derive(Debug)]
pub struct BulkMenu {
    /// The entries: the marked ones, else the one under the cursor.
    pub targets: Vec<Target>,
    /// They are the marked ones.
    pub marked: bool,
    /// What an export takes when nothing is marked, and how much that is.
    pub(crate) listed: (ExportScope, Option<usize>),
    /// The cursor in the menu.
    pub scroll: Scroll,
}

impl BulkMenu {
    /// What is offered.
    #[must_use]
    pub fn items(&self) -> Vec<Bulk> {
        Bulk::ALL
            .into_iter()
            .filter(|bulk| match bulk {
                Bulk::Clear => self.marked,
                Bulk::Export => true,
                Bulk::Delete | Bulk::Change(_) | Bulk::Purge => !self.targets.is_empty(),
            })
            .collect()
    }
}

/// A new value for a field of some entries.
#[derive(Debug)]
pub struct ChangePrompt {
    /// Which field.
    pub field: Field,
    /// Which entries.
    pub targets: Vec<Target>,
    /// The value being typed.
    pub line: LineBox,
    /// The values that there are, the most frequent first; `None` until they came.
    pub values: Option<Vec<Count>>,
    /// The row of [`ChangePrompt::fitting`] that was moved to.
    pub chosen: Option<usize>,
    /// Why what is typed cannot be taken.
    pub wrong: Option<String>,
    /// The read that looks for values.
    pub(crate) number: u64,
}

impl ChangePrompt {
    /// The values that hold what is typed.
    #[must_use]
    pub fn fitting(&self) -> Vec<&Count> {
        let typed = self.line.text().to_lowercase();
        self.values
            .iter()
            .flatten()
            .filter(|value| !value.name.is_empty() && value.name.to_lowercase().contains(&typed))
            .collect()
    }

    /// Whether there is a value to complete to.
    #[must_use]
    pub fn has_offers(&self) -> bool {
        !self.fitting().is_empty()
    }

    /// Whether what `Enter` takes is a value that no entry has so far, as far as is known.
    #[must_use]
    pub fn is_new(&self) -> bool {
        let value = self.value();
        let values = self.values.as_ref();
        !value.is_empty()
            && values.is_some_and(|values| values.iter().all(|known| known.name != value))
    }

    /// What `Enter` takes: the value that was moved to, else what is typed.
    #[must_use]
    pub fn value(&self) -> String {
        self.chosen
            .and_then(|row| Some(self.fitting().get(row)?.name.clone()))
            .unwrap_or_else(|| self.line.text().trim().to_owned())
    }
}

/// The name of a file that entries are written to.
#[derive(Debug)]
pub struct ExportPrompt {
    /// Which entries.
    pub scope: ExportScope,
    /// How many they are, as far as known.
    pub entries: Option<usize>,
    /// Where to.
    pub file: FilePrompt,
}
