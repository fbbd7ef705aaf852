//! What stands near an entry.

use super::{entry::Entry, search::SearchAnswer};

/// What says something similar.
#[derive(Debug, Clone, PartialEq)]
pub enum Similar {
    /// The entry has no vector that means anything: nobody can tell.
    Unknown,
    /// These, the nearest first, scored by their cosine.
    Known(SearchAnswer),
}

/// What the session of an entry wrote around it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SameSession {
    /// The session; empty when the entry names none.
    pub session: String,
    /// What it wrote before, the nearest first.
    pub before: Vec<Entry>,
    /// What it wrote after, the nearest first.
    pub after: Vec<Entry>,
    /// How many entries it wrote before this one.
    pub place: usize,
    /// How many it wrote in all, this one among them.
    pub total: usize,
}
