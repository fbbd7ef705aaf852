//! A set of rows of one table, as bits a fragment.

use std::collections::HashMap;

use super::fragment_cache::fragment_of;

/// Row ids, dense within their fragments. A row id is its fragment's number in the upper half and
/// the place therein in the lower; where a table numbers its rows otherwise, the set still holds.
#[derive(Debug, Clone, Default)]
pub(super) struct RowSet {
    fragments: HashMap<u64, Vec<u64>>,
    len: usize,
}

/// Looks rows up, quickly those of one fragment after another.
#[derive(Debug)]
pub(super) struct Lookup<'a> {
    set: &'a RowSet,
    /// The fragment that was looked up last, which none is at first.
    fragment: u64,
    words: &'a [u64],
}

impl RowSet {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn lookup(&self) -> Lookup<'_> {
        Lookup {
            set: self,
            fragment: u64::MAX,
            words: &[],
        }
    }

    pub(super) fn remove(&mut self, row: u64) {
        let (fragment, word, bit) = place(row);
        let words = self.fragments.get_mut(&fragment);
        if let Some(bits) = words.and_then(|words| words.get_mut(word)) {
            self.len -= usize::from(*bits & bit != 0);
            *bits &= !bit;
        }
    }

    /// The rows of both.
    pub(super) fn unite(&mut self, other: Self) {
        for (fragment, bits) in other.fragments {
            let words = self.fragments.entry(fragment).or_default();
            if words.len() < bits.len() {
                words.resize(bits.len(), 0);
            }
            for (word, bits) in words.iter_mut().zip(bits) {
                self.len += (bits & !*word).count_ones() as usize;
                *word |= bits;
            }
        }
    }

    fn put_back(&mut self, fragment: u64, words: Vec<u64>) {
        if !words.is_empty() {
            self.fragments.insert(fragment, words);
        }
    }
}

impl Lookup<'_> {
    pub(super) fn contains(&mut self, row: u64) -> bool {
        let (fragment, word, bit) = place(row);
        if fragment != self.fragment {
            self.fragment = fragment;
            self.words = (self.set.fragments)
                .get(&fragment)
                .map_or(&[], Vec::as_slice);
        }
        self.words.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

impl Extend<u64> for RowSet {
    fn extend<T: IntoIterator<Item = u64>>(&mut self, rows: T) {
        let (mut fragment, mut words) = (u64::MAX, Vec::new());
        for row in rows {
            let (next, word, bit) = place(row);
            if next != fragment {
                self.put_back(fragment, words);
                fragment = next;
                words = self.fragments.remove(&fragment).unwrap_or_default();
            }
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            self.len += usize::from(words[word] & bit == 0);
            words[word] |= bit;
        }
        self.put_back(fragment, words);
    }
}

impl FromIterator<u64> for RowSet {
    fn from_iter<T: IntoIterator<Item = u64>>(rows: T) -> Self {
        let mut set = Self::default();
        set.extend(rows);
        set
    }
}

fn place(row: u64) -> (u64, usize, u64) {
    let within = row & u64::from(u32::MAX);
    (fragment_of(row), (within / 64) as usize, 1 << (within % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [u64; 6] = [0, 1, 63, 64, (7 << 32) + 5, 7 << 32];

    fn holds_rows(set: &RowSet) {
        assert_eq!(set.len(), ROWS.len());
        let mut lookup = set.lookup();
        assert!(ROWS.iter().all(|row| lookup.contains(*row)));
        let others = [2, 8 << 32, (7 << 32) + 64, 65];
        assert!(!others.iter().any(|row| lookup.contains(*row)));
    }

    #[test]
    fn holds_exactly_what_was_put_in() {
        holds_rows(&ROWS.into_iter().chain([1]).collect());
        let mut in_turns = RowSet::default();
        in_turns.extend([0, 7 << 32, 1, (7 << 32) + 5, 63]);
        in_turns.extend([64, 0, 2, 8 << 32]);
        for row in [2, 8 << 32, 2, 65] {
            in_turns.remove(row);
        }
        holds_rows(&in_turns);
    }

    #[test]
    fn two_sets_hold_together_what_either_holds() {
        let mut united: RowSet = ROWS[..3].iter().copied().collect();
        united.unite(ROWS[1..].iter().copied().collect());
        holds_rows(&united);
    }
}
