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

impl RowSet {
    pub(super) fn contains(&self, row: u64) -> bool {
        let (fragment, word, bit) = place(row);
        self.fragments
            .get(&fragment)
            .and_then(|words| words.get(word))
            .is_some_and(|bits| bits & bit != 0)
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }
}

impl Extend<u64> for RowSet {
    fn extend<T: IntoIterator<Item = u64>>(&mut self, rows: T) {
        for row in rows {
            let (fragment, word, bit) = place(row);
            let words = self.fragments.entry(fragment).or_default();
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            self.len += usize::from(words[word] & bit == 0);
            words[word] |= bit;
        }
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

    #[test]
    fn holds_exactly_what_was_put_in() {
        let rows = [0, 1, 63, 64, (7 << 32) + 5, 7 << 32];
        let set: RowSet = rows.into_iter().chain([1]).collect();
        assert_eq!(set.len(), rows.len());
        assert!(rows.iter().all(|row| set.contains(*row)));
        assert!(!set.contains(2) && !set.contains(8 << 32) && !set.contains((7 << 32) + 64));
    }
}
