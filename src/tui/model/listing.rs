//! A long list of which only some pages are loaded.

use std::{collections::HashMap, sync::Arc};

use crate::domain::{
    entry::{Entry, EntryKey},
    filter::Filter,
    search::Sort,
};

/// Rows of one page.
pub const PAGE_ROWS: usize = 200;

/// Loaded rows are kept up to this number, the last used first.
pub const MAX_LOADED_ROWS: usize = 100_000;

/// Loaded texts are kept up to this size, the last used first.
const MAX_LOADED_BYTES: usize = 48 * 1024 * 1024;

/// Every entry of the filter in order: the total is known, pages come as they are looked at.
#[derive(Debug, Default)]
pub struct Listing {
    /// Rows in all; `None` until the first answer.
    pub total: Option<usize>,
    /// What it is a list of.
    pub(crate) of: Option<(Filter, Sort)>,
    /// Number of the question that made it; its pages are asked for by it.
    pub(crate) generation: u64,
    /// The store changed since it was made.
    pub(crate) stale: bool,
    /// Pages that are being loaded.
    pub(crate) wanted: Vec<usize>,
    /// Pages that could not be loaded; the next key asks for them again.
    pub(crate) failed: Vec<usize>,
    pages: HashMap<usize, Page>,
    loaded_rows: usize,
    loaded_bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Page {
    rows: Vec<Arc<Entry>>,
    bytes: usize,
    used: u64,
}

impl Listing {
    /// A list of which nothing is loaded yet.
    #[must_use]
    pub fn new(total: usize) -> Self {
        Self {
            total: Some(total),
            ..Self::default()
        }
    }

    /// Says which question made the list.
    pub(crate) fn answering(mut self, generation: u64, of: Option<(Filter, Sort)>) -> Self {
        self.generation = generation;
        self.of = of;
        self
    }

    /// The entry in a row, if it is loaded.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&Arc<Entry>> {
        self.pages
            .get(&(row / PAGE_ROWS))?
            .rows
            .get(row % PAGE_ROWS)
    }

    /// Whether a page is loaded.
    #[must_use]
    pub fn has_page(&self, page: usize) -> bool {
        self.pages.contains_key(&page)
    }

    /// Rows that are loaded now.
    #[must_use]
    pub fn loaded_rows(&self) -> usize {
        self.loaded_rows
    }

    /// The row of an entry, if it is loaded.
    #[must_use]
    pub fn find(&self, key: &EntryKey) -> Option<usize> {
        self.pages.iter().find_map(|(number, page)| {
            let at = page
                .rows
                .iter()
                .position(|entry| entry.id == key.id && entry.repository == key.repository)?;
            Some(number * PAGE_ROWS + at)
        })
    }

    /// Takes a page in, and lets the longest unused pages go when there are too many.
    pub fn insert(&mut self, page: usize, rows: Vec<Arc<Entry>>) {
        self.remove(page);
        self.clock += 1;
        let bytes = rows
            .iter()
            .map(|entry| entry.text.len() + entry.metadata.len())
            .sum();
        self.loaded_rows += rows.len();
        self.loaded_bytes += bytes;
        let used = self.clock;
        self.pages.insert(page, Page { rows, bytes, used });
        while self.pages.len() > 1
            && (self.loaded_rows > MAX_LOADED_ROWS || self.loaded_bytes > MAX_LOADED_BYTES)
        {
            let Some(oldest) = self
                .pages
                .iter()
                .min_by_key(|(_, page)| page.used)
                .map(|(n, _)| *n)
            else {
                break;
            };
            self.remove(oldest);
        }
    }

    /// Marks a page as looked at.
    pub fn touch(&mut self, page: usize) {
        self.clock += 1;
        if let Some(page) = self.pages.get_mut(&page) {
            page.used = self.clock;
        }
    }

    fn remove(&mut self, page: usize) {
        if let Some(page) = self.pages.remove(&page) {
            self.loaded_rows -= page.rows.len();
            self.loaded_bytes -= page.bytes;
        }
    }
}
