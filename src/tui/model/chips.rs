//! What restricts or orders the hits and does not stand in the query.

use super::{Model, Scope};
use crate::domain::search::{SearchMode, Sort};

/// Something unusual that is in force; taking it away brings the usual back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chip {
    /// A repository or a project was chosen.
    Scope,
    /// The search looks in another way.
    Mode,
    /// The listing has another order.
    Sort,
}

impl Model {
    /// What is in force beside the query.
    #[must_use]
    pub fn chips(&self) -> Vec<Chip> {
        let listed = self.search_box.query().words.is_empty();
        [
            (Chip::Scope, self.scope != Scope::All),
            (Chip::Mode, self.mode != SearchMode::default()),
            (Chip::Sort, listed && self.sort != Sort::default()),
        ]
        .into_iter()
        .filter_map(|(chip, holds)| holds.then_some(chip))
        .collect()
    }
}
