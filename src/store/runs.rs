//! Many small values in a row made few: what is looked through at every search should not consist of
//! one piece an entry.
//!
//! Fragments are numbered in the order in which they come. Those whose numbers have the same upper
//! digits make one run once a later number was given, since none can join them any more. A run that
//! was made is used again as long as it consists of the same values.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Fragments of a run are so many bits' worth of numbers, or of runs.
const BITS: u32 = 4;

/// A run of the highest level stands for 4,096 numbers.
const LEVELS: u32 = 3;

/// Rows of a run, at most: larger values are left as they are.
pub(super) const MOST_ROWS: usize = 4096;

/// What can be joined with its neighbours.
pub(super) trait Join: Sized {
    /// How many rows it is about.
    fn rows(&self) -> usize;

    /// All of them as one, in their order.
    fn join(parts: &[Arc<Self>]) -> Self;
}

/// The runs that were made last.
#[derive(Debug)]
pub(super) struct Runs<T>(Mutex<Made<T>>);

type Made<T> = HashMap<(u32, u64), Run<T>>;

#[derive(Debug)]
struct Run<T> {
    parts: Vec<Arc<T>>,
    joined: Arc<T>,
}

impl<T> Default for Runs<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Join> Runs<T> {
    /// The same values in the same order, small ones joined. Each comes with the number of its fragment.
    pub(super) fn of(&self, values: &[(u64, Arc<T>)]) -> Vec<Arc<T>> {
        let newest = values.iter().map(|(number, _)| *number).max();
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cut = Cut {
            newest: newest.unwrap_or_default(),
            known: std::mem::take(&mut *made),
            made: HashMap::new(),
            runs: Vec::new(),
        };
        cut.cut(values, LEVELS);
        *made = cut.made;
        cut.runs
    }
}

struct Cut<T> {
    newest: u64,
    known: Made<T>,
    made: Made<T>,
    runs: Vec<Arc<T>>,
}

impl<T: Join> Cut<T> {
    fn cut(&mut self, values: &[(u64, Arc<T>)], level: u32) {
        let bits = BITS * level;
        for run in values.chunk_by(|(one, _), (next, _)| one >> bits == next >> bits) {
            let number = run[0].0 >> bits;
            if let [(_, alone)] = run {
                self.runs.push(Arc::clone(alone));
            } else if level == 0 {
                self.runs.extend(run.iter().map(|(_, one)| Arc::clone(one)));
            } else if number < self.newest >> bits && rows(run) <= MOST_ROWS {
                let joined = self.joined((level, number), run);
                self.runs.push(joined);
            } else {
                self.cut(run, level - 1);
            }
        }
    }

    fn joined(&mut self, name: (u32, u64), values: &[(u64, Arc<T>)]) -> Arc<T> {
        let known = self.known.remove(&name).filter(|run| run.is_of(values));
        let run = known.unwrap_or_else(|| {
            let parts: Vec<Arc<T>> = values.iter().map(|(_, one)| Arc::clone(one)).collect();
            let joined = Arc::new(T::join(&parts));
            Run { parts, joined }
        });
        let joined = Arc::clone(&run.joined);
        self.made.insert(name, run);
        joined
    }
}

impl<T> Run<T> {
    fn is_of(&self, values: &[(u64, Arc<T>)]) -> bool {
        let same = |(part, (_, value)): (&Arc<T>, &(u64, Arc<T>))| Arc::ptr_eq(part, value);
        self.parts.len() == values.len() && self.parts.iter().zip(values).all(same)
    }
}

fn rows<T: Join>(values: &[(u64, Arc<T>)]) -> usize {
    values.iter().map(|(_, value)| value.rows()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Join for Vec<u64> {
        fn rows(&self) -> usize {
            self.len()
        }

        fn join(parts: &[Arc<Self>]) -> Self {
            parts.iter().flat_map(|part| part.iter().copied()).collect()
        }
    }

    fn values(numbers: impl IntoIterator<Item = u64>) -> Vec<(u64, Arc<Vec<u64>>)> {
        let value = |number| (number, Arc::new(vec![number]));
        numbers.into_iter().map(value).collect()
    }

    fn flat(runs: &[Arc<Vec<u64>>]) -> Vec<u64> {
        runs.iter().flat_map(|run| run.iter().copied()).collect()
    }

    #[test]
    fn thousands_become_a_few_in_the_same_order() {
        let runs = Runs::default();
        let values = values(0..10_000);
        let joined = runs.of(&values);
        assert_eq!(flat(&joined), (0..10_000).collect::<Vec<_>>());
        assert!(joined.len() < 50, "{}", joined.len());
        let lengths: Vec<usize> = joined.iter().map(|run| run.len()).collect();
        assert_eq!(lengths[..2], [4096, 4096]);
    }

    #[test]
    fn what_did_not_change_is_not_joined_again() {
        let runs = Runs::default();
        let mut values = values(0..600);
        let before = runs.of(&values);
        values.push((600, Arc::new(vec![600])));
        // One is gone out of the second run.
        values.remove(300);
        let after = runs.of(&values);
        assert!(Arc::ptr_eq(&before[0], &after[0]));
        assert!(!Arc::ptr_eq(&before[1], &after[1]));
        let expected: Vec<u64> = (0..=600).filter(|number| *number != 300).collect();
        assert_eq!(flat(&after), expected);
    }

    #[test]
    fn large_values_and_those_out_of_order_stay_where_they_are() {
        let runs = Runs::default();
        let mut values = values(0..40);
        values[20].1 = Arc::new(vec![7; MOST_ROWS]);
        values.swap(3, 37);
        let expected: Vec<u64> = values
            .iter()
            .flat_map(|(_, one)| one.iter().copied())
            .collect();
        assert_eq!(flat(&runs.of(&values)), expected);
    }
}
