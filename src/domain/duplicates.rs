//! Entries that say nearly the same.

use std::ops::RangeInclusive;

use super::entry::Entry;

pub use super::contrast::{Contrast, Difference, contrast};

/// The cosine from which two entries count as near-equal, when nobody says otherwise.
pub const DEFAULT_THRESHOLD: f32 = 0.92;

/// The thresholds that can be asked for. Below the first, entries about one subject would be
/// near-equal.
pub const THRESHOLDS: RangeInclusive<f32> = 0.5..=1.0;

/// The same for texts that are equal but for white space and case.
#[must_use]
pub fn sameness(text: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for word in text.split_whitespace() {
        hasher.update(word.to_lowercase().as_bytes());
        hasher.update(b" ");
    }
    *hasher.finalize().as_bytes()
}

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
