//! What can be done to many entries: a menu, and prompts for what it needs.

use crate::{
    domain::{
        change::{Edit, Target},
        query,
        stats::Count,
    },
    service::ExportScope,
};

use super::{FilePrompt, line_box::LineBox, list::Scroll};

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

    /// The field of the query language.
    #[must_use]
    pub fn of_query(self) -> query::Field {
        match self {
            Self::Kind => query::Field::Type,
            Self::Agent => query::Field::Agent,
            Self::Project => query::Field::Project,
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
        let mut items: Vec<Bulk> = Bulk::ALL
            .into_iter()
            .filter(|bulk| match bulk {
                Bulk::Clear => self.marked,
                Bulk::Export => true,
                Bulk::Delete | Bulk::Change(_) | Bulk::Purge => !self.targets.is_empty(),
            })
            .collect();
        // Without marks an export is of all that is found: it stands apart from what is about one.
        items.sort_by_key(|bulk| !self.marked && *bulk == Bulk::Export);
        items
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
    /// The row of [`ChangePrompt::rows`] that was moved to.
    pub chosen: Option<usize>,
    /// `Enter` came before the values, and waits for them.
    pub is_entered: bool,
    /// Why what is typed cannot be taken.
    pub wrong: Option<String>,
    /// The read that looks for values.
    pub(crate) number: u64,
}

/// What a prompt for a value offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer<'a> {
    /// What is typed, which no entry has so far.
    New,
    /// A value that there is.
    Known(&'a Count),
}

impl ChangePrompt {
    /// What is typed, without the blanks around it.
    #[must_use]
    pub fn typed(&self) -> &str {
        self.line.text().trim()
    }

    /// The values that hold what is typed.
    #[must_use]
    pub fn fitting(&self) -> Vec<&Count> {
        let typed = self.typed().to_lowercase();
        self.values
            .iter()
            .flatten()
            .filter(|value| !value.name.is_empty() && value.name.to_lowercase().contains(&typed))
            .collect()
    }

    /// What can be taken: what is typed, unless there is such a value, and the values that hold it.
    #[must_use]
    pub fn rows(&self) -> Vec<Offer<'_>> {
        let typed = self.typed();
        let is_new = !typed.is_empty()
            && (self.values.as_ref())
                .is_some_and(|values| values.iter().all(|known| known.name != typed));
        let known = self.fitting().into_iter().map(Offer::Known);
        is_new
            .then_some(Offer::New)
            .into_iter()
            .chain(known)
            .collect()
    }

    /// The row that `Enter` takes: the one that was moved to, else the value that is typed, else the
    /// first that holds it. A new value is taken unasked only where nothing else fits.
    #[must_use]
    pub fn highlighted(&self) -> Option<usize> {
        let typed = self.typed();
        if self.chosen.is_some() || typed.is_empty() {
            return self.chosen;
        }
        let rows = self.rows();
        let at = |is_it: &dyn Fn(&Count) -> bool| {
            rows.iter()
                .position(|row| matches!(row, Offer::Known(known) if is_it(known)))
        };
        at(&|known| known.name == typed)
            .or_else(|| at(&|_| true))
            .or_else(|| (!rows.is_empty()).then_some(0))
    }

    /// Whether there is a value to complete to.
    #[must_use]
    pub fn has_offers(&self) -> bool {
        !self.fitting().is_empty()
    }

    /// What `Enter` takes: the highlighted value, else what is typed.
    #[must_use]
    pub fn value(&self) -> String {
        let row = self.highlighted();
        match row.and_then(|row| self.rows().get(row).copied()) {
            Some(Offer::Known(known)) => known.name.clone(),
            Some(Offer::New) | None => self.typed().to_owned(),
        }
    }

    /// What `Tab` completes to: the highlighted value, else the first one.
    #[must_use]
    pub fn completion(&self) -> Option<String> {
        let rows = self.rows();
        let highlighted = self.highlighted().and_then(|row| rows.get(row));
        highlighted
            .into_iter()
            .chain(&rows)
            .find_map(|row| match row {
                Offer::Known(known) => Some(known.name.clone()),
                Offer::New => None,
            })
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
