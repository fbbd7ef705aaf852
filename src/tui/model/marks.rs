//! Marked entries: what bulk actions work on. They outlive scrolling, refreshes and searches.

use std::collections::{BTreeMap, HashMap};

use crate::domain::{
    change::{Guard, Target},
    entry::{Entry, EntryKey},
};

/// Why entries are being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Marking {
    /// All of them are to be marked.
    All,
    /// Those that are marked shall not be, and the others shall.
    Invert,
    /// Those from one to the other, in either order, are to be marked.
    Between(EntryKey, EntryKey),
}

/// A range that grows while one moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkRange {
    /// The entry on which it began.
    pub(crate) from: EntryKey,
    /// The row in which that entry stands.
    pub(crate) row: usize,
}

/// The marks. Each remembers how its entry stood when it was marked.
#[derive(Debug, Default)]
pub struct Marks {
    // By repository and then by id, so that a row is looked up without a copy of its key.
    guards: BTreeMap<String, HashMap<String, Guard>>,
    len: usize,
    /// A range that has not ended.
    pub(crate) range: Option<MarkRange>,
    /// Entries being read in order to be marked: the number of the read, and what for.
    pub(crate) marking: Option<(u64, Marking)>,
}

impl Marks {
    /// How many entries are marked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether an entry is marked.
    #[must_use]
    pub fn contains(&self, repository: &str, id: &str) -> bool {
        self.guards
            .get(repository)
            .is_some_and(|ids| ids.contains_key(id))
    }

    /// Whether an entry is marked.
    #[must_use]
    pub fn has(&self, entry: &Entry) -> bool {
        self.contains(&entry.repository, &entry.id)
    }

    /// Marks an entry as it stands.
    pub fn insert(&mut self, target: Target) {
        let ids = self.guards.entry(target.key.repository).or_default();
        if ids.insert(target.key.id, target.guard).is_none() {
            self.len += 1;
        }
    }

    /// Takes a mark away. Tells whether there was one.
    pub fn remove(&mut self, key: &EntryKey) -> bool {
        let Some(ids) = self.guards.get_mut(&key.repository) else {
            return false;
        };
        let removed = ids.remove(&key.id).is_some();
        if ids.is_empty() {
            self.guards.remove(&key.repository);
        }
        self.len -= usize::from(removed);
        removed
    }

    /// Marks an entry, or takes its mark away.
    pub fn toggle(&mut self, target: Target) {
        if !self.remove(&target.key) {
            self.insert(target);
        }
    }

    /// A marked entry stands differently now.
    pub fn renew(&mut self, key: &EntryKey, guard: Guard) {
        let ids = self.guards.get_mut(&key.repository);
        if let Some(known) = ids.and_then(|ids| ids.get_mut(&key.id)) {
            *known = guard;
        }
    }

    /// Takes all marks away.
    pub fn clear(&mut self) {
        self.guards.clear();
        self.len = 0;
    }

    /// The marked entries, in order of repository and id.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = Vec::with_capacity(self.len);
        for (repository, ids) in &self.guards {
            targets.extend(ids.iter().map(|(id, guard)| Target {
                key: EntryKey {
                    repository: repository.clone(),
                    id: id.clone(),
                },
                guard: guard.clone(),
            }));
        }
        targets.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        targets
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn target(number: usize) -> Target {
        Target {
            key: EntryKey {
                repository: format!("repository-{}", number % 7),
                id: format!("decision-1700000000000-{number:06}"),
            },
            guard: Guard::Content(format!("{number:016}")),
        }
    }

    #[test]
    fn a_mark_comes_and_goes() {
        let mut marks = Marks::default();
        marks.toggle(target(1));
        marks.insert(target(1));
        marks.insert(target(8));
        assert_eq!(marks.len(), 2);
        assert!(marks.contains("repository-1", "decision-1700000000000-000008"));
        marks.toggle(target(1));
        assert!(marks.remove(&target(8).key) && !marks.remove(&target(8).key));
        assert!(marks.is_empty() && marks.targets().is_empty());
    }

    #[test]
    fn a_mark_is_renewed_only_where_there_is_one() {
        let mut marks = Marks::default();
        marks.insert(target(1));
        for number in [1, 2] {
            marks.renew(&target(number).key, Guard::Revision("new".into()));
        }
        let [only] = &marks.targets()[..] else {
            panic!("{marks:?}")
        };
        assert_eq!(only.guard, Guard::Revision("new".into()));
    }

    #[test]
    fn a_hundred_thousand_marks_are_quick() {
        const MANY: usize = 100_000;
        // Far above what it takes, far below what people notice more than once.
        const BOUND: Duration = Duration::from_secs(2);
        let began = Instant::now();
        let mut marks = Marks::default();
        for number in 0..MANY {
            marks.insert(target(number));
        }
        let targets = marks.targets();
        assert!(targets.is_sorted_by_key(|target| &target.key));
        for target in &targets {
            assert!(marks.contains(&target.key.repository, &target.key.id));
            marks.remove(&target.key);
        }
        assert!(targets.len() == MANY && marks.is_empty());
        assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
    }
}
