//! How many colours a terminal has, and colours that come near those it has not.

use ratatui::style::Color;

/// Terminals whose few colours are not enough for a theme.
const POOR: [&str; 6] = ["ansi", "cons25", "dumb", "linux", "vt100", "vt220"];

/// What the red, green and blue of the 216 middle colours of the usual 256 can be.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// How many colours to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: weight, underline and reverse only.
    Plain,
    /// The usual 256.
    Indexed,
    /// All of them.
    True,
}

impl Depth {
    /// What a terminal says about itself in its variables, looked up by `variable`.
    #[must_use]
    pub fn told_by(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| variable(name).unwrap_or_default();
        if !value("NO_COLOR").is_empty() || POOR.contains(&value("TERM").as_str()) {
            Self::Plain
        } else if matches!(value("COLORTERM").as_str(), "truecolor" | "24bit") {
            Self::True
        } else {
            Self::Indexed
        }
    }
}

/// The one of the usual 256 colours that comes nearest. Only true colours change.
#[must_use]
pub(super) fn nearest(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else {
        return color;
    };
    let distance = |one: [u8; 3]| -> u32 {
        one.iter()
            .zip([r, g, b])
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    let cube = (0..216u8).map(|at| {
        let level = |step: u8| LEVELS[usize::from(at / step % 6)];
        (16 + at, [level(36), level(6), level(1)])
    });
    let greys = (0..24u8).map(|at| (232 + at, [8 + 10 * at; 3]));
    cube.chain(greys)
        .min_by_key(|(_, one)| distance(*one))
        .map_or(color, |(index, _)| Color::Indexed(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(variables: &[(&str, &str)]) -> Depth {
        Depth::told_by(|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn terminals_tell_their_depth() {
        let xterm = ("TERM", "xterm-256color");
        let true_colour = ("COLORTERM", "truecolor");
        assert_eq!(depth(&[xterm, true_colour]), Depth::True);
        assert_eq!(depth(&[xterm]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "linux"), true_colour]), Depth::Plain);
        assert_eq!(
            depth(&[xterm, true_colour, ("NO_COLOR", "1")]),
            Depth::Plain
        );
        assert_eq!(depth(&[xterm, true_colour, ("NO_COLOR", "")]), Depth::True);
    }

    #[test]
    fn the_nearest_colour_is_found() {
        assert_eq!(nearest(Color::Rgb(0, 0, 0)), Color::Indexed(16));
        assert_eq!(nearest(Color::Rgb(250, 2, 1)), Color::Indexed(196));
        assert_eq!(nearest(Color::Rgb(18, 18, 19)), Color::Indexed(233));
        assert_eq!(nearest(Color::Red), Color::Red);
    }
}
