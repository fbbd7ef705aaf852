//! What tells one state of a table from every other, and what is kept of the last ones.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lance::Dataset;

/// A version of a table. A number alone would not do: a folder that was removed and made anew
/// counts from one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableVersion {
    written_nanos: u128,
    number: u64,
}

impl TableVersion {
    pub(super) fn of(table: &Dataset) -> Self {
        Self {
            written_nanos: table.manifest().timestamp_nanos,
            number: table.version_id(),
        }
    }

    /// Whether it came after another one of the same table. Not so when a backup was put in its place,
    /// or by a clock that went back: what was made of the other must not be used then.
    pub(super) fn follows(self, other: Self) -> bool {
        self.number > other.number && self.written_nanos >= other.written_nanos
    }

    /// Whether it counts no less than another one. Clocks of several writers differ, so they tell
    /// nothing here.
    pub(super) fn is_no_older(self, other: Self) -> bool {
        self.number >= other.number
    }
}

/// What was made of the two versions that were asked for last: of the newest, and of one that a reader
/// holds on to.
#[derive(Debug)]
pub(super) struct OfLast<T>(Mutex<[Made<T>; 2]>);

/// What was made of a version.
type Made<T> = Option<(TableVersion, Arc<T>)>;

impl<T> Default for OfLast<T> {
    fn default() -> Self {
        Self(Mutex::new([None, None]))
    }
}

impl<T> OfLast<T> {
    /// What was made of this version, if it is kept.
    pub(super) fn get(&self, version: TableVersion) -> Option<Arc<T>> {
        let mut kept = self.lock();
        let is_it = |one: &Made<T>| one.as_ref().is_some_and(|(of, _)| *of == version);
        if !is_it(&kept[0]) {
            if !is_it(&kept[1]) {
                return None;
            }
            kept.swap(0, 1);
        }
        kept[0].as_ref().map(|(_, made)| Arc::clone(made))
    }

    /// Keeps what was made of a version.
    pub(super) fn keep(&self, version: TableVersion, made: T) -> Arc<T> {
        let made = Arc::new(made);
        let mut kept = self.lock();
        let last = kept[0].replace((version, Arc::clone(&made)));
        if last.as_ref().is_some_and(|(of, _)| *of != version) {
            kept[1] = last;
        }
        made
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        *self.lock() = [None, None];
    }

    fn lock(&self) -> MutexGuard<'_, [Made<T>; 2]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u64) -> TableVersion {
        TableVersion {
            // The clock goes backwards.
            written_nanos: 1000 - u128::from(number),
            number,
        }
    }

    #[test]
    fn the_newest_and_an_older_one_are_kept_whatever_clocks_say() {
        let last = OfLast::default();
        for number in 1..4 {
            last.keep(version(number), number);
        }
        assert_eq!(last.get(version(1)), None);
        assert_eq!(last.get(version(2)).as_deref(), Some(&2));
        last.keep(version(4), 4);
        assert_eq!(last.get(version(2)).as_deref(), Some(&2));
        assert_eq!(last.get(version(4)).as_deref(), Some(&4));
        assert_eq!(last.get(version(3)), None);
        last.keep(version(4), 5);
        assert_eq!(last.get(version(4)).as_deref(), Some(&5));
        assert_eq!(last.get(version(2)).as_deref(), Some(&2), "made twice");
    }
}
