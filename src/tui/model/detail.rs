//! The detail pane: its entry as lines, and how far each entry is scrolled.

use std::{
    cell::{RefCell, RefMut},
    hash::Hash,
    num::NonZeroUsize,
    ops::Range,
    sync::Arc,
};

use lru::LruCache;

use super::{
    document::{Document, Form},
    neighbours::Neighbours,
};
use crate::{
    domain::entry::{Entry, EntryKey},
    tui::text::{markdown::block::Code, prose::Syntax},
};

/// Entries whose scroll position is remembered.
const REMEMBERED: usize = 200;

/// Blocks of code whose parts are remembered.
const COLOURED: usize = 64;

/// The parts of a program.
pub type Parts = Arc<[(Range<usize>, Syntax)]>;

/// The detail pane. What it shows is the selection of the results pane, or what one went to from
/// there.
#[derive(Debug)]
pub struct Detail {
    /// The text shows as it stands, and not as Markdown.
    pub raw: bool,
    /// Metadata and fields are folded away.
    pub folded: bool,
    /// The way from the selection to the entry that shows, from neighbour to neighbour.
    pub trail: Vec<Arc<Entry>>,
    /// What stands near the entry that shows.
    pub neighbours: Neighbours,
    /// The programs that are being coloured, with the number of the read.
    pub(crate) colouring: Option<(u64, Vec<Arc<Code>>)>,
    coloured: LruCache<Arc<Code>, Parts>,
    scrolled: LruCache<EntryKey, usize>,
    /// The entry last shown. Drawing lays out what it needs and remembers it here.
    document: RefCell<Option<Document>>,
}

impl Default for Detail {
    fn default() -> Self {
        Self {
            raw: false,
            folded: false,
            trail: Vec::new(),
            neighbours: Neighbours::default(),
            colouring: None,
            coloured: cache(COLOURED),
            scrolled: cache(REMEMBERED),
            document: RefCell::default(),
        }
    }
}

impl Detail {
    /// The first line shown of an entry.
    #[must_use]
    pub fn scroll(&self, key: &EntryKey) -> usize {
        self.scrolled.peek(key).copied().unwrap_or(0)
    }

    /// Sets the first line shown of an entry.
    pub fn set_scroll(&mut self, key: &EntryKey, line: usize) {
        self.scrolled.put(key.clone(), line);
    }

    /// The entry as lines of that width; `masked` unless somebody wants to see its credentials.
    #[must_use]
    pub fn document(&self, entry: &Arc<Entry>, width: usize, masked: bool) -> RefMut<'_, Document> {
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

    /// Colours those programs of a document that were coloured before.
    pub fn recolour(&self, document: &mut Document) {
        let plain: Vec<Arc<Code>> = document.plain_code().cloned().collect();
        for code in plain {
            if let Some(parts) = self.coloured.peek(&code) {
                document.colour(&code, parts);
            }
        }
    }

    /// Colours what is known, and tells which programs were drawn that are neither coloured nor
    /// being so.
    pub fn uncoloured(&mut self) -> Vec<Arc<Code>> {
        let Some(document) = self.document.get_mut() else {
            return Vec::new();
        };
        let mut plain: Vec<Arc<Code>> = document.plain_code().cloned().collect();
        plain.retain(|code| match self.coloured.get(code) {
            Some(parts) => {
                document.colour(code, parts);
                false
            }
            None => true,
        });
        let at_work =
            |(_, codes): &(u64, Vec<Arc<Code>>)| plain.iter().all(|code| codes.contains(code));
        if self.colouring.as_ref().is_some_and(at_work) {
            plain.clear();
        }
        plain
    }

    /// Colours a program, now and whenever it shows again.
    pub fn colour(&mut self, code: Arc<Code>, parts: Parts) {
        if let Some(document) = self.document.get_mut() {
            document.colour(&code, &parts);
        }
        self.coloured.put(code, parts);
    }
}

fn cache<K: Hash + Eq, V>(most: usize) -> LruCache<K, V> {
    LruCache::new(NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> EntryKey {
        EntryKey {
            repository: "shop".to_owned(),
            id: format!("e{number}"),
        }
    }

    #[test]
    fn what_was_scrolled_last_is_remembered() {
        let mut detail = Detail::default();
        for number in 0..REMEMBERED {
            detail.set_scroll(&key(number), 7);
        }
        detail.set_scroll(&key(0), 8);
        detail.set_scroll(&key(REMEMBERED), 9);
        let kept = [0, 1, 2, REMEMBERED].map(|number| detail.scroll(&key(number)));
        assert_eq!(kept, [8, 0, 7, 9]);
    }
}
