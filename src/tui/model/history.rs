//! What an entry said before, and what changed from one state to another.

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        fields::Fields,
        history::Past,
        masked::masked,
    },
    service::Progress,
};

use super::{list::Scroll, versions::Versions};

/// What a state is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// The state before it: what it changed.
    #[default]
    Before,
    /// How the entry stands now: what bringing it back would change.
    Now,
}

/// The states of an entry.
#[derive(Debug)]
pub struct History {
    /// Whose states.
    pub key: EntryKey,
    /// The states, the latest first; `None` until they were read.
    pub states: Option<Vec<Past>>,
    /// Why they could not be read.
    pub error: Option<String>,
    /// How far reading is.
    pub progress: Option<Progress>,
    /// The read.
    pub(crate) number: u64,
    /// The state under the cursor.
    pub list: Scroll,
    /// What it is compared with.
    pub against: Against,
    /// Lines of the comparison above the top.
    pub scroll: usize,
    /// Credentials show as they are.
    pub revealed: bool,
    versions: Option<Versions>,
}

impl History {
    /// The view before anything was read.
    #[must_use]
    pub fn new(key: EntryKey, number: u64) -> Self {
        Self {
            key,
            states: None,
            error: None,
            progress: None,
            number,
            list: Scroll::default(),
            against: Against::default(),
            scroll: 0,
            revealed: false,
            versions: None,
        }
    }

    /// How many states there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.states.as_ref().map_or(0, Vec::len)
    }

    /// Whether there are none, or they are not read yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The state under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Past> {
        self.states.as_ref()?.get(self.list.cursor)
    }

    /// How the entry stands now, if it is still there.
    #[must_use]
    pub fn current(&self) -> Option<&Past> {
        self.states.as_ref()?.iter().find(|past| past.current)
    }

    /// Takes the states in.
    pub fn fill(&mut self, states: Vec<Past>) {
        self.states = Some(states);
        self.error = None;
        self.progress = None;
        self.list.clamp(self.len());
        self.compare();
    }

    /// Compares with the other state.
    pub fn turn(&mut self) {
        self.against = match self.against {
            Against::Before => Against::Now,
            Against::Now => Against::Before,
        };
        self.compare();
    }

    /// Shows credentials as they are, or masked again.
    pub fn reveal(&mut self) {
        self.revealed = !self.revealed;
        self.compare();
    }

    /// Compares the state under the cursor anew.
    pub fn compare(&mut self) {
        self.scroll = 0;
        self.versions = self.selected().map(|state| {
            let shown = |past: &Past| shown(&past.entry, self.revealed);
            let fields = shown(state);
            match self.against {
                Against::Before => {
                    let states = self.states.as_deref().unwrap_or_default();
                    let before = states.get(self.list.cursor + 1);
                    let old = before.map_or_else(Fields::default, shown);
                    Versions::new(&old, &fields)
                }
                Against::Now => {
                    let now = self.current().map_or_else(Fields::default, shown);
                    Versions::new(&now, &fields)
                }
            }
        });
    }

    /// What differs between the state under the cursor and what it is compared with.
    #[must_use]
    pub fn versions(&self) -> Option<&Versions> {
        self.versions.as_ref()
    }
}

/// An entry's fields as the screen may show them.
pub(super) fn shown(entry: &Entry, revealed: bool) -> Fields {
    match masked(entry).filter(|_| !revealed) {
        Some(masked) => Fields::from(&masked),
        None => Fields::from(entry),
    }
}
