//! Keys, in one spelling whatever the terminal sends.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers. `Shift` is part of the character for printable keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub(super) code: KeyCode,
    pub(super) modifiers: KeyModifiers,
}

impl Key {
    /// `Esc`.
    pub const ESC: Self = Self::plain(KeyCode::Esc);
    /// `Enter`.
    pub const ENTER: Self = Self::plain(KeyCode::Enter);
    /// `Tab`.
    pub const TAB: Self = Self::plain(KeyCode::Tab);
    /// `Shift-Tab`.
    pub const BACK_TAB: Self = Self::plain(KeyCode::BackTab);

    /// A key without modifiers.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            modifiers: KeyModifiers::NONE,
        }
    }

    /// A printable key.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// `Ctrl` and a letter.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self::with(KeyCode::Char(c), KeyModifiers::CONTROL)
    }

    /// `Alt` and a letter.
    #[must_use]
    pub const fn alt(c: char) -> Self {
        Self::with(KeyCode::Char(c), KeyModifiers::ALT)
    }

    /// Any key with modifiers.
    #[must_use]
    pub const fn with(code: KeyCode, modifiers: KeyModifiers) -> Self {
        Self { code, modifiers }
    }

    /// The one spelling of what terminals send in several: Shift is part of printable keys, Ctrl
    /// knows no upper case.
    pub(super) fn normal(self) -> Self {
        let Self {
            mut code,
            mut modifiers,
        } = self;
        match code {
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => code = KeyCode::BackTab,
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                code = KeyCode::Char(control(c));
            }
            _ => {}
        }
        if matches!(code, KeyCode::Char(_) | KeyCode::BackTab) {
            modifiers -= KeyModifiers::SHIFT;
        }
        Self { code, modifiers }
    }

    /// The character it types, if it types one.
    #[must_use]
    pub fn text(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() && !c.is_control() => Some(c),
            _ => None,
        }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let mut modifiers =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        // `Ctrl-Alt` together is how some layouts (AltGr) type a character.
        let third_level = KeyModifiers::CONTROL | KeyModifiers::ALT;
        if matches!(event.code, KeyCode::Char(_)) && modifiers.contains(third_level) {
            modifiers -= third_level;
        }
        Self::with(event.code, modifiers).normal()
    }
}

/// The character that is pressed together with Ctrl. Four of them arrive as the digits whose codes
/// they share.
fn control(c: char) -> char {
    match c {
        '4' => '\\',
        '5' => ']',
        '6' => '^',
        '7' => '_',
        _ => c.to_ascii_lowercase(),
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "Ctrl-"),
            (KeyModifiers::ALT, "Alt-"),
            (KeyModifiers::SHIFT, "Shift-"),
        ] {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                write!(f, "{}", c.to_ascii_uppercase())
            }
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Delete => f.write_str("Del"),
            other => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> Key {
        KeyEvent::new(code, modifiers).into()
    }

    #[test]
    fn shift_is_part_of_the_character() {
        assert_eq!(
            event(KeyCode::Char('G'), KeyModifiers::SHIFT),
            Key::char('G')
        );
        assert_eq!(
            event(KeyCode::Char('?'), KeyModifiers::NONE),
            Key::char('?')
        );
        assert_eq!(event(KeyCode::BackTab, KeyModifiers::SHIFT), Key::BACK_TAB);
        assert_eq!(event(KeyCode::Tab, KeyModifiers::SHIFT), Key::BACK_TAB);
    }

    #[test]
    fn characters_of_the_third_level_are_text() {
        let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(event(KeyCode::Char('@'), altgr).text(), Some('@'));
        assert_eq!(
            event(KeyCode::Char('w'), KeyModifiers::CONTROL).text(),
            None
        );
        assert_eq!(
            event(KeyCode::Char('日'), KeyModifiers::NONE).text(),
            Some('日')
        );
    }

    #[test]
    fn keys_are_spelled_as_in_the_manual() {
        assert_eq!(Key::ctrl('c').to_string(), "Ctrl-C");
        assert_eq!(Key::BACK_TAB.to_string(), "Shift-Tab");
        assert_eq!(Key::plain(KeyCode::PageDown).to_string(), "PgDn");
        assert_eq!(Key::char('/').to_string(), "/");
    }
}
