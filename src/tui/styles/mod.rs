//! How things look, by what they mean.

mod depth;
mod palette;
mod prose;

use ratatui::style::{Color, Modifier, Style};

pub use self::{depth::Depth, palette::Palette};
use crate::domain::kind;

/// The style of each thing on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Styles {
    /// The whole screen.
    pub base: Style,
    /// What lies over the panes.
    pub raised: Style,
    /// What lies under something raised.
    pub dimmed: Style,
    /// The row under the cursor, in the pane that has the keys.
    pub selection: Style,
    /// The same in the other panes.
    pub selection_idle: Style,
    /// What is to be read.
    pub text: Style,
    /// What goes with it.
    pub muted: Style,
    /// What may be overlooked.
    pub faint: Style,
    /// What has the keys, and where the eye should go.
    pub accent: Style,
    /// Frames of panes.
    pub border: Style,
    /// The frame of the pane that has the keys.
    pub border_focus: Style,
    /// Titles of panes.
    pub title: Style,
    /// The title of the pane that has the keys.
    pub title_focus: Style,
    /// Headings within a pane.
    pub heading: Style,
    /// Words that match.
    pub matched: Style,
    /// Behind a line being typed.
    pub field: Style,
    /// What is selected in a text.
    pub selected: Style,
    /// Words that a change removed.
    pub removed: Style,
    /// Words that a change added.
    pub added: Style,
    /// All is well.
    pub good: Style,
    /// Needs attention.
    pub warn: Style,
    /// Went wrong.
    pub bad: Style,
    /// Good to know.
    pub info: Style,
    /// A part of the query that means nothing.
    pub wrong: Style,
    /// Keys to press.
    pub key: Style,
    /// The name of the search mode.
    pub mode: Style,
    /// The tab of the pane that shows.
    pub badge: Style,
    /// Code within texts.
    pub code: Style,
    /// The filled part of bars.
    pub bar: Style,
    /// The rest of bars.
    pub track: Style,
    /// Numbers in metadata.
    pub number: Style,
    /// `true`, `false` and `null` in metadata.
    pub literal: Style,
    kinds: [Style; kind::KNOWN.len()],
    other_kind: Style,
}

impl Default for Styles {
    fn default() -> Self {
        Self::new(&Palette::dark())
    }
}

impl Styles {
    /// The styles of a theme.
    #[must_use]
    pub fn new(palette: &Palette) -> Self {
        let fg = |color: Color| Style::new().fg(color);
        let bold = |color: Color| fg(color).add_modifier(Modifier::BOLD);
        Self {
            base: fg(palette.text).bg(palette.base),
            raised: fg(palette.text).bg(palette.raised),
            dimmed: fg(palette.border).bg(palette.base),
            selection: Style::new().bg(palette.selection),
            selection_idle: Style::new().bg(palette.selection_idle),
            text: fg(palette.text),
            muted: fg(palette.muted),
            faint: fg(palette.faint),
            accent: fg(palette.accent),
            border: fg(palette.border),
            border_focus: fg(palette.accent),
            title: fg(palette.muted),
            title_focus: bold(palette.accent),
            heading: bold(palette.text),
            matched: bold(palette.matched).bg(palette.matched_base),
            field: Style::new().bg(palette.selection_idle),
            selected: fg(palette.text).bg(palette.border),
            removed: fg(palette.bad)
                .bg(palette.removed_base)
                .add_modifier(Modifier::CROSSED_OUT),
            added: fg(palette.good)
                .bg(palette.added_base)
                .add_modifier(Modifier::UNDERLINED),
            good: fg(palette.good),
            warn: fg(palette.warn),
            bad: fg(palette.bad),
            info: fg(palette.info),
            wrong: fg(palette.bad).add_modifier(Modifier::UNDERLINED),
            key: bold(palette.text),
            badge: bold(palette.base).bg(palette.accent),
            mode: fg(palette.accent),
            code: fg(palette.text).bg(palette.code),
            bar: fg(palette.bar),
            track: fg(palette.border),
            number: fg(palette.info),
            literal: fg(palette.warn),
            kinds: palette.kinds.map(fg),
            other_kind: fg(palette.other_kind),
        }
    }

