//! Whether the terminal's own background is light.

use std::time::Duration;

use crossterm::event;
use terminal_colorsaurus::{QueryOptions, background_color};

/// How long the terminal has for its answer.
const PATIENCE: Duration = Duration::from_millis(150);

/// Terminals that do not know the question; some of them print it.
const MUTE: [&str; 10] = [
    "Eterm", "ansi", "cons25", "cygwin", "dumb", "eterm", "linux", "vt100", "vt102", "vt220",
];

/// What is known of the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Background {
    pub is_light: bool,
    /// The terminal was asked and its answer may still come.
    pub answer_pending: bool,
}

impl Background {
    /// Asks the terminal, which must be in raw mode, and be read by nobody else meanwhile. One that
    /// cannot be asked, or gives no answer, is what its variables say.
    pub fn ask(variable: impl Fn(&str) -> Option<String>) -> Self {
        let told = Self {
            is_light: told_by(&variable).unwrap_or(false),
            answer_pending: false,
        };
        // What was typed before is taken in first: an answer would be looked for in it.
        if !may_be_asked(&variable) || event::poll(Duration::ZERO).is_err() {
            return told;
        }
        let mut options = QueryOptions::default();
        options.timeout = PATIENCE;
        match background_color(options) {
            Ok(colour) => Self {
                is_light: colour.perceived_lightness() > 0.5,
                answer_pending: false,
            },
            Err(error) => {
                tracing::debug!("the terminal does not tell its background: {error}");
                Self {
                    answer_pending: true,
                    ..told
                }
            }
        }
    }
}

fn may_be_asked(variable: &impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    let name = term.split_once('-').map_or(&*term, |(name, _)| name);
    // Screen passes the question on, and answers that come back later reach whoever reads then.
    let is_screen = set("STY") && !set("TMUX");
    !(MUTE.contains(&name) || is_screen || set("INSIDE_EMACS"))
}

/// `COLORFGBG` holds the numbers of two colours; the last is the background's.
fn told_by(variable: &impl Fn(&str) -> Option<String>) -> Option<bool> {
    let colours = variable("COLORFGBG")?;
    let background: u8 = colours.rsplit(';').next()?.parse().ok()?;
    Some(matches!(background, 7 | 9..=15))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn only_terminals_that_know_the_question_are_asked() {
        for (variables, expected) in [
            (&[("TERM", "xterm-256color")][..], true),
            (&[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux")], true),
            (&[("TERM", "screen-256color"), ("TMUX", "/tmp/tmux")], true),
            (&[("TERM", "screen-256color"), ("STY", "1.tty")], false),
            (&[("TERM", "xterm"), ("INSIDE_EMACS", "30.1,vterm")], false),
            (&[("TERM", "eterm-color")], false),
            (&[("TERM", "linux")], false),
            (&[("TERM", "dumb")], false),
        ] {
            assert_eq!(may_be_asked(&among(variables)), expected, "{variables:?}");
        }
    }

    #[test]
    fn variables_tell_the_background_too() {
        for (value, expected) in [
            ("0;15", Some(true)),
            ("15;0", Some(false)),
            ("0;default;15", Some(true)),
            ("12;8", Some(false)),
            ("15;default", None),
            ("", None),
        ] {
            assert_eq!(
                told_by(&among(&[("COLORFGBG", value)])),
                expected,
                "{value}"
            );
        }
        assert_eq!(told_by(&among(&[])), None);
    }
}
