//! Two texts compared word by word, laid out in one column or in two.

mod column;

use std::cell::{Ref, RefCell};

use crate::domain::diff::{self, Piece};

pub use column::{Change, Column, Run, Side};

/// How a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// In one column: what was removed, and behind it what was added. With marks, both stand in
    /// brackets, for screens without colours.
    Unified {
        /// `[-removed-]` and `{+added+}`.
        marks: bool,
    },
    /// The old text at the left, the new one at the right, lines that belong together side by side.
    SideBySide,
}

/// A comparison laid out: one column, or two of as many rows.
#[derive(Debug)]
pub struct Layout {
    shape: Shape,
    width: usize,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
}

impl Layout {
    /// Rows it takes.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }
}

/// Two texts and what differs.
#[derive(Debug)]
pub struct Comparison {
    old: String,
    new: String,
    pieces: Vec<Piece>,
    /// Drawing lays out what it needs and remembers it here.
    layout: RefCell<Layout>,
}

impl Comparison {
    /// Compares two texts.
    #[must_use]
    pub fn new(old: &str, new: &str) -> Self {
        Self {
            pieces: diff::words(old, new),
            old: old.to_owned(),
            new: new.to_owned(),
            layout: RefCell::new(Layout {
                shape: Shape::SideBySide,
                width: 0,
                columns: Vec::new(),
            }),
        }
    }

    /// Whether both say the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.old == self.new
    }

    /// The old text.
    #[must_use]
    pub fn old(&self) -> &str {
        &self.old
    }

    /// The new text.
    #[must_use]
    pub fn new_text(&self) -> &str {
        &self.new
    }

    /// The comparison in columns of that width each.
    #[must_use]
    pub fn layout(&self, shape: Shape, width: usize) -> Ref<'_, Layout> {
        let width = width.max(1);
        let fits = {
            let layout = self.layout.borrow();
            layout.shape == shape && layout.width == width
        };
        if !fits {
            let (old, new, pieces) = (&self.old, &self.new, &self.pieces);
            let columns = match shape {
                Shape::Unified { marks } => {
                    vec![column::unified(old, new, pieces, marks, width)]
                }
                Shape::SideBySide => column::side_by_side(old, new, pieces, width).into(),
            };
            self.layout.replace(Layout {
                shape,
                width,
                columns,
            });
        }
        self.layout.borrow()
    }
}
