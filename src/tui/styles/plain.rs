//! Styles without colours.

use std::collections::BTreeMap;

use ratatui::style::{Modifier, Style};

use super::Styles;

impl Styles {
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
            kinds: BTreeMap::new(),
            other_kind: bold,
        }
    }
}
