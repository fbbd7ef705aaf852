//! The colours of a theme, by what they mean.

use std::{collections::BTreeMap, ops::Index};

use serde::Deserialize;

/// What a colour is for. Everything on the screen but types of entries has one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Behind everything.
    Base,
    /// Behind what lies over the panes.
    Raised,
    /// Behind the row under the cursor, in the pane that has the keys.
    Selection,
    /// The same in the other panes.
    SelectionIdle,
    /// Behind code.
    Code,
    /// What is to be read.
    Text,
    /// What goes with it.
    Muted,
    /// What may be overlooked.
    Faint,
    /// Frames of panes.
    Border,
    /// What has the keys, and where the eye should go.
    Accent,
    /// Bars of scores and of time.
    Bar,
    /// Words that match.
    Matched,
    /// Behind words that match.
    MatchedBase,
    /// Behind words that a change removed.
    RemovedBase,
    /// Behind words that a change added.
    AddedBase,
    /// All is well.
    Good,
    /// Needs attention.
    Warn,
    /// Went wrong.
    Bad,
    /// Good to know.
    Info,
}

impl Role {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 19] = [
        Self::Base,
        Self::Raised,
        Self::Selection,
        Self::SelectionIdle,
        Self::Code,
        Self::Text,
        Self::Muted,
        Self::Faint,
        Self::Border,
        Self::Accent,
        Self::Bar,
        Self::Matched,
        Self::MatchedBase,
        Self::RemovedBase,
        Self::AddedBase,
        Self::Good,
        Self::Warn,
        Self::Bad,
        Self::Info,
    ];

    /// Its name in theme files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Raised => "raised",
            Self::Selection => "selection",
            Self::SelectionIdle => "selection_idle",
            Self::Code => "code",
            Self::Text => "text",
            Self::Muted => "muted",
            Self::Faint => "faint",
            Self::Border => "border",
            Self::Accent => "accent",
            Self::Bar => "bar",
            Self::Matched => "matched",
            Self::MatchedBase => "matched_base",
            Self::RemovedBase => "removed_base",
            Self::AddedBase => "added_base",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }
}

/// A colour for everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette<C> {
    roles: [C; Role::ALL.len()],
    kinds: BTreeMap<String, C>,
    other_kind: C,
}

impl<C: Copy> Palette<C> {
    /// Asks for the colour of each role; `kinds` are those of types, `other_kind` that of types
    /// without one of their own.
    pub fn try_new<E>(
        role: impl FnMut(Role) -> Result<C, E>,
        kinds: BTreeMap<String, C>,
        other_kind: C,
    ) -> Result<Self, E> {
        let found: Vec<C> = Role::ALL.into_iter().map(role).collect::<Result<_, E>>()?;
        let mut roles = [other_kind; Role::ALL.len()];
        roles.copy_from_slice(&found);
        Ok(Self {
            roles,
            kinds,
            other_kind,
        })
    }

    /// The same where every role has a colour.
    #[must_use]
    pub fn new(role: impl Fn(Role) -> C, kinds: BTreeMap<String, C>, other_kind: C) -> Self {
        Self {
            roles: Role::ALL.map(role),
            kinds,
            other_kind,
        }
    }

    /// The same theme in other colours.
    #[must_use]
    pub fn map<D>(&self, change: impl Fn(C) -> D) -> Palette<D> {
        Palette {
            roles: self.roles.map(&change),
            kinds: self
                .kinds
                .iter()
                .map(|(name, colour)| (name.clone(), change(*colour)))
                .collect(),
            other_kind: change(self.other_kind),
        }
    }

    /// The types that have a colour of their own.
    #[must_use]
    pub fn kinds(&self) -> &BTreeMap<String, C> {
        &self.kinds
    }

    /// The colour of all other types.
    #[must_use]
    pub fn other_kind(&self) -> C {
        self.other_kind
    }
}

impl<C> Index<Role> for Palette<C> {
    type Output = C;

    fn index(&self, role: Role) -> &C {
        &self.roles[role as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_in_their_order_and_have_the_names_of_theme_files() {
        for (at, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, at);
            let read: BTreeMap<Role, u8> = toml::from_str(&format!("{} = 1", role.name())).unwrap();
            assert_eq!(read.into_keys().collect::<Vec<_>>(), [role]);
        }
    }
}
