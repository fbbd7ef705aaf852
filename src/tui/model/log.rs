//! The journal of changes as a view.

use crate::domain::change::Change;

use super::list::Scroll;

/// The view.
#[derive(Debug, Default)]
pub struct LogView {
    /// The changes, the latest first; `None` until they came.
    pub rows: Option<Vec<Change>>,
    /// Why they could not be read.
    pub error: Option<String>,
    /// Cursor and offset of the list.
    pub scroll: Scroll,
    /// The change under the cursor is told in full.
    pub details: bool,
    /// The read that fills it.
    pub(crate) number: u64,
}

impl LogView {
    /// Rows in it, as far as known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or(0, Vec::len)
    }

    /// Whether nothing is in it, as far as known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The change under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Change> {
        self.rows.as_ref()?.get(self.scroll.cursor)
    }

    /// Takes changes in. The cursor stays on its change.
    pub(crate) fn fill(&mut self, rows: Vec<Change>) {
        let before = self.selected().map(|change| change.id.clone());
        let found = before.and_then(|id| rows.iter().position(|change| change.id == id));
        // Who looks at the latest change wants to see the one that comes.
        if let Some(row) = found.filter(|_| self.scroll.cursor > 0) {
            self.scroll.cursor = row;
        } else {
            self.scroll.clamp(rows.len());
        }
        self.rows = Some(rows);
        self.error = None;
    }
}
