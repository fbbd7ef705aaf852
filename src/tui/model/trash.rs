//! The trash: what was deleted, when, by whom and why.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::domain::{change::Trashed, entry::EntryKey};

use super::list::Scroll;

/// The view.
#[derive(Debug, Default)]
pub struct TrashView {
    /// What is in it, the latest first; `None` until it came.
    pub rows: Option<Vec<Trashed>>,
    /// Why it could not be read.
    pub error: Option<String>,
    /// Cursor and offset of the list.
    pub scroll: Scroll,
    /// Marked rows.
    pub marked: HashSet<EntryKey>,
    /// First line of the text that shows.
    pub preview: usize,
    /// The read that fills it.
    pub(crate) number: u64,
    /// When that read was asked for.
    pub(crate) asked: DateTime<Utc>,
    /// When the rows that show were asked for: what went to the trash later is not among them.
    pub(crate) as_of: DateTime<Utc>,
}

impl TrashView {
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

    /// The row under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Trashed> {
        self.rows.as_ref()?.get(self.scroll.cursor)
    }

    /// The marked entries, else the one under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Vec<EntryKey> {
        if self.marked.is_empty() {
            return self
                .selected()
                .map(|row| row.entry.key())
                .into_iter()
                .collect();
        }
        self.rows
            .iter()
            .flatten()
            .map(|row| row.entry.key())
            .filter(|key| self.marked.contains(key))
            .collect()
    }

    /// Takes rows in. The cursor stays on its entry, or else on its row.
    pub(crate) fn fill(&mut self, rows: Vec<Trashed>) {
        let before = self.selected().map(|row| row.entry.key());
        let found = before.and_then(|key| rows.iter().position(|row| row.entry.key() == key));
        if let Some(row) = found {
            self.scroll.cursor = row;
        } else {
            self.scroll.clamp(rows.len());
            self.preview = 0;
        }
        if !self.marked.is_empty() {
            let there: HashSet<EntryKey> = rows.iter().map(|row| row.entry.key()).collect();
            self.marked.retain(|key| there.contains(key));
        }
        self.rows = Some(rows);
        self.as_of = self.asked;
        self.error = None;
    }
}

/// The question whether the trash is emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptyTrashQuestion {
    /// How many entries go.
    pub entries: usize,
    /// Those that were in the trash before.
    pub before: DateTime<Utc>,
}
