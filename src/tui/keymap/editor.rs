//! The default keys for changing entries: the editor, what lies over it, and the history.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{
    Action, Binding, Context, Key,
    table::{ENTRIES, row},
};
use crate::tui::model::{Motion, TextAction};

const EDITOR: &[Context] = &[Context::Editor];
const LEAVE: &[Context] = &[Context::Leave];
const CONFLICT: &[Context] = &[Context::Conflict];
const HISTORY: &[Context] = &[Context::History];

const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;

/// All rows, in the order of footer and help.
pub(super) fn bindings() -> Vec<Binding> {
    let mut all = Vec::new();
    all.extend(fields());
    all.extend(text());
    all.extend(motions());
    all.extend(deletions());
    all.extend(answers());
    all.extend(history());
    all
}

/// Rows that belong with those of entries.
pub(super) fn entries() -> [Binding; 2] {
    let entry = |key, action, label, help| row(ENTRIES, &[Key::char(key)], action, label, help);
    [
        entry('e', Action::EditEntry, "edit", "edit the entry"),
        entry(
            'E',
            Action::EditOutside,
            "",
            "edit the entry in $VISUAL or $EDITOR",
        ),
    ]
}

fn fields() -> [Binding; 4] {
    [
        row(EDITOR, &[Key::ctrl('s')], Action::Save, "save", "save"),
        row(EDITOR, &[Key::TAB], Action::NextPane, "field", "next field"),
        row(
            EDITOR,
            &[Key::BACK_TAB],
            Action::PreviousPane,
            "",
            "field before",
        ),
        row(
            EDITOR,
            &[Key::plain(KeyCode::F(1))],
            Action::Help,
            "help",
            "show or hide this help",
        ),
    ]
}

fn text() -> [Binding; 8] {
    let text = |keys: &[Key], action, help| row(EDITOR, keys, Action::Text(action), "", help);
    [
        row(
            EDITOR,
            &[Key::ctrl('z')],
            Action::Text(TextAction::Undo),
            "undo",
            "take the last step back",
        ),
        text(
            &[Key::ctrl('y'), Key::ctrl('r')],
            TextAction::Redo,
            "make it again",
        ),
        text(&[Key::ENTER], TextAction::Newline, "begin a line"),
        text(&[Key::ctrl('t')], TextAction::Tab, "type a tab"),
        text(&[Key::alt('a')], TextAction::SelectAll, "select everything"),
        row(
            EDITOR,
            &[Key::alt('c'), Key::with(KeyCode::Insert, CTRL)],
            Action::Copy,
            "",
            "copy what is selected; so does Ctrl-C then",
        ),
        row(
            EDITOR,
            &[Key::ctrl('x'), Key::with(KeyCode::Delete, SHIFT)],
            Action::Cut,
            "",
            "cut what is selected",
        ),
        row(
            EDITOR,
            &[Key::ctrl('v')],
            Action::Paste,
            "",
            "paste what was copied or cut here",
        ),
    ]
}

