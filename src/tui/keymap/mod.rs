//! Which key does what, where: the one table that keys, footer and help are made from.

pub mod action;
mod configured;
mod editor;
pub mod key;
mod listing;
mod names;
mod places;
mod spelling;
mod synonyms;
mod table;

pub use action::{Action, Movement};
pub use key::Key;
pub use listing::listed;

use std::borrow::Cow;

use super::model::Focus;
use crate::config::{self, KeySettings};

/// Places that the help names beside a key, at most.
const MAX_PLACES: usize = 3;

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The tree of projects.
    Projects,
    /// The filter box of the projects pane.
    ProjectFilter,
    /// The hits.
    Results,
    /// The search box.
    SearchBox,
    /// The search box, with the menu open below it.
    Completion,
    /// The entry's text.
    Detail,
    /// The counts.
    Stats,
    /// The help.
    Help,
    /// What the help is searched for.
    HelpFilter,
    /// The name of an action.
    Palette,
    /// A question that `Enter` answers with yes and `Esc` with no.
    Question,
    /// A line that is asked for.
    Prompt,
    /// A line that is asked for, with values to choose from.
    ValuePrompt,
    /// The rules of a cleanup.
    CleanupRules,
    /// What a cleanup would take.
    CleanupReview,
    /// Near-equal entries.
    Duplicates,
    /// Entries that hold credentials.
    Secrets,
    /// An entry being edited.
    Editor,
    /// The question whether changes are to be saved.
    Leave,
    /// Two changes of one entry.
    Conflict,
    /// What an entry said before.
    History,
    /// What can be done to many entries.
    Bulk,
    /// The trash.
    Trash,
    /// The journal of changes.
    Log,
    /// The themes.
    Themes,
}

impl Context {
    /// All places.
    pub const ALL: &'static [Self] = &[
        Self::Projects,
        Self::ProjectFilter,
        Self::Results,
        Self::SearchBox,
        Self::Completion,
        Self::Detail,
        Self::Stats,
        Self::Help,
        Self::HelpFilter,
        Self::Palette,
        Self::Question,
        Self::Prompt,
        Self::ValuePrompt,
        Self::CleanupRules,
        Self::CleanupReview,
        Self::Duplicates,
        Self::Secrets,
        Self::Editor,
        Self::Leave,
        Self::Conflict,
        Self::History,
        Self::Bulk,
        Self::Trash,
        Self::Log,
        Self::Themes,
    ];

    /// The place among the panes.
    #[must_use]
    pub fn of(focus: Focus) -> Self {
        match focus {
            Focus::Projects => Self::Projects,
            Focus::ProjectFilter => Self::ProjectFilter,
            Focus::Results => Self::Results,
            Focus::SearchBox => Self::SearchBox,
            Focus::Detail => Self::Detail,
            Focus::Stats => Self::Stats,
        }
    }

    /// Whether printable keys are text here.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::ProjectFilter
                | Self::SearchBox
                | Self::Completion
                | Self::HelpFilter
                | Self::Palette
                | Self::Prompt
                | Self::ValuePrompt
                | Self::CleanupRules
                | Self::Editor
        )
    }
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The places it was written down for; help and listings stand by it.
    pub home: &'static [Context],
    /// Where it holds: at home, where nothing else was said.
    pub contexts: Vec<Context>,
    /// Any of these keys does it. The first ones are the ones to advertise. Without any, it is for
    /// the palette.
    pub keys: Vec<Key>,
    /// What it does.
    pub action: Action,
    /// One or two words, for the footer; empty when the footer need not show it.
    pub label: &'static str,
    /// One line, for help and palette.
    pub help: &'static str,
}

impl Binding {
    /// The same, but not there.
    fn except(mut self, context: Context) -> Self {
        self.contexts.retain(|other| *other != context);
        self
    }
}

/// A group of the help.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// How near it is to the place where one is: 0 is that place.
    pub distance: u8,
    /// Keys and what they do.
    pub lines: Vec<HelpLine>,
}

/// A line of the help.
#[derive(Debug, Clone)]
pub struct HelpLine {
    /// The keys; empty when there are none.
    pub keys: String,
    /// The name of the action.
    pub name: &'static str,
    /// What it does.
    pub help: Cow<'static, str>,
}

/// What keys mean.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self {
            bindings: table::bindings(),
        }
    }
}

impl Keymap {
    /// The default keys, as a config file changes them.
    ///
    /// # Errors
    /// What the file says of keys makes no sense; file and line are told.
    pub fn configured(settings: &KeySettings) -> Result<Self, config::Error> {
        configured::apply(table::bindings(), settings).map(|bindings| Self { bindings })
    }

    /// What a key does in a place; `None` when it does nothing there.
    #[must_use]
    pub fn resolve(&self, context: Context, key: Key) -> Option<Action> {
        self.in_context(context)
            .find(|binding| binding.keys.contains(&key))
            .map(|binding| binding.action)
            .or_else(|| key.text().filter(|_| context.is_text()).map(Action::Type))
    }

