//! What to point at in texts: the words of the query, or its letters in fuzzy search.

use std::ops::Range;

use super::Scene;
use crate::domain::{highlight::Highlighter, letters::Letters, search::SearchMode};

/// What the query means to the eye.
pub(super) enum Words {
    /// Words and exact words.
    Words(Highlighter),
    /// Letters in order.
    Letters(Letters),
}

impl Words {
    /// What the query of the scene means.
    pub fn of(scene: Scene<'_>) -> Self {
        let query = scene.model.search_box.query();
        if scene.model.mode == SearchMode::Fuzzy && !query.words.is_empty() {
            Self::Letters(Letters::new(&query.words))
        } else {
            Self::Words(Highlighter::new(
                &query.words,
                query.typing,
                &query.filter.contains,
            ))
        }
    }

    /// The byte ranges of `text` that match, in order, without overlaps.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Words(words) => words.ranges(text),
            Self::Letters(letters) => letters.ranges(text),
        }
    }
}
