//! The colours of the command line, by meaning.

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// How each kind of text looks. All plain where colour is not wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styles {
    /// Column heads and field names.
    pub label: Style,
    /// What identifies an entry.
    pub id: Style,
    /// Types.
    pub kind: Style,
    /// Projects and repositories.
    pub project: Style,
    /// Numbers that matter.
    pub number: Style,
    /// What stands in the background.
    pub faint: Style,
    /// Odd rows and notes.
    pub warning: Style,
    /// Failures.
    pub error: Style,
    /// What an older text had and a newer has not.
    pub removed: Style,
    /// What a newer text has and an older had not.
    pub added: Style,
}

impl Styles {
    /// Styles that leave text as it is.
    #[must_use]
    pub fn plain() -> Self {
        Self::default()
    }

    /// Styles in the terminal's own colours.
    #[must_use]
    pub fn coloured() -> Self {
        Self {
            label: Style::new().bold(),
            id: AnsiColor::Blue.on_default(),
            kind: AnsiColor::Magenta.on_default(),
            project: AnsiColor::Cyan.on_default(),
            number: AnsiColor::Green.on_default().bold(),
            faint: Style::new().dimmed(),
            warning: AnsiColor::Yellow.on_default(),
            error: AnsiColor::Red.on_default().bold(),
            removed: AnsiColor::Red.on_default().strikethrough(),
            added: AnsiColor::Green.on_default(),
        }
    }

    /// Those that fit a stream: plain for a pipe, and when `NO_COLOR` asks for it.
    #[must_use]
    pub fn of_stream<S: anstream::stream::RawStream>(stream: &S) -> Self {
        match AutoStream::choice(stream) {
            ColorChoice::Never => Self::plain(),
            _ => Self::coloured(),
        }
    }
}