    /// The rows of the table.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The keys that the footer shows in a place, the most useful first: (key, label).
    #[must_use]
    pub fn footer(&self, context: Context) -> Vec<(String, &'static str)> {
        let mut hints: Vec<(String, &'static str)> = Vec::new();
        for binding in self
            .in_context(context)
            .filter(|binding| !binding.label.is_empty())
        {
            let Some(key) = binding.keys.first() else {
                continue;
            };
            match hints.iter_mut().find(|(_, label)| *label == binding.label) {
                Some((keys, _)) => {
                    keys.push('/');
                    keys.push_str(&key.to_string());
                }
                None => hints.push((key.to_string(), binding.label)),
            }
        }
        hints
    }

    /// The key of a place that is told so; the first one, where several are told at once.
    #[must_use]
    pub fn key_named(&self, context: Context, name: &str) -> Option<Key> {
        let find = |name: &str| {
            let mut keys = self.in_context(context).flat_map(|binding| &binding.keys);
            keys.find(|key| key.to_string() == name).copied()
        };
        find(name).or_else(|| find(name.split('/').next()?))
    }

    /// The key to advertise for an action in a place.
    #[must_use]
    pub fn first_key(&self, action: Action, context: Context) -> Option<String> {
        self.in_context(context)
            .filter(|binding| binding.action == action)
            .find_map(|binding| binding.keys.first())
            .map(ToString::to_string)
    }

    /// The whole table for the help, by place: first what works in `here`.
    #[must_use]
    pub fn help(&self, here: Context) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        for binding in &self.bindings {
            let Some(help) = self.told(binding, here) else {
                continue;
            };
            let title = table::section(binding.home);
            let distance = match binding.contexts.as_slice() {
                [only] if *only == here => 0,
                contexts if contexts.contains(&here) => 1,
                _ => 2,
            };
            let keys: Vec<String> = binding.keys.iter().map(Key::to_string).collect();
            let line = HelpLine {
                keys: keys.join(", "),
                name: binding.action.name(),
                help,
            };
            match sections.iter_mut().find(|section| section.title == title) {
                Some(section) => {
                    section.lines.push(line);
                    section.distance = section.distance.min(distance);
                }
                None => sections.push(Section {
                    title,
                    distance,
                    lines: vec![line],
                }),
            }
        }
        sections.sort_by_key(|section| section.distance);
        sections
    }

    /// What the help says of a row: where that holds, too, when others would be taken for it. `None`
    /// when it is an exception that the row does not hold here.
    fn told(&self, binding: &Binding, here: Context) -> Option<Cow<'static, str>> {
        let help = Cow::Borrowed(binding.help);
        if binding.contexts.contains(&here) {
            return Some(help);
        }
        let is_narrowed = binding.contexts.len() < binding.home.len();
        let is_twin = |other: &Binding| {
            other.action == binding.action
                && other.help == binding.help
                && other.contexts != binding.contexts
                && other.home.iter().any(|place| binding.home.contains(place))
        };
        let has_twin = || self.bindings.iter().any(is_twin);
        if binding.contexts.len() > MAX_PLACES {
            return (!(is_narrowed && binding.home.contains(&here))).then_some(help);
        }
        if !is_narrowed && !has_twin() {
            return Some(help);
        }
        let places: Vec<&str> = binding.contexts.iter().map(|it| it.name()).collect();
        Some(format!("{help} (in {})", places.join(", ")).into())
    }

    /// What can be done in a place, each action once, in the order of the table.
    #[must_use]
    pub fn actions(&self, context: Context) -> Vec<&Binding> {
        let mut actions: Vec<&Binding> = Vec::new();
        for binding in self.in_context(context) {
            if actions.iter().all(|other| other.action != binding.action) {
                actions.push(binding);
            }
        }
        actions
    }

    /// All keys of an action in a place.
    #[must_use]
    pub fn keys(&self, action: Action, context: Context) -> Vec<Key> {
        let mut keys = Vec::new();
        for row in self.in_context(context).filter(|row| row.action == action) {
            for key in &row.keys {
                if !keys.contains(key) {
                    keys.push(*key);
                }
            }
        }
        keys
    }

    fn in_context(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.contexts.contains(&context))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things_in_one_place() {
        let keymap = Keymap::default();
        for &context in Context::ALL {
            let mut seen = Vec::new();
            for binding in keymap.in_context(context) {
                for key in &binding.keys {
                    assert!(!seen.contains(key), "{key} twice in {context:?}");
                    seen.push(*key);
                }
            }
        }
    }

    #[test]
    fn no_printable_key_is_bound_where_one_types() {
        let keymap = Keymap::default();
        for &context in Context::ALL.iter().filter(|context| context.is_text()) {
            for binding in keymap.in_context(context) {
                assert!(
                    binding.keys.iter().all(|key| key.text().is_none()),
                    "{binding:?}"
                );
            }
        }
    }

    #[test]
    fn every_place_can_be_left_and_ended() {
        let keymap = Keymap::default();
        for &context in Context::ALL {
            let resolve = |key| keymap.resolve(context, key);
            assert_eq!(resolve(Key::ctrl('c')), Some(Action::Quit), "{context:?}");
            assert_eq!(resolve(Key::ESC), Some(Action::Back), "{context:?}");
        }
    }

    #[test]
    fn footers_fit_the_place() {
        let keymap = Keymap::default();
        let footer = |context| {
            keymap
                .footer(context)
                .iter()
                .map(|(keys, label)| format!("{keys} {label}"))
                .collect::<Vec<_>>()
                .join("  ")
        };
        insta::assert_snapshot!(footer(Context::Results));
        insta::assert_snapshot!(footer(Context::SearchBox));
        insta::assert_snapshot!(footer(Context::Projects));
    }
}
