//! How many colours a terminal has.

use crate::config::ColorSetting;

/// Terminals without colours.
const NONE: [&str; 5] = ["dumb", "vt52", "vt100", "vt102", "vt220"];

/// Terminals of few colours.
const SIXTEEN: [&str; 5] = ["ansi", "cons25", "cygwin", "linux", "rxvt"];

/// How many colours to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: weight, underline and reverse only.
    None,
    /// The sixteen that every terminal with colours has.
    Sixteen,
    /// The usual 256.
    Indexed,
    /// All of them.
    #[default]
    True,
}

impl Depth {
    /// What is wanted, else what a terminal says about itself in its variables, looked up by `variable`.
    #[must_use]
    pub fn of(setting: ColorSetting, variable: impl Fn(&str) -> Option<String>) -> Self {
        match setting {
            ColorSetting::Auto => Self::told_by(variable),
            ColorSetting::True => Self::True,
            ColorSetting::Indexed => Self::Indexed,
            ColorSetting::Sixteen => Self::Sixteen,
            ColorSetting::None => Self::None,
        }
    }

    fn told_by(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| variable(name).unwrap_or_default();
        let term = value("TERM");
        // `linux-16color`, `xterm-256color`: what comes behind the name tells more of it.
        let (name, rest) = term.split_once('-').unwrap_or((&term, ""));
        // It passes on the variables of the terminal around it, and understands less.
        let is_screen = !value("STY").is_empty() && value("TMUX").is_empty();
        let says_true = matches!(value("COLORTERM").as_str(), "truecolor" | "24bit");
        if !value("NO_COLOR").is_empty() || NONE.contains(&name) || matches!(rest, "m" | "mono") {
            Self::None
        } else if SIXTEEN.contains(&name) && !rest.contains("256color") || rest.contains("16color")
        {
            Self::Sixteen
        } else if is_screen || !(says_true || rest.contains("direct")) {
            Self::Indexed
        } else {
            Self::True
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(variables: &[(&str, &str)]) -> Depth {
        Depth::of(ColorSetting::Auto, |wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn terminals_tell_their_depth() {
        let true_colour = ("COLORTERM", "truecolor");
        for (term, expected, with_true) in [
            ("xterm-256color", Depth::Indexed, Depth::True),
            ("xterm", Depth::Indexed, Depth::True),
            ("xterm-direct", Depth::True, Depth::True),
            ("xterm-16color", Depth::Sixteen, Depth::Sixteen),
            ("xterm-mono", Depth::None, Depth::None),
            ("tmux-256color", Depth::Indexed, Depth::True),
            ("screen-256color", Depth::Indexed, Depth::True),
            ("rxvt-unicode-256color", Depth::Indexed, Depth::True),
            ("linux", Depth::Sixteen, Depth::Sixteen),
            ("linux-16color", Depth::Sixteen, Depth::Sixteen),
            ("linux-m", Depth::None, Depth::None),
            ("ansi", Depth::Sixteen, Depth::Sixteen),
            ("vt220", Depth::None, Depth::None),
            ("dumb", Depth::None, Depth::None),
        ] {
            let term = ("TERM", term);
            assert_eq!(depth(&[term]), expected, "{term:?}");
            assert_eq!(depth(&[term, true_colour]), with_true, "{term:?}");
            assert_eq!(depth(&[term, true_colour, ("NO_COLOR", "1")]), Depth::None);
            assert_eq!(depth(&[term, true_colour, ("NO_COLOR", "")]), with_true);
        }
    }

    #[test]
    fn screen_understands_less_than_what_it_runs_in() {
        let variables = [
            ("TERM", "screen-256color"),
            ("COLORTERM", "truecolor"),
            ("STY", "1234.tty1"),
        ];
        assert_eq!(depth(&variables), Depth::Indexed);
        assert_eq!(depth(&variables[..2]), Depth::True);
    }

    #[test]
    fn what_is_wanted_wins() {
        for (setting, expected) in [
            (ColorSetting::True, Depth::True),
            (ColorSetting::Indexed, Depth::Indexed),
            (ColorSetting::Sixteen, Depth::Sixteen),
            (ColorSetting::None, Depth::None),
        ] {
            let found = Depth::of(setting, |_| Some("1".to_owned()));
            assert_eq!(found, expected);
        }
    }
}
