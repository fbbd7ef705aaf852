//! What a text in Markdown is made of.

use std::{ops::Range, sync::Arc};

use crate::tui::text::prose::{Look, Prose, Syntax};

/// What stands at the left of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edge {
    /// The bar beside a quotation.
    Quote,
    /// So many blanks.
    Indent(usize),
    /// The bullet of an item, by the depth of its list.
    Bullet(usize),
    /// The number of an item, the point behind it included.
    Number(String),
    /// The box of a task: done or not.
    Task(bool),
}

/// A part of a text that begins on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands at the left of its first line, from left to right.
    pub first: Vec<Edge>,
    /// What stands at the left of its other lines.
    pub rest: Vec<Edge>,
    /// What it is.
    pub body: Body,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A line of prose, however long.
    Prose(Look, Prose),
    /// Lines of code.
    Code(Code),
    /// A table.
    Table(Table),
    /// A rule across the page.
    Rule,
    /// An empty line.
    Blank,
}

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Code {
    /// What stands behind the fence, as a rule the name of a language.
    pub info: String,
    /// The lines, each with its line feed.
    pub text: String,
    /// It goes on with what an earlier block began.
    pub goes_on: bool,
}

/// A block of code with what its parts are, in bytes of its text.
pub type Coloured = (Arc<Code>, Vec<(Range<usize>, Syntax)>);

/// Where the texts of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Where the texts of each column stand.
    pub aligns: Vec<Align>,
    /// The headings of the columns.
    pub head: Vec<Prose>,
    /// The cells, row by row; no row has more than there are headings.
    pub rows: Vec<Vec<Prose>>,
}

impl Edge {
    /// Columns it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Quote | Self::Bullet(_) => 2,
            Self::Indent(columns) => *columns,
            // Digits and a point; one blank behind them.
            Self::Number(number) => number.len() + 1,
            Self::Task(_) => 4,
        }
    }
}
