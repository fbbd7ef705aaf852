//! Entries that say nearly the same.

use super::entry::Entry;

pub use super::contrast::{Contrast, Difference, contrast};

/// The cosine from which two entries count as near-equal, when nobody says otherwise.
pub const DEFAULT_THRESHOLD: f32 = 0.92;

/// Entries of which every two are near-equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// At least two, the newest first.
    pub entries: Vec<Entry>,
    /// The smallest cosine between two of them, 0 to 1.
    pub similarity: f32,
    /// Their texts are the same but for white space and case.
    pub exact: bool,
}
