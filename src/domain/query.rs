//! The language of the search box: fields, exact words and free words.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::filter::Filter;

/// What a line in the search box means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// The free words and exact words in their order, to rank by; empty when only filters stand.
    pub words: String,
    /// The line ends inside a free word.
    pub typing: bool,
    /// The fields, and exact words as [`Filter::contains`].
    pub filter: Filter,
    /// What could not be understood; the rest of the query still holds.
    pub errors: Vec<QueryError>,
}

/// A part of the line that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Byte range within the line.
    pub span: Range<usize>,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Query {
    /// Reads a line. Never fails: what is wrong is listed in [`Query::errors`].
    #[must_use]
    pub fn parse(_line: &str, _now: DateTime<Utc>) -> Self {
        todo!()
    }
}
