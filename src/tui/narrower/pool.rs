//! The loaded entries in nucleo's matcher.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    num::NonZero,
    sync::Arc,
    thread,
};

use nucleo::{Config, Nucleo, pattern::CaseMatching};

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        filter::Fields,
        letters,
    },
    tui::{effect::Narrow, model::listing::MAX_LOADED_ROWS},
};

/// How much of a text is looked at, in bytes: all of nearly every one.
const HEAD_BYTES: usize = 4096;

/// Where words must stand as they are: the text.
const WORDS: usize = 0;

/// Where fuzzy search looks for letters.
const LETTERS: usize = 1;

/// Texts are let go all at once when they exceed this size.
const MAX_BYTES: usize = 64 * 1024 * 1024;

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
    /// What is looked for in each column, in nucleo's syntax.
    patterns: [String; 2],
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
            nucleo: Nucleo::new(Config::DEFAULT, Arc::new(|| {}), Some(threads), 2),
            hasher: RandomState::new(),
            known: HashSet::new(),
            bytes: 0,
            patterns: Default::default(),
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
                let text = head(&entry.text);
                let mut haystack = String::new();
                let values = [text, &entry.id, &entry.agent, &entry.project_id];
                letters::write_haystack(&mut haystack, values);
                self.bytes += text.len() + haystack.len();
                let text = text.into();
                injector.push(entry, |_, columns| {
                    columns[WORDS] = text;
                    columns[LETTERS] = haystack.into();
                });
            }
        }
    }

    /// Sets the words to look for, unless they are looked for already.
    pub(super) fn look_for(&mut self, narrow: &Narrow) {
        let words = words(narrow);
        let patterns = if narrow.fuzzy {
            [String::new(), words]
        } else {
            [words, String::new()]
        };
        let cases = [CaseMatching::Ignore, letters::CASE];
        for (column, (pattern, case)) in patterns.iter().zip(cases).enumerate() {
            let before = &self.patterns[column];
            if pattern == before {
                continue;
            }
            // Whatever holds the longer words was found with the shorter ones.
            let append = !before.is_empty()
                && pattern.starts_with(before)
                && !pattern.contains(['$', '\\', '!', '^']);
            let parsed = &mut self.nucleo.pattern;
            parsed.reparse(column, pattern, case, letters::ACCENTS, append);
        }
        self.patterns = patterns;
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
fn words(narrow: &Narrow) -> String {
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
