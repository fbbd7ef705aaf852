//! Counts over a set of entries.

use std::collections::HashMap;

use chrono::NaiveDate;

/// How often a value occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value; may be empty.
    pub name: String,
    /// Entries that have it.
    pub entries: usize,
}

/// The dated entries of one UTC day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// How many there are.
    pub entries: usize,
    /// How many there are of each type: its place in [`Stats::by_kind`], and a number; in that
    /// order, types without entries left out.
    pub kinds: Vec<(usize, usize)>,
}

/// What a set of entries is made of. Lists are sorted by count, then by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Entries counted.
    pub total: usize,
    /// By type.
    pub by_kind: Vec<Count>,
    /// By agent.
    pub by_agent: Vec<Count>,
    /// By project.
    pub by_project: Vec<Count>,
    /// By repository.
    pub by_repository: Vec<Count>,
    /// Dated entries by UTC day, oldest first, days without entries left out.
    pub by_day: Vec<Day>,
    /// Timestamp of the oldest dated entry, as stored.
    pub oldest: Option<String>,
    /// Timestamp of the newest dated entry, as stored.
    pub newest: Option<String>,
    /// Entries whose timestamp is no date.
    pub undated: usize,
    /// Size of the repositories' folders on disk, in bytes (whole repositories, not the set).
    pub bytes: u64,
}

/// How often each value occurs, while it is being counted.
#[derive(Debug, Default)]
pub struct Occurrences(HashMap<String, usize>);

impl Occurrences {
    /// Counts a value.
    pub fn add(&mut self, value: &str) {
        self.add_many(value, 1);
    }

    /// Counts a value that occurs so many times; one that occurs never is none.
    pub fn add_many(&mut self, value: &str, times: usize) {
        if let Some(count) = self.0.get_mut(value) {
            *count += times;
        } else if times > 0 {
            self.0.insert(value.to_owned(), times);
        }
    }

    /// Counts what another one has counted, too.
    pub fn merge(&mut self, other: Self) {
        for (value, count) in other.0 {
            *self.0.entry(value).or_default() += count;
        }
    }

    /// All values counted.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The most frequent first, then by name.
    #[must_use]
    pub fn sorted(self) -> Vec<Count> {
        let mut counts: Vec<Count> = self
            .0
            .into_iter()
            .map(|(name, entries)| Count { name, entries })
            .collect();
        counts.sort_unstable_by(|a, b| {
            (b.entries, a.name.as_str()).cmp(&(a.entries, b.name.as_str()))
        });
        counts
    }
}

impl<'a> FromIterator<&'a str> for Occurrences {
    fn from_iter<T: IntoIterator<Item = &'a str>>(values: T) -> Self {
        let mut occurrences = Self::default();
        for value in values {
            occurrences.add(value);
        }
        occurrences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_merged_adds_up() {
        let mut one: Occurrences = ["a", "b"].into_iter().collect();
        one.merge(["b", "c"].into_iter().collect());
        let counts = one.sorted().into_iter();
        let counts: Vec<_> = counts.map(|count| (count.name, count.entries)).collect();
        assert_eq!(counts, [("b".into(), 2), ("a".into(), 1), ("c".into(), 1)]);
    }

    #[test]
    fn counts_are_sorted_by_number_then_name() {
        let occurrences: Occurrences = ["b", "a", "c", "c"].into_iter().collect();
        assert_eq!(occurrences.total(), 4);
        let names: Vec<_> = occurrences.sorted().into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["c", "a", "b"]);
    }
}
