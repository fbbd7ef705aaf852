//! How far each entry is scrolled in the detail pane.

use std::collections::{HashMap, VecDeque};

use crate::domain::entry::EntryKey;

/// Entries whose scroll position is remembered.
const REMEMBERED: usize = 200;

/// The detail pane. What it shows is the selection of the results pane.
#[derive(Debug, Default)]
pub struct Detail {
    scrolled: HashMap<EntryKey, usize>,
    order: VecDeque<EntryKey>,
}

impl Detail {
    /// The first line shown of an entry.
    #[must_use]
    pub fn scroll(&self, key: &EntryKey) -> usize {
        self.scrolled.get(key).copied().unwrap_or(0)
    }

    /// Sets the first line shown of an entry.
    pub fn set_scroll(&mut self, key: &EntryKey, line: usize) {
        if self.scrolled.insert(key.clone(), line).is_none() {
            self.order.push_back(key.clone());
            if self.order.len() > REMEMBERED
                && let Some(oldest) = self.order.pop_front()
            {
                self.scrolled.remove(&oldest);
            }
        }
    }
}
