//! Three states of an entry: as it was read, as somebody made it, and as it was to be saved.

use std::sync::Arc;

use crate::domain::{
    entry::Entry,
    fields::Fields,
    merge::{self, Merged},
};

use super::versions::Versions;

/// What shows where there is room for one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What somebody else changed.
    Theirs,
    /// What is to be saved.
    Mine,
    /// As it was before both.
    Before,
    /// Both changes together.
    Merged,
}

impl Tab {
    /// All of them, in the order of `Tab`.
    pub const ALL: [Self; 4] = [Self::Theirs, Self::Mine, Self::Before, Self::Merged];

    /// The title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Theirs => "theirs",
            Self::Mine => "yours",
            Self::Before => "before",
            Self::Merged => "merged",
        }
    }
}

/// An entry that somebody changed while it was edited.
#[derive(Debug)]
pub struct Conflict {
    /// How it stands now.
    pub theirs: Arc<Entry>,
    /// Both changes together.
    pub merged: Merged,
    /// From what was read to each state.
    states: [Versions; 4],
    /// What shows where there is room for one only.
    pub tab: Tab,
    /// Lines above the top.
    pub scroll: usize,
}

impl Conflict {
    /// What two made of one entry.
    #[must_use]
    pub fn new(base: &Fields, theirs: Arc<Entry>, mine: &Fields) -> Self {
        let their_fields = Fields::from(&*theirs);
        let merged = merge::fields(base, &their_fields, mine);
        let states = [&their_fields, mine, base, &merged.fields].map(|to| Versions::new(base, to));
        Self {
            theirs,
            merged,
            states,
            tab: Tab::Theirs,
            scroll: 0,
        }
    }

    /// What differs in a state from what was read.
    #[must_use]
    pub fn state(&self, tab: Tab) -> &Versions {
        &self.states[tab as usize]
    }

    /// The other tab.
    pub fn step(&mut self, forward: bool) {
        let by = if forward { 1 } else { Tab::ALL.len() - 1 };
        self.tab = Tab::ALL[(self.tab as usize + by) % Tab::ALL.len()];
        self.scroll = 0;
    }
}
