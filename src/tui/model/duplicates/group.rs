//! A group of near-equal entries: which two are compared, and which one is to stay.

use std::{
    cell::{Ref, RefCell},
    collections::BTreeSet,
    sync::Arc,
};

use crate::{
    domain::{
        change::Target,
        duplicates::{self, Contrast, contrast},
        entry::{Entry, EntryKey},
    },
    tui::model::Comparison,
};

/// Which of the two that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left one, or the upper one.
    Left,
    /// The other one.
    Right,
}

/// Two texts, and what differs in them.
#[derive(Debug)]
pub struct Compared {
    /// Word by word.
    pub comparison: Comparison,
    /// In what matters.
    pub contrast: Contrast,
}

/// A group.
#[derive(Debug)]
pub struct Group {
    entries: Vec<Arc<Entry>>,
    /// The smallest cosine between two of them.
    pub similarity: f32,
    /// They say the same but for white space and case.
    pub exact: bool,
    /// The two that are compared, the first before the second.
    pair: (usize, usize),
    side: Side,
    /// Entries that neither stay as the one nor go.
    left_alone: BTreeSet<usize>,
    compared: RefCell<Option<Compared>>,
}

impl Group {
    /// A group of at least two, the first two compared.
    #[must_use]
    pub fn new(group: duplicates::Group) -> Self {
        Self {
            entries: group.entries.into_iter().map(Arc::new).collect(),
            similarity: group.similarity,
            exact: group.exact,
            pair: (0, 1),
            side: Side::Left,
            left_alone: BTreeSet::new(),
            compared: RefCell::new(None),
        }
    }

    /// The entries, the newest first.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// The numbers of the two that are compared.
    #[must_use]
    pub fn pair(&self) -> (usize, usize) {
        self.pair
    }

    /// Which of the two is under the cursor.
    #[must_use]
    pub fn side(&self) -> Side {
        self.side
    }

    /// The number of the one under the cursor.
    #[must_use]
    pub fn at(&self) -> usize {
        match self.side {
            Side::Left => self.pair.0,
            Side::Right => self.pair.1,
        }
    }

    /// The one under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&Arc<Entry>> {
        self.entries.get(self.at())
    }

    /// To the other of the two, and behind them to the next two; round and round.
    pub fn step(&mut self, forward: bool) {
        let last = self.entries.len().saturating_sub(1);
        let (left, right) = self.pair;
        match (self.side, forward) {
            (Side::Left, true) => self.side = Side::Right,
            (Side::Right, false) => self.side = Side::Left,
            (Side::Right, true) => {
                self.side = Side::Left;
                self.pair = match (left, right) {
                    _ if right < last => (left, right + 1),
                    _ if left + 1 < last => (left + 1, left + 2),
                    _ => (0, 1),
                };
            }
            (Side::Left, false) => {
                self.side = Side::Right;
                self.pair = match (left, right) {
                    _ if right > left + 1 => (left, right - 1),
                    _ if left > 0 => (left - 1, last),
                    _ => (last.saturating_sub(1), last),
                };
            }
        }
    }

    /// Leaves the one under the cursor alone, or no longer.
    pub fn toggle(&mut self) {
        let at = self.at();
        if !self.left_alone.remove(&at) {
            self.left_alone.insert(at);
        }
    }

    /// Whether an entry is left alone.
    #[must_use]
    pub fn is_left_alone(&self, number: usize) -> bool {
        self.left_alone.contains(&number)
    }

    /// What goes when the one under the cursor stays: the others, but for those left alone.
    #[must_use]
    pub fn rest(&self) -> Vec<Target> {
        let keeper = self.at();
        self.entries
            .iter()
            .enumerate()
            .filter(|(number, _)| *number != keeper && !self.left_alone.contains(number))
            .map(|(_, entry)| entry.target())
            .collect()
    }

    /// The keys of its entries, in an order that does not depend on anything else.
    #[must_use]
    pub fn keys(&self) -> Vec<EntryKey> {
        let mut keys: Vec<EntryKey> = self.entries.iter().map(|entry| entry.key()).collect();
        keys.sort();
        keys
    }

    /// Lets entries go that are gone. Tells whether there are still two to compare.
    pub fn remove(&mut self, gone: &[EntryKey]) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| !gone.contains(&entry.key()));
        if self.entries.len() != before {
            self.pair = (0, 1);
            self.side = Side::Left;
            self.left_alone.clear();
        }
        self.entries.len() > 1
    }

    /// Two texts compared; remembered until others are asked for.
    pub fn compared(&self, left: &str, right: &str) -> Ref<'_, Option<Compared>> {
        let fits = self.compared.borrow().as_ref().is_some_and(|compared| {
            compared.comparison.old() == left && compared.comparison.new_text() == right
        });
        if !fits {
            self.compared.replace(Some(Compared {
                comparison: Comparison::new(left, right),
                contrast: contrast(left, right),
            }));
        }
        self.compared.borrow()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn group(ids: &[&str]) -> Group {
        Group::new(duplicates::Group {
            entries: ids
                .iter()
                .map(|id| Entry {
                    repository: "shop".into(),
                    id: (*id).into(),
                    text: format!("text {id}"),
                    kind: "decision".into(),
                    project_id: "api".into(),
                    session_id: String::new(),
                    agent: "qa".into(),
                    timestamp: "2026-02-01T00:00:00Z".into(),
                    metadata: String::new(),
                    revision: "r".into(),
                    null_columns: Vec::new(),
                })
                .collect(),
            similarity: 0.97,
            exact: false,
        })
    }

    fn ids(targets: &[Target]) -> Vec<&str> {
        targets
            .iter()
            .map(|target| target.key.id.as_str())
            .collect()
    }

    #[test]
    fn every_pair_and_both_of_each_come_round() {
        for count in [2, 3, 4, 6] {
            let names: Vec<String> = (0..count).map(|number| number.to_string()).collect();
            let mut group = group(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let mut seen = Vec::new();
            for _ in 0..count * (count - 1) {
                seen.push((group.pair(), group.at()));
                group.step(true);
            }
            assert_eq!((group.pair(), group.at()), ((0, 1), 0));
            for place in seen.iter().rev() {
                group.step(false);
                assert_eq!((group.pair(), group.at()), *place);
            }
            seen.dedup();
            assert_eq!(seen.len(), count * (count - 1));
        }
    }

    #[test]
    fn the_rest_goes_but_for_what_is_left_alone() {
        let mut group = group(&["a", "b", "c"]);
        assert_eq!(ids(&group.rest()), ["b", "c"]);
        group.step(true);
        assert_eq!(group.selected().unwrap().id, "b");
        assert_eq!(ids(&group.rest()), ["a", "c"]);
        group.step(true);
        group.step(true);
        group.toggle();
        group.step(true);
        assert_eq!((group.pair(), group.at()), ((1, 2), 1));
        assert_eq!(ids(&group.rest()), ["a"]);
    }

    #[test]
    fn what_is_gone_leaves_the_group() {
        let mut group = group(&["a", "b", "c"]);
        let key = |id: &str| EntryKey {
            repository: "shop".into(),
            id: id.into(),
        };
        group.step(true);
        assert!(group.remove(&[key("b")]));
        assert_eq!((group.pair(), group.at()), ((0, 1), 0));
        assert!(!group.remove(&[key("a")]));
    }
}
