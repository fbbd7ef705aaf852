//! The question whether a change of an earlier time is taken back or made again.

use crate::domain::change::Change;

/// What is to be done with the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Taken back.
    Undo,
    /// Made again.
    Redo,
}

/// It holds the change it asks about.
#[derive(Debug)]
pub struct UndoQuestion {
    /// What is to be done.
    pub again: Again,
    /// With which change.
    pub change: Change,
}
