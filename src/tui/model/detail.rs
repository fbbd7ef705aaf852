//! The detail pane: its entry as lines, and how far each entry is scrolled.

use std::{
    cell::{RefCell, RefMut},
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use crate::domain::entry::{Entry, EntryKey};

use super::document::{Document, Form};

/// Entries whose scroll position is remembered.
const REMEMBERED: usize = 200;

/// The detail pane. What it shows is the selection of the results pane.
#[derive(Debug, Default)]
pub struct Detail {
    /// The text shows as it stands, and not as Markdown.
    pub raw: bool,
    /// Metadata and fields are folded away.
    pub folded: bool,
    scrolled: HashMap<EntryKey, usize>,
    order: VecDeque<EntryKey>,
    /// The entry last shown. Drawing lays out what it needs and remembers it here.
    document: RefCell<Option<Document>>,
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

    /// The entry as lines of that width; `masked` unless somebody wants to see its credentials.
    #[must_use]
    pub fn document(
        &self,
        entry: &Arc<Entry>,
        width: usize,
        masked: bool,
    ) -> RefMut<'_, Document> {
        let form = Form {
            raw: self.raw,
            folded: self.folded,
            masked,
        };
        let mut document = self.document.borrow_mut();
        if !document
            .as_ref()
            .is_some_and(|document| document.shows(entry, width, form))
        {
            *document = None;
        }
        RefMut::map(document, |document| {
            document.get_or_insert_with(|| Document::new(entry, width, form))
        })
    }
}
