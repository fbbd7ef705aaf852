//! Styles for terminals of sixteen colours: what colours cannot tell there, weight, underline and
//! reverse do.

use ratatui::style::{Color, Modifier, Style};

use super::Styles;
use crate::config::theme::{Ansi, Palette, Role};

impl Styles {
    /// Styles of a theme's sixteen colours.
    pub(super) fn sixteen(palette: &Palette<Ansi>) -> Self {
        let styles = Self::coloured(&palette.map(color));
        // Whatever a terminal makes of its sixteen colours, what can be read can be read reversed too.
        let apart = |role: Role, style: Style, instead: Modifier| {
            if palette[role] == palette[Role::Base] {
                Style::new().add_modifier(instead)
            } else {
                style
            }
        };
        Self {
            selection: apart(Role::Selection, styles.selection, Modifier::REVERSED),
            selection_idle: apart(
                Role::SelectionIdle,
                styles.selection_idle,
                Modifier::UNDERLINED,
            ),
            // Not all of these terminals have a grey, and none another background for it.
            selected: styles.base.add_modifier(Modifier::REVERSED),
            removed: styles.bad.add_modifier(Modifier::REVERSED),
            added: styles
                .good
                .add_modifier(Modifier::REVERSED | Modifier::UNDERLINED),
            border_focus: styles.border_focus.add_modifier(Modifier::BOLD),
            bad: styles.bad.add_modifier(Modifier::BOLD),
            ..styles
        }
    }
}

fn color(ansi: Ansi) -> Color {
    match ansi {
        Ansi::Default => Color::Reset,
        Ansi::Black => Color::Black,
        Ansi::Red => Color::Red,
        Ansi::Green => Color::Green,
        Ansi::Yellow => Color::Yellow,
        Ansi::Blue => Color::Blue,
        Ansi::Magenta => Color::Magenta,
        Ansi::Cyan => Color::Cyan,
        Ansi::White => Color::Gray,
        Ansi::BrightBlack => Color::DarkGray,
        Ansi::BrightRed => Color::LightRed,
        Ansi::BrightGreen => Color::LightGreen,
        Ansi::BrightYellow => Color::LightYellow,
        Ansi::BrightBlue => Color::LightBlue,
        Ansi::BrightMagenta => Color::LightMagenta,
        Ansi::BrightCyan => Color::LightCyan,
        Ansi::BrightWhite => Color::White,
    }
}
