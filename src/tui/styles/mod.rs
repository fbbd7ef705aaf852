//! How things look, by what they mean.

mod depth;
mod indexed;
mod plain;
mod prose;
mod sixteen;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

pub use self::depth::Depth;
pub(super) use self::sixteen::even_out;
use crate::config::theme::{Palette, Rgb, Role, Theme};

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
    kinds: BTreeMap<String, Style>,
    other_kind: Style,
}

impl Styles {
    /// The styles of a theme on a terminal of that depth.
    #[must_use]
    pub fn new(theme: &Theme, depth: Depth) -> Self {
        match depth {
            Depth::None => Self::plain(),
            Depth::Sixteen => Self::sixteen(&theme.ansi),
            Depth::Indexed => Self::coloured(&indexed::near(&theme.colours)),
            Depth::True => Self::coloured(
                &theme
                    .colours
                    .map(|Rgb([red, green, blue])| Color::Rgb(red, green, blue)),
            ),
        }
    }

    fn coloured(palette: &Palette<Color>) -> Self {
        use Role::{
            Accent, AddedBase, Bad, Bar, Base, Border, Code, Faint, Good, Info, Matched,
            MatchedBase, Muted, Raised, RemovedBase, Selection, SelectionIdle, Text, Warn,
        };
        let fg = |role: Role| Style::new().fg(palette[role]);
        let bg = |role: Role| Style::new().bg(palette[role]);
        let on = |role: Role, behind: Role| fg(role).bg(palette[behind]);
        let bold = |role: Role| fg(role).add_modifier(Modifier::BOLD);
        let kinds = palette.kinds().iter();
        Self {
            base: on(Text, Base),
            raised: on(Text, Raised),
            dimmed: on(Border, Base),
            selection: bg(Selection),
            selection_idle: bg(SelectionIdle),
            text: fg(Text),
            muted: fg(Muted),
            faint: fg(Faint),
            accent: fg(Accent),
            border: fg(Border),
            border_focus: fg(Accent),
            title: fg(Muted),
            title_focus: bold(Accent),
            heading: bold(Text),
            matched: on(Matched, MatchedBase).add_modifier(Modifier::BOLD),
            field: bg(SelectionIdle),
            selected: on(Text, Border),
            removed: on(Bad, RemovedBase).add_modifier(Modifier::CROSSED_OUT),
            added: on(Good, AddedBase).add_modifier(Modifier::UNDERLINED),
            good: fg(Good),
            warn: fg(Warn),
            bad: fg(Bad),
            info: fg(Info),
            wrong: fg(Bad).add_modifier(Modifier::UNDERLINED),
            key: bold(Text),
            badge: on(Base, Accent).add_modifier(Modifier::BOLD),
            mode: fg(Accent),
            code: on(Text, Code),
            bar: fg(Bar),
            track: fg(Border),
            number: fg(Info),
            literal: fg(Warn),
            kinds: kinds
                .map(|(name, colour)| (name.clone(), Style::new().fg(*colour)))
                .collect(),
            other_kind: Style::new().fg(palette.other_kind()),
        }
    }

    /// The style of a type of entries.
    #[must_use]
    pub fn kind(&self, name: &str) -> Style {
        self.kinds.get(name).copied().unwrap_or(self.other_kind)
    }
}
