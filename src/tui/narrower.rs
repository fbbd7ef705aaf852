//! Finds words in what is loaded, within a frame: nucleo's worker on threads of its own.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use nucleo::{
    Config, Nucleo,
    pattern::{CaseMatching, Normalization},
};

use crate::domain::{
    entry::{Entry, EntryKey},
    filter::Fields,
};

use super::{effect::Narrow, model::listing::MAX_LOADED_ROWS, msg::Msg};

/// How much of a text is looked at, in bytes: what a person would see of it, and more.
const HEAD_BYTES: usize = 512;

/// Remembered texts are let go all at once when they exceed this size.
const MAX_BYTES: usize = 128 * 1024 * 1024;

/// Rows shown at most.
const MAX_ROWS: usize = 200;

/// Matches looked at to find that many within the filter.
const MAX_EXAMINED: u32 = 5_000;

/// Threads that match; the loop and the store need processors too.
const THREADS: usize = 2;

/// Everything that was loaded, ready to be narrowed.
pub struct Narrower {
    nucleo: Nucleo<Arc<Entry>>,
    hasher: RandomState,
    /// Hashes of key and revision of what is remembered.
    known: HashSet<u64>,
    bytes: usize,
    pattern: String,
    current: Option<Narrow>,
}

impl Narrower {
    /// `wake` is called from another thread when [`Narrower::tick`] would find news.
    #[must_use]
    pub fn new(wake: Arc<dyn Fn() + Sync + Send>) -> Self {
        Self {
            nucleo: Nucleo::new(Config::DEFAULT, wake, Some(THREADS), 1),
            hasher: RandomState::new(),
            known: HashSet::new(),
            bytes: 0,
            pattern: String::new(),
            current: None,
        }
    }

    /// Takes loaded entries in.
    pub fn remember(&mut self, entries: Vec<Arc<Entry>>) {
        let injector = self.nucleo.injector();
        for entry in entries {
            let mark = self
                .hasher
                .hash_one((&entry.repository, &entry.id, &entry.revision));
            if self.known.insert(mark) {
                self.bytes += entry.text.len();
                injector.push(entry, |entry, columns| {
                    columns[0] = head(&entry.text).into();
                });
            }
        }
        if self.known.len() > 2 * MAX_LOADED_ROWS || self.bytes > MAX_BYTES {
            self.known.clear();
            self.bytes = 0;
            self.nucleo.restart(false);
        }
    }

    /// Starts to look for words.
    pub fn narrow(&mut self, narrow: Narrow) {
        let pattern = pattern(&narrow);
        // Whatever holds the longer words was found with the shorter ones.
        let append = !self.pattern.is_empty()
            && pattern.starts_with(&self.pattern)
            && !pattern.contains(['$', '\\', '!', '^']);
        self.nucleo.pattern.reparse(
            0,
            &pattern,
            CaseMatching::Ignore,
            Normalization::Smart,
            append,
        );
        self.pattern = pattern;
        self.current = Some(narrow);
    }

    /// Stops looking.
    pub fn stop(&mut self) {
        self.current = None;
    }

    /// Whether words are being looked for.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.current.is_some()
    }

    /// Waits a moment for the matcher; gives what it found, if that is new.
    pub fn tick(&mut self, milliseconds: u64) -> Option<Msg> {
        let narrow = self.current.as_ref()?;
        if !self.nucleo.tick(milliseconds).changed {
            return None;
        }
        let snapshot = self.nucleo.snapshot();
        let asked = self.nucleo.pattern.column_pattern(0);
        // A pass that was cancelled leaves the matches of the words before.
        if snapshot.pattern().column_pattern(0).atoms != asked.atoms {
            return None;
        }
        let examined = snapshot.matched_item_count().min(MAX_EXAMINED);
        let mut shown: HashSet<EntryKey> = HashSet::new();
        let rows = snapshot
            .matched_items(..examined)
            .map(|item| item.data)
            .filter(|entry| narrow.filter.admits_repository(&entry.repository))
            .filter(|entry| narrow.filter.admits(&fields(entry)))
            .filter(|entry| shown.insert(entry.key()))
            .take(MAX_ROWS)
            .cloned()
            .collect();
        Some(Msg::Narrowed {
            generation: narrow.generation,
            rows,
        })
    }
}

fn fields(entry: &Entry) -> Fields<'_> {
    Fields {
        text: &entry.text,
        kind: &entry.kind,
        project_id: &entry.project_id,
        session_id: &entry.session_id,
        agent: &entry.agent,
        timestamp: &entry.timestamp,
    }
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(HEAD_BYTES)]
}

/// The words in nucleo's syntax: each must stand as it is (`'word`), or, for fuzzy search, its
/// letters in order.
fn pattern(narrow: &Narrow) -> String {
    let words: Vec<String> = narrow
        .words
        .split_whitespace()
        .map(|word| word.trim_end_matches('\\'))
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mark = match word.chars().next() {
                _ if !narrow.fuzzy => "'",
                Some('!' | '^' | '\'') => "\\",
                _ => "",
            };
            match word.strip_suffix('$') {
                Some(start) => format!("{mark}{start}\\$"),
                None => format!("{mark}{word}"),
            }
        })
        .collect();
    words.join(" ")
}
