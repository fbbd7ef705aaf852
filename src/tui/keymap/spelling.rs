//! Keys as a config file spells them, and which of those a terminal can send.

use std::str::FromStr;

use crossterm::event::{KeyCode, KeyModifiers};

use super::Key;

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

/// Named keys; the first spelling of a key is the one to print.
const NAMED: [(&str, KeyCode); 23] = [
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("delete", KeyCode::Delete),
    ("ins", KeyCode::Insert),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("page-up", KeyCode::PageUp),
    ("pageup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("page-down", KeyCode::PageDown),
    ("pagedown", KeyCode::PageDown),
];

/// The highest function key that terminals agree on.
const FUNCTION_KEYS: u8 = 12;

impl Key {
    /// The key as a config file spells it; [`Key::from_str`] reads it back.
    #[must_use]
    pub fn spelled(self) -> String {
        let (code, mut modifiers) = (self.code, self.modifiers);
        let name = match code {
            KeyCode::BackTab => {
                modifiers |= SHIFT;
                "tab".to_owned()
            }
            KeyCode::F(number) => format!("f{number}"),
            _ => match (NAMED.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => (*name).to_owned(),
                (None, KeyCode::Char(c)) => c.to_string(),
                (None, other) => other.to_string().to_lowercase(),
            },
        };
        let mut spelled = String::new();
        for (modifier, prefix) in [(CTRL, "ctrl-"), (ALT, "alt-"), (SHIFT, "shift-")] {
            if modifiers.contains(modifier) {
                spelled.push_str(prefix);
            }
        }
        spelled + &name
    }
}

impl FromStr for Key {
    /// Why this is no key that can be pressed, in a few words that follow the key's spelling.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut modifiers = KeyModifiers::NONE;
        let mut name = text;
        while let Some((modifier, rest)) = modifier(name) {
            if modifiers.contains(modifier) {
                return Err("is no key: a modifier stands twice".to_owned());
            }
            modifiers |= modifier;
            name = rest;
        }
        let code = code(name).ok_or("is no key; keys are spelled like ctrl-s, alt-b, shift-tab, f5, space, enter, pgdn, x or X")?;
        let key = Self::with(code, modifiers).normal();
        match unreachable(code, modifiers) {
            Some(why) => Err(why),
            None => Ok(key),
        }
    }
}

/// A modifier that a spelling begins with, and what follows.
fn modifier(text: &str) -> Option<(KeyModifiers, &str)> {
    [("ctrl-", CTRL), ("alt-", ALT), ("shift-", SHIFT)]
        .into_iter()
        .find_map(|(prefix, modifier)| {
            let (head, rest) = text.split_at_checked(prefix.len())?;
            (head.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some((modifier, rest))
        })
}

fn code(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(KeyCode::Char(c));
    }
    let lower = name.to_ascii_lowercase();
    if let Some((_, code)) = NAMED.iter().find(|(named, _)| *named == lower) {
        return Some(*code);
    }
    let number = lower.strip_prefix('f')?.parse().ok()?;
    (1..=FUNCTION_KEYS)
        .contains(&number)
        .then_some(KeyCode::F(number))
}

/// Why terminals, as they come, never send this; `None` when they do.
fn unreachable(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
    let same_as = |key: &str| Some(format!("is `{key}` to a terminal; write that"));
    match code {
        KeyCode::Char(' ') if modifiers.contains(SHIFT) => same_as("space"),
        KeyCode::Char(c) if modifiers == SHIFT && c.is_alphabetic() => {
            same_as(&c.to_uppercase().to_string())
        }
        KeyCode::Char(_) if modifiers.contains(SHIFT) => {
            Some("cannot be sent by terminals: Shift is part of the character".to_owned())
        }
        KeyCode::Char(_) if modifiers.contains(CTRL | ALT) => {
            Some("cannot be told from AltGr, which types characters".to_owned())
        }
        KeyCode::Char(c) if modifiers.contains(CTRL) => match c.to_ascii_lowercase() {
            'i' => same_as("tab"),
            'm' => same_as("enter"),
            '[' => same_as("esc"),
            '@' => same_as("ctrl-space"),
            '?' => same_as("backspace"),
            '/' => same_as("ctrl-_"),
            'a'..='z' | ' ' | '\\' | ']' | '^' | '_' => None,
            _ => Some("cannot be sent by terminals: Ctrl goes with letters".to_owned()),
        },
        KeyCode::Char('[' | 'O') if modifiers == ALT => {
            Some("begins the codes of other keys, such as the arrows".to_owned())
        }
        KeyCode::Tab if modifiers.contains(CTRL) || modifiers.contains(ALT) => {
            Some("is kept by windows and terminals for themselves".to_owned())
        }
        KeyCode::Enter if modifiers.intersects(CTRL | SHIFT) => same_as("enter"),
        KeyCode::Esc if !modifiers.is_empty() => same_as("esc"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Keymap;

    #[test]
    fn what_is_spelled_is_read_back() {
        for binding in Keymap::default().bindings() {
            for key in &binding.keys {
                assert_eq!(key.spelled().parse(), Ok(*key), "{}", key.spelled());
            }
        }
    }

    #[test]
    fn keys_have_their_usual_names() {
        for (text, key) in [
            ("ctrl-s", Key::ctrl('s')),
            ("Ctrl-S", Key::ctrl('s')),
            ("alt-b", Key::alt('b')),
            ("alt-B", Key::alt('B')),
            ("shift-tab", Key::BACK_TAB),
            ("f5", Key::plain(KeyCode::F(5))),
            ("space", Key::char(' ')),
            ("G", Key::char('G')),
            ("-", Key::char('-')),
            ("alt--", Key::alt('-')),
            ("Enter", Key::ENTER),
            ("pageup", Key::plain(KeyCode::PageUp)),
            ("delete", Key::plain(KeyCode::Delete)),
            ("ctrl-shift-left", Key::with(KeyCode::Left, CTRL | SHIFT)),
            ("é", Key::char('é')),
        ] {
            assert_eq!(text.parse(), Ok(key), "{text}");
        }
    }

    #[test]
    fn what_terminals_cannot_send_is_refused() {
        for (text, why) in [
            ("ctrl-i", "`tab`"),
            ("ctrl-m", "`enter`"),
            ("ctrl-[", "`esc`"),
            ("ctrl-1", "letters"),
            ("ctrl-alt-x", "AltGr"),
            ("ctrl-shift-x", "Shift"),
            ("shift-g", "`G`"),
            ("shift-enter", "`enter`"),
            ("alt-[", "arrows"),
            ("ctrl-tab", "themselves"),
            ("f13", "no key"),
            ("ctrl-", "no key"),
            ("ctrl-ctrl-a", "twice"),
            ("", "no key"),
            (" ", "no key"),
            ("hyper-x", "no key"),
        ] {
            let error = text.parse::<Key>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
