//! The loaded entries in nucleo's matcher.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    num::NonZero,
    sync::Arc,
    thread,
};

use nucleo::{
    Config, Nucleo,
    pattern::{CaseMatching, Normalization},
};

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        filter::Fields,
    },
    tui::{effect::Narrow, model::listing::MAX_LOADED_ROWS},
};

/// How much of a text is looked at, in bytes: what a person would see of it, and more.
const HEAD_BYTES: usize = 512;

/// Texts are let go all at once when they exceed this size.
const MAX_BYTES: usize = 128 * 1024 * 1024;

/// Rows found at most.
const MAX_FOUND: usize = 200;

/// Matches looked at to find that many within the filter.
const MAX_EXAMINED: u32 = 5_000;

/// Matching threads at most.
const MAX_THREADS: usize = 4;

/// Entries and the words that are looked for.
pub(super) struct Pool {
    nucleo: Nucleo<Arc<Entry>>,
    hasher: RandomState,
    /// Hashes of key and revision of what is in.
    known: HashSet<u64>,
    bytes: usize,
    pattern: String,
}

/// What came of a tick.
pub(super) struct Ticked {
    /// There is more to match.
    pub(super) is_running: bool,
}

impl Default for Pool {
    fn default() -> Self {
        // Drawing and the store need a processor, too.
        let threads = thread::available_parallelism().map_or(1, NonZero::get) - 1;
        let threads = threads.clamp(1, MAX_THREADS);
        Self {
            nucleo: Nucleo::new(Config::DEFAULT, Arc::new(|| {}), Some(threads), 1),
            hasher: RandomState::new(),
            known: HashSet::new(),
            bytes: 0,
            pattern: String::new(),
        }
    }
}

impl Pool {
    pub(super) fn remember(&mut self, entries: Vec<Arc<Entry>>) {
        if self.known.len() > 2 * MAX_LOADED_ROWS || self.bytes > MAX_BYTES {
            self.known.clear();
            self.bytes = 0;
            self.nucleo.restart(false);
        }
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
    }

    /// Sets the words to look for, unless they are looked for already.
    pub(super) fn look_for(&mut self, narrow: &Narrow) {
        let pattern = pattern(narrow);
        if pattern == self.pattern {
            return;
        }
        // Whatever holds the longer words was found with the shorter ones.
        let append = !self.pattern.is_empty()
            && pattern.starts_with(&self.pattern)
            && !pattern.contains(['$', '\\', '!', '^']);
        let column = &mut self.nucleo.pattern;
        column.reparse(
            0,
            &pattern,
            CaseMatching::Ignore,
            Normalization::Smart,
            append,
        );
        self.pattern = pattern;
    }

    /// Matches for so many milliseconds.
    pub(super) fn tick(&mut self, milliseconds: u64) -> Ticked {
        Ticked {
            is_running: self.nucleo.tick(milliseconds).running,
        }
    }

    /// The best entries that hold the words and pass the filter.
    pub(super) fn found(&self, narrow: &Narrow) -> Vec<Arc<Entry>> {
        let snapshot = self.nucleo.snapshot();
        let examined = snapshot.matched_item_count().min(MAX_EXAMINED);
        let mut seen: HashSet<EntryKey> = HashSet::new();
        snapshot
            .matched_items(..examined)
            .map(|item| item.data)
            .filter(|entry| narrow.filter.admits_repository(&entry.repository))
            .filter(|entry| narrow.filter.admits(&fields(entry)))
            .filter(|entry| seen.insert(entry.key()))
            .take(MAX_FOUND)
            .cloned()
            .collect()
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
