//! The command palette: every action of the place below, found by its name.

use nucleo::{
    Config, Matcher, Utf32String,
    pattern::{Atom, AtomKind, CaseMatching, Normalization},
};

use super::{
    Focus, LineBox, Pane,
    bulk::{Bulk, Field},
    list::Scroll,
};
use crate::tui::keymap::{Action, Binding, Context, Keymap};

#[cfg(test)]
mod tests;

/// A letter of the name counts so much more than one of what the action does.
const NAME_WEIGHT: u32 = 4;

/// The same for a letter of another word for it.
const SYNONYM_WEIGHT: u32 = 3;

/// What the menu of the marked entries does that has no key of its own.
const IN_MENU: [Bulk; 4] = [
    Bulk::Change(Field::Kind),
    Bulk::Change(Field::Agent),
    Bulk::Change(Field::Project),
    Bulk::Export,
];

/// Actions that are remembered as the last ones.
const RECENT: usize = 8;

/// The palette.
#[derive(Debug)]
pub struct Palette {
    /// What is looked for.
    pub line: LineBox,
    /// Cursor and offset of the list.
    pub scroll: Scroll,
    commands: Vec<Command>,
    /// Numbers of the commands that fit, the best first.
    fitting: Vec<usize>,
}

/// Something to do.
#[derive(Debug, Clone)]
pub struct Command {
    /// What.
    pub action: Action,
    /// The pane that has to have the keys for it; `None` where they are now.
    pub focus: Option<Focus>,
    /// What it does, in one line.
    pub help: &'static str,
    /// The keys that do it.
    pub keys: String,
}

impl Command {
    fn new(binding: &Binding, focus: Option<Focus>, context: Context, keymap: &Keymap) -> Self {
        let keys = keymap.keys(binding.action, context);
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        Self {
            action: binding.action,
            focus,
            help: binding.help,
            keys: keys.join(", "),
        }
    }

    /// What is reached through the menu of the results: its keys are those of the menu, and its own.
    fn in_menu(bulk: Bulk, focus: Option<Focus>, keymap: &Keymap) -> Self {
        let action = Action::Bulk(bulk);
        let menu = keymap.first_key(Action::BulkMenu, Context::Results);
        let own = keymap.first_key(action, Context::Bulk);
        Self {
            action,
            focus,
            help: bulk.label(),
            keys: menu
                .zip(own)
                .map(|(menu, own)| format!("{menu} {own}"))
                .unwrap_or_default(),
        }
    }
}

impl Palette {
    /// What can be done in a place: all of its actions and, in a pane, those of the other panes. The
    /// last ones done come first.
    #[must_use]
    pub fn new(keymap: &Keymap, here: Context, recent: &[String]) -> Self {
        let mut commands: Vec<Command> = Vec::new();
        let panes = Pane::ALL.map(Focus::from);
        let in_pane = panes.map(Context::of).contains(&here);
        let others = panes
            .into_iter()
            .filter(|_| in_pane)
            .map(|focus| (Context::of(focus), Some(focus)));
        for (context, focus) in std::iter::once((here, None)).chain(others) {
            for binding in keymap.actions(context) {
                let is_new = commands.iter().all(|other| other.action != binding.action);
                if is_new && binding.action != Action::Palette {
                    commands.push(Command::new(binding, focus, context, keymap));
                }
            }
        }
        if in_pane {
            let shows_entry = matches!(here, Context::Results | Context::Detail);
            let focus = (!shows_entry).then_some(Focus::Results);
            commands.extend(IN_MENU.map(|bulk| Command::in_menu(bulk, focus, keymap)));
        }
        commands.sort_by_key(|command| rank(recent, command.action));
        let mut palette = Self {
            line: LineBox::default(),
            scroll: Scroll::default(),
            commands,
            fitting: Vec::new(),
        };
        palette.look();
        palette
    }

    /// What fits what is typed, the best first.
    pub fn fitting(&self) -> impl ExactSizeIterator<Item = &Command> {
        self.fitting.iter().map(|number| &self.commands[*number])
    }

    /// What is under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Option<&Command> {
        self.fitting().nth(self.scroll.cursor)
    }

    /// Changes what is looked for.
    pub fn change(&mut self, how: impl FnOnce(&mut LineBox)) {
        how(&mut self.line);
        self.look();
    }

    fn look(&mut self) {
        let words = Words::new(self.line.text());
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut scored: Vec<(u32, usize)> = (self.commands.iter().enumerate())
            .filter_map(|(number, command)| Some((words.score(command, &mut matcher)?, number)))
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.fitting = scored.into_iter().map(|(_, number)| number).collect();
        self.scroll = Scroll::default();
    }
}

/// Words that are looked for: letters in order in a name, or the word itself in what it does or what
/// else people call it.
struct Words(Vec<[Atom; 2]>);

impl Words {
    fn new(text: &str) -> Self {
        let atom = |word: &str, kind| {
            Atom::new(
                word,
                CaseMatching::Ignore,
                Normalization::Smart,
                kind,
                false,
            )
        };
        let pair = |word| [AtomKind::Fuzzy, AtomKind::Substring].map(|kind| atom(word, kind));
        Self(text.split_whitespace().map(pair).collect())
    }

    /// How well a command fits; `None` when some word does not.
    fn score(&self, command: &Command, matcher: &mut Matcher) -> Option<u32> {
        let (name, help) = (
            Utf32String::from(command.action.name()),
            Utf32String::from(command.help),
        );
        let synonyms = Utf32String::from(command.action.synonyms());
        self.0.iter().try_fold(0, |sum, [letters, word]| {
            let by_name = letters
                .score(name.slice(..), matcher)
                .map(|score| u32::from(score) * NAME_WEIGHT);
            let by_help = word.score(help.slice(..), matcher).map(u32::from);
            let by_synonym = word
                .score(synonyms.slice(..), matcher)
                .map(|score| u32::from(score) * SYNONYM_WEIGHT);
            Some(sum + by_name.max(by_help).max(by_synonym)?)
        })
    }
}

/// Adds an action to the names of those that were done last, the latest first.
pub fn remember(recent: &mut Vec<String>, action: Action) {
    recent.retain(|name| name != action.name());
    recent.insert(0, action.name().to_owned());
    recent.truncate(RECENT);
}

/// How long ago an action was done, against others.
fn rank(recent: &[String], action: Action) -> usize {
    let at = recent.iter().position(|name| name == action.name());
    at.unwrap_or(recent.len())
}
