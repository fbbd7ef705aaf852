//! Which way a copied text goes: into the clipboard of this machine, or to the terminal, which may stand
//! on another one (OSC 52).

use std::fmt::Write;

use crossterm::{Command, clipboard::CopyToClipboard};

/// What lies between the program and the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Passage {
    /// Nothing.
    #[default]
    Straight,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// Which way copied texts go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copying {
    /// There is a display on this machine, and the person sits before it.
    pub local: bool,
    /// The way to the terminal, where there is no display or its clipboard failed.
    pub passage: Passage,
}

/// GNU screen passes on no longer piece at once.
const SCREEN_PIECE: usize = 700;

impl Copying {
    /// The way that the environment tells of.
    #[must_use]
    pub fn told_by(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &&str| variable(name).is_some_and(|value| !value.is_empty());
        let remote = ["SSH_TTY", "SSH_CONNECTION"].iter().any(is_set);
        let display = cfg!(any(windows, target_os = "macos"))
            || ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(is_set);
        let passage = if is_set(&"TMUX") {
            Passage::Tmux
        } else if is_set(&"STY") {
            Passage::Screen
        } else {
            Passage::Straight
        };
        Self {
            local: display && !remote,
            passage,
        }
    }

    /// What people should know of the way, behind "text copied".
    #[must_use]
    pub fn remark(self) -> &'static str {
        match self.passage {
            _ if self.local => "",
            Passage::Straight => " through the terminal",
            Passage::Tmux => " through tmux; if it stays there: tmux set -g set-clipboard on",
            Passage::Screen => " through screen and the terminal",
        }
    }
}

impl Passage {
    /// What has to be written for the terminal to take a text into its clipboard.
    #[must_use]
    pub fn sequence(self, text: &str) -> String {
        let mut plain = String::new();
        // Writing to a string cannot fail.
        let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
        match self {
            Self::Straight => plain,
            // tmux takes the first when it sets the clipboard, and passes the second on when it is
            // allowed to: each needs an option of its own, and either is enough.
            Self::Tmux => {
                let doubled = plain.replace('\x1b', "\x1b\x1b");
                format!("{plain}\x1bPtmux;{doubled}\x1b\\")
            }
            Self::Screen => {
                let whole = plain.trim_end_matches("\x1b\\").to_owned() + "\x07";
                let mut passed = String::new();
                let mut rest = whole.as_str();
                while !rest.is_empty() {
                    // Base 64 and the head of the sequence are single bytes.
                    let (piece, after) = rest.split_at(rest.len().min(SCREEN_PIECE));
                    let _ = write!(passed, "\x1bP{piece}\x1b\\");
                    rest = after;
                }
                passed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(variables: &[(&str, &str)]) -> Copying {
        Copying::told_by(|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_display_counts_only_where_the_person_is() {
        assert!(!told(&[]).local);
        assert!(told(&[("DISPLAY", ":0")]).local);
        assert!(told(&[("WAYLAND_DISPLAY", "wayland-0")]).local);
        assert!(!told(&[("DISPLAY", "")]).local);
        assert!(!told(&[("DISPLAY", ":0"), ("SSH_TTY", "/dev/pts/1")]).local);
        assert!(!told(&[("DISPLAY", "localhost:10"), ("SSH_CONNECTION", "a b c d")]).local);
    }

    #[test]
    fn what_lies_between_is_passed_through() {
        let straight = told(&[]).passage.sequence("foo");
        assert_eq!(straight, "\x1b]52;c;Zm9v\x1b\\");
        let tmux = told(&[("TMUX", "/tmp/tmux,1,0"), ("STY", "x")])
            .passage
            .sequence("foo");
        assert_eq!(
            tmux,
            "\x1b]52;c;Zm9v\x1b\\\x1bPtmux;\x1b\x1b]52;c;Zm9v\x1b\x1b\\\x1b\\"
        );
        let screen = told(&[("STY", "1.pts")]).passage.sequence("foo");
        assert_eq!(screen, "\x1bP\x1b]52;c;Zm9v\x07\x1b\\");
    }

    #[test]
    fn screen_gets_long_texts_in_pieces() {
        let text = "long ".repeat(1_000);
        let sequence = Passage::Screen.sequence(&text);
        let pieces: Vec<&str> = sequence
            .split("\x1bP")
            .skip(1)
            .map(|piece| piece.strip_suffix("\x1b\\").unwrap())
            .collect();
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() <= SCREEN_PIECE));
        let plain = Passage::Straight.sequence(&text);
        assert_eq!(pieces.concat(), plain.replace("\x1b\\", "\x07"));
    }
}