    /// Styles without colours, for `NO_COLOR`: weight, underline and reverse tell things apart.
    #[must_use]
    pub fn plain() -> Self {
        let none = Style::new();
        let bold = none.add_modifier(Modifier::BOLD);
        let underlined = none.add_modifier(Modifier::UNDERLINED);
        let reversed = none.add_modifier(Modifier::REVERSED);
        Self {
            base: none,
            raised: none,
            dimmed: none,
            selection: reversed,
            selection_idle: underlined,
            text: none,
            muted: none,
            faint: none,
            accent: bold,
            border: none,
            border_focus: bold,
            title: none,
            title_focus: reversed,
            heading: bold,
            matched: bold.add_modifier(Modifier::UNDERLINED),
            field: none,
            selected: reversed,
            removed: reversed,
            added: bold.add_modifier(Modifier::UNDERLINED),
            good: none,
            warn: bold,
            bad: bold,
            info: none,
            wrong: underlined,
            key: bold,
            badge: reversed,
            mode: bold,
            code: none,
            bar: bold,
            track: none,
            number: none,
            literal: none,
            kinds: [bold; kind::KNOWN.len()],
            other_kind: bold,
        }
    }

    /// The styles for a terminal of that depth.
    #[must_use]
    pub fn for_terminal(depth: Depth) -> Self {
        match depth {
            Depth::Plain => Self::plain(),
            Depth::Indexed => Self::new(&Palette::dark().map(depth::nearest)),
            Depth::True => Self::default(),
        }
    }

    /// The style of a type of entries.
    #[must_use]
    pub fn kind(&self, name: &str) -> Style {
        kind::KNOWN
            .iter()
            .position(|known| *known == name)
            .map_or(self.other_kind, |at| self.kinds[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours as WCAG 2 defines it.
    fn contrast(one: Color, other: Color) -> f64 {
        let luminance = |color| {
            let Color::Rgb(r, g, b) = color else {
                panic!("{color} is no true colour")
            };
            let linear = |channel: u8| {
                let value = f64::from(channel) / 255.0;
                if value <= 0.040_45 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn what_is_read_stands_out_from_what_is_behind_it() {
        let palette = Palette::dark();
        for behind in [
            palette.base,
            palette.raised,
            palette.selection,
            palette.code,
        ] {
            assert!(contrast(palette.text, behind) >= 7.0, "text on {behind}");
            assert!(contrast(palette.muted, behind) >= 4.5, "muted on {behind}");
            assert!(contrast(palette.faint, behind) >= 2.5, "faint on {behind}");
            assert!(contrast(palette.bar, behind) >= 3.0, "bars on {behind}");
            for colour in palette.kinds.into_iter().chain([
                palette.other_kind,
                palette.accent,
                palette.good,
                palette.warn,
                palette.bad,
                palette.info,
            ]) {
                assert!(contrast(colour, behind) >= 4.5, "{colour} on {behind}");
            }
        }
        assert!(contrast(palette.matched, palette.matched_base) >= 7.0);
        assert!(contrast(palette.bad, palette.removed_base) >= 4.5);
        assert!(contrast(palette.good, palette.added_base) >= 4.5);
    }

    #[test]
    fn types_have_colours_of_their_own() {
        let styles = Styles::default();
        for (at, one) in kind::KNOWN.iter().enumerate() {
            for other in &kind::KNOWN[at + 1..] {
                assert_ne!(styles.kind(one), styles.kind(other));
            }
            assert_ne!(styles.kind(one), styles.kind("retro"));
        }
    }

    #[test]
    fn plain_styles_have_no_colours() {
        let plain = Styles::plain();
        assert!(!format!("{plain:?}").contains("fg"), "{plain:?}");
        assert!(!format!("{plain:?}").contains("bg"), "{plain:?}");
        assert_eq!(Styles::for_terminal(Depth::Plain), plain);
    }

    #[test]
    fn few_colours_keep_rows_and_types_apart() {
        let palette = Palette::dark().map(depth::nearest);
        assert!(matches!(palette.base, Color::Indexed(_)));
        assert_ne!(palette.selection, palette.base);
        assert_ne!(palette.selection_idle, palette.base);
        assert_ne!(palette.selection, palette.selection_idle);
        assert_ne!(palette.matched_base, palette.base);
        for (at, one) in palette.kinds.iter().enumerate() {
            assert!(!palette.kinds[at + 1..].contains(one), "{one}");
        }
    }
}
