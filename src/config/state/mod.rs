//! What the UI remembers from one run to the next, and where that is kept.

mod file;
mod folder;
mod searches;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    folder::{Remembered, StateFolder},
    searches::{MAX_SEARCHES, Searches},
};

/// What a run makes of what earlier ones remembered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Recall {
    /// Goes on where the last one was left, and is remembered.
    #[default]
    All,
    /// Begins anew, and is remembered.
    Nothing,
    /// Takes over what holds for every store, and leaves no trace.
    Settings,
}

impl Recall {
    /// What is taken over; nothing without a folder.
    #[must_use]
    pub fn load(self, folder: Option<&StateFolder>) -> Remembered {
        let load = || folder.map(StateFolder::load).unwrap_or_default();
        match self {
            Self::All => load(),
            Self::Nothing => Remembered::default(),
            Self::Settings => {
                let mut remembered = load();
                remembered.state.here = Here::default();
                remembered.searches = Searches::default();
                remembered
            }
        }
    }

    /// Whether the run is remembered.
    #[must_use]
    pub fn keeps(self) -> bool {
        self != Self::Settings
    }
}

/// What the UI remembers. A field that is absent in the file gets its default, one that this
/// version does not know is passed over.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// What holds for every store.
    pub everywhere: Everywhere,
    /// What holds for the store that is open.
    pub here: Here,
}

/// What is remembered for every store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Everywhere {
    /// The theme that was chosen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// What the config file said about the theme when that was chosen. Once it says something else,
    /// that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme_over: Option<String>,
    /// Names of actions that were done through the command palette, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// How large panes were made; only the UI knows what it means.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub sizes: Value,
}

/// What is remembered for one store. Names that this version does not know count as absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Here {
    /// The repository that everything was restricted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The project of that repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The line in the search box.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The name of the search mode.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mode: String,
    /// The name of the order.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// The name of the pane that had the keys.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pane: String,
}
