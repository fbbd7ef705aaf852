//! What tells one state of a table from every other, and what is kept of the newest.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lance::Dataset;

/// A version of a table. A number alone would not do: a folder that was removed and made anew
/// counts from one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
}

/// What was made of the newest version that anybody asked for.
#[derive(Debug)]
pub(super) struct OfNewest<T>(Mutex<Option<(TableVersion, Arc<T>)>>);

impl<T> Default for OfNewest<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> OfNewest<T> {
    /// What was made of this version, if it is kept.
    pub(super) fn get(&self, version: TableVersion) -> Option<Arc<T>> {
        let kept = self.lock();
        let (_, made) = kept.as_ref().filter(|(of, _)| *of == version)?;
        Some(Arc::clone(made))
    }

    /// Keeps what was made of a version, unless something of a later one is kept.
    pub(super) fn keep(&self, version: TableVersion, made: T) -> Arc<T> {
        let made = Arc::new(made);
        let mut kept = self.lock();
        if kept.as_ref().is_none_or(|(of, _)| *of <= version) {
            *kept = Some((version, Arc::clone(&made)));
        }
        made
    }

    fn lock(&self) -> MutexGuard<'_, Option<(TableVersion, Arc<T>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
