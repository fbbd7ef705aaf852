//! What a cleanup by age takes, and what it spares.

mod choice;
#[cfg(test)]
mod choice_tests;
pub mod file;
pub mod gathering;
mod pinned;
mod retention;

use chrono::{DateTime, Utc};

use super::{change::Target, entry::Entry, filter::Filter, kind, secret, time};

pub use choice::{Aged, Ages, Choice, Spared};
pub use pinned::is_pinned;
pub use retention::{EVERY_OTHER, Retention};

/// How many characters of a text stand in a plan.
const EXCERPT: usize = 100;

/// Which entries are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Older than this; undated entries are not.
    pub before: DateTime<Utc>,
    /// Which entries it looks at. Type `system` is never taken, named or not.
    pub filter: Filter,
    /// So many of the newest entries of each project stay, however old: of those that the filter
    /// admits.
    pub keep_newest: usize,
    /// Entries of these types stay.
    pub protected_types: Vec<String>,
}

impl Policy {
    /// Whether the policy takes an entry of this type and age, its project aside. The bound is
    /// strict: what was written at that very moment stays. As in [`Filter`], microseconds count.
    #[must_use]
    pub fn is_due(&self, kind: &str, at: Option<DateTime<Utc>>) -> bool {
        !is_spared(kind, at, false) && !self.protects(kind) && at.is_some_and(|at| self.is_old(at))
    }

    fn is_old(&self, at: DateTime<Utc>) -> bool {
        at.timestamp_micros() < self.before.timestamp_micros()
    }

    fn protects(&self, kind: &str) -> bool {
        self.protected_types.iter().any(|one| one == kind)
    }
}

/// Whether no cleanup may ever take such an entry.
#[must_use]
pub fn is_spared(kind: &str, at: Option<DateTime<Utc>>, pinned: bool) -> bool {
    kind == kind::SYSTEM || at.is_none() || pinned
}

/// An entry that is to go, as it stood when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Which, guarded by what it said.
    pub target: Target,
    /// Its type.
    pub kind: String,
    /// Its project.
    pub project_id: String,
    /// Its agent.
    pub agent: String,
    /// Its timestamp as stored.
    pub timestamp: String,
    /// The first words of its text on one line, credentials masked.
    pub excerpt: String,
}

impl Planned {
    /// An entry as a plan tells of it.
    #[must_use]
    pub fn new(entry: &Entry) -> Self {
        Self {
            target: entry.target(),
            kind: entry.kind.clone(),
            project_id: entry.project_id.clone(),
            agent: entry.agent.clone(),
            timestamp: entry.timestamp.clone(),
            excerpt: excerpt(&entry.text),
        }
    }
}

/// What a cleanup would take. Nothing is touched until it is applied. Entries can be taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// When it was made.
    pub made: DateTime<Utc>,
    /// In words, for the journal: `older than 90d, type issue, newest 5 of each project stay`.
    pub rule: String,
    /// How many were old enough and stay all the same.
    pub spared: Spared,
    /// What would go, the oldest first.
    pub entries: Vec<Planned>,
}

impl Plan {
    /// The entries that would go, as a change takes them.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let targets = self.entries.iter().map(|planned| planned.target.clone());
        targets.collect()
    }

    /// What another plan takes goes, too.
    pub fn join(&mut self, other: Self) {
        self.entries.extend(other.entries);
        let at = |planned: &Planned| time::parse_timestamp(&planned.timestamp);
        self.entries.sort_by_cached_key(at);
        self.spared.system += other.spared.system;
        self.spared.pinned += other.spared.pinned;
        self.spared.protected += other.spared.protected;
        self.spared.newest += other.spared.newest;
    }
}

/// What stays of old entries, in words for the journal.
#[must_use]
pub fn exceptions(keep_newest: usize, protected_types: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    if keep_newest > 0 {
        words.push(format!("newest {keep_newest} of each project stay"));
    }
    match protected_types {
        [] => {}
        [one] => words.push(format!("type {one} stays")),
        many => words.push(format!("types {} stay", many.join(" and "))),
    }
    words
}

/// The first words of a text on one line, credentials masked.
#[must_use]
pub fn excerpt(text: &str) -> String {
    // White space may fill any number of characters, and a text may have millions.
    let masked = secret::mask_beginning(text, EXCERPT);
    let words: Vec<&str> = masked.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt("  two\n\twords "), "two words");
        let long = excerpt(&"日本 ".repeat(100));
        assert!(
            long.ends_with('…') && long.chars().count() <= EXCERPT + 1,
            "{long}"
        );
        assert_eq!(excerpt(""), "");
    }
}