/// A key, another that does the same, where the cursor goes, and what to say of that without Shift
/// and with it.
type Way = (
    KeyCode,
    KeyModifiers,
    Option<Key>,
    Motion,
    [&'static str; 2],
);

fn ways() -> [Way; 12] {
    let plain = KeyModifiers::NONE;
    [
        (
            KeyCode::Left,
            plain,
            None,
            Motion::Left,
            ["left", "select to the left"],
        ),
        (
            KeyCode::Right,
            plain,
            None,
            Motion::Right,
            ["right", "select to the right"],
        ),
        (
            KeyCode::Up,
            plain,
            None,
            Motion::Up,
            ["up, or the value before", "select upwards"],
        ),
        (
            KeyCode::Down,
            plain,
            None,
            Motion::Down,
            ["down, or the next value", "select downwards"],
        ),
        (
            KeyCode::PageUp,
            plain,
            None,
            Motion::PageUp,
            ["a screenful up", "select a screenful up"],
        ),
        (
            KeyCode::PageDown,
            plain,
            None,
            Motion::PageDown,
            ["a screenful down", "select a screenful down"],
        ),
        (
            KeyCode::Left,
            CTRL,
            Some(Key::alt('b')),
            Motion::WordLeft,
            ["a word left", "select the word before"],
        ),
        (
            KeyCode::Right,
            CTRL,
            Some(Key::alt('f')),
            Motion::WordRight,
            ["a word right", "select the next word"],
        ),
        (
            KeyCode::Home,
            plain,
            Some(Key::ctrl('a')),
            Motion::Start,
            [
                "to the start of the line",
                "select to the start of the line",
            ],
        ),
        (
            KeyCode::End,
            plain,
            Some(Key::ctrl('e')),
            Motion::End,
            ["to the end of the line", "select to the end of the line"],
        ),
        (
            KeyCode::Home,
            CTRL,
            None,
            Motion::First,
            [
                "to the start of the text",
                "select to the start of the text",
            ],
        ),
        (
            KeyCode::End,
            CTRL,
            None,
            Motion::Last,
            ["to the end of the text", "select to the end of the text"],
        ),
    ]
}

/// Each way for the cursor; with Shift it selects.
fn motions() -> Vec<Binding> {
    let ways = ways();
    let go = ways.map(|(code, modifiers, other, motion, [help, _])| {
        let keys: Vec<Key> = [Some(Key::with(code, modifiers)), other]
            .into_iter()
            .flatten()
            .collect();
        row(
            EDITOR,
            &keys,
            Action::Text(TextAction::Go(motion)),
            "",
            help,
        )
    });
    let select = ways.map(|(code, modifiers, _, motion, [_, help])| {
        let key = Key::with(code, modifiers | SHIFT);
        row(
            EDITOR,
            &[key],
            Action::Text(TextAction::Select(motion)),
            "",
            help,
        )
    });
    go.into_iter().chain(select).collect()
}

fn deletions() -> [Binding; 6] {
    let delete = |keys: &[Key], motion, help| {
        row(
            EDITOR,
            keys,
            Action::Text(TextAction::Delete(motion)),
            "",
            help,
        )
    };
    let backspace = KeyCode::Backspace;
    [
        delete(
            &[
                Key::plain(backspace),
                Key::with(backspace, SHIFT),
                Key::ctrl('h'),
            ],
            Motion::Left,
            "delete the character before",
        ),
        delete(
            &[Key::plain(KeyCode::Delete), Key::ctrl('d')],
            Motion::Right,
            "delete the character under the cursor",
        ),
        delete(
            &[
                Key::ctrl('w'),
                Key::with(backspace, ALT),
                Key::with(backspace, CTRL),
            ],
            Motion::WordLeft,
            "delete the word before",
        ),
        delete(
            &[Key::alt('d'), Key::with(KeyCode::Delete, CTRL)],
            Motion::WordRight,
            "delete the next word",
        ),
        delete(
            &[Key::ctrl('u')],
            Motion::Start,
            "delete to the start of the line",
        ),
        delete(
            &[Key::ctrl('k')],
            Motion::End,
            "delete to the end of the line",
        ),
    ]
}

fn answers() -> [Binding; 7] {
    [
        row(
            LEAVE,
            &[Key::char('s'), Key::ENTER],
            Action::Save,
            "save",
            "save the changes",
        ),
        row(
            LEAVE,
            &[Key::char('d')],
            Action::Discard,
            "discard",
            "give the changes up",
        ),
        row(
            CONFLICT,
            &[Key::char('e'), Key::ENTER],
            Action::Open,
            "edit both",
            "go on editing with both changes together",
        ),
        row(
            CONFLICT,
            &[Key::char('m')],
            Action::TakeMine,
            "take yours",
            "save yours over theirs",
        ),
        row(
            CONFLICT,
            &[Key::char('t')],
            Action::TakeTheirs,
            "take theirs",
            "leave theirs, give yours up",
        ),
        row(
            CONFLICT,
            &[Key::TAB],
            Action::NextPane,
            "show",
            "the next of the states",
        ),
        row(
            CONFLICT,
            &[Key::BACK_TAB],
            Action::PreviousPane,
            "",
            "the state before",
        ),
    ]
}

fn history() -> [Binding; 4] {
    [
        row(
            ENTRIES,
            &[Key::char('H')],
            Action::History,
            "history",
            "what the entry said before",
        ),
        row(
            HISTORY,
            &[Key::ENTER, Key::char('r')],
            Action::Open,
            "bring back",
            "make the entry say this again",
        ),
        row(
            HISTORY,
            &[Key::char('c'), Key::TAB],
            Action::Compare,
            "compare",
            "with the state before, or with how it is now",
        ),
        row(
            HISTORY,
            &[Key::char('v')],
            Action::Reveal,
            "",
            "show the masked credentials, or mask them",
        ),
    ]
}
