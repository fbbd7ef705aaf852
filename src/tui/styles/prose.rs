//! How Markdown and programs look, in the colours that a theme has anyway.

use ratatui::style::{Modifier, Style};

use super::Styles;
use crate::tui::text::prose::{Look, Mark, Syntax};

impl Styles {
    /// The style of a paragraph.
    #[must_use]
    pub fn look(&self, look: Look) -> Style {
        match look {
            Look::Body => self.text,
            Look::Heading(1) => self.accent.add_modifier(Modifier::BOLD),
            Look::Heading(2) => self.heading,
            Look::Quote => self.muted,
            Look::Code => self.code,
            Look::Heading(_) | Look::ColumnHead => self.muted.add_modifier(Modifier::BOLD),
            Look::Aside => self.faint,
        }
    }

    /// The style of a marked part of a text, laid over the paragraph's.
    #[must_use]
    pub fn mark(&self, mark: Mark) -> Style {
        let none = Style::new();
        match mark {
            Mark::Strong => none.add_modifier(Modifier::BOLD),
            Mark::Emphasis => none.add_modifier(Modifier::ITALIC),
            Mark::Strike => self.muted.add_modifier(Modifier::CROSSED_OUT),
            Mark::Code => self.code,
            Mark::Link => self.info.add_modifier(Modifier::UNDERLINED),
            Mark::Aside => self.faint,
            Mark::Syntax(syntax) => self.syntax(syntax),
        }
    }

    fn syntax(&self, syntax: Syntax) -> Style {
        match syntax {
            Syntax::Keyword => self.kind("decision"),
            Syntax::String | Syntax::Added => self.good,
            Syntax::Comment => self.faint.add_modifier(Modifier::ITALIC),
            Syntax::Number => self.number,
            Syntax::Constant => self.literal,
            Syntax::Function => self.kind("architecture"),
            Syntax::Type => self.kind("configuration"),
            Syntax::Property => self.info,
            Syntax::Punctuation => self.muted,
            Syntax::Removed => self.bad,
        }
    }
}
