//! What was read of a table's fragments, kept as long as it stays true.
//!
//! Other programs store one row a commit, so a table may have thousands of fragments of one row,
//! and a new one with every version. Data files never change under a name, so what was read of a
//! fragment is good for later versions: only new fragments are read.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lance::{Dataset, table::format::Fragment};

use super::table_version::TableVersion;

/// A row id's upper half is its fragment, as long as the table has no stable row ids.
const FRAGMENT_SHIFT: u32 = 32;

/// The fragment that holds a row.
pub(super) fn fragment_of(row: u64) -> u64 {
    row >> FRAGMENT_SHIFT
}

/// What a reader does with rows that were deleted after their fragment was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deleted {
    /// It must not see them.
    Hidden,
    /// It may see them: something else tells which rows are alive.
    Harmless,
}

/// A value for each fragment of the newest version that was asked for.
#[derive(Debug)]
pub(super) struct FragmentCache<T> {
    kept: Mutex<Kept<T>>,
    /// Held by who reads: others wait for what it brings instead of reading the same.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Kept<T> {
    newest: Option<TableVersion>,
    fragments: HashMap<u64, Known<T>>,
}

/// What was read of a fragment, and how that stood then.
#[derive(Debug)]
struct Known<T> {
    fragment: Arc<Fragment>,
    value: Arc<T>,
    /// It was written here, and nobody has asked for the version that it came with.
    ahead: bool,
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        Self {
            fragment: Arc::clone(&self.fragment),
            value: Arc::clone(&self.value),
            ahead: false,
        }
    }
}

impl<T> Default for FragmentCache<T> {
    fn default() -> Self {
        let kept = Kept {
            newest: None,
            fragments: HashMap::new(),
        };
        Self {
            kept: Mutex::new(kept),
            reading: tokio::sync::Mutex::default(),
        }
    }
}

impl<T: Default> FragmentCache<T> {
    /// The values of these fragments of a table, in their order. `read` is asked for those that no
    /// earlier call has read; a fragment that it leaves out has the default value.
    pub(super) async fn values<E, F>(
        &self,
        table: &Dataset,
        wanted: &[Fragment],
        deleted: Deleted,
        read: impl FnOnce(Vec<Fragment>) -> F,
    ) -> Result<Vec<Arc<T>>, E>
    where
        F: Future<Output = Result<HashMap<u64, T>, E>>,
    {
        // Stable row ids move from fragment to fragment: a deleted row may live on elsewhere.
        let deleted = if table.manifest().uses_stable_row_ids() {
            Deleted::Hidden
        } else {
            deleted
        };
        let mut known = self.find(wanted, deleted);
        let turn = if known.len() < wanted.len() {
            Some(self.reading.lock().await)
        } else {
            None
        };
        if turn.is_some() {
            known = self.find(wanted, deleted);
            let missing = wanted.iter();
            let missing: Vec<Fragment> = missing
                .filter(|fragment| !known.contains_key(&fragment.id))
                .cloned()
                .collect();
            if !missing.is_empty() {
                let mut read = read(missing.clone()).await?;
                known.extend(missing.into_iter().map(|fragment| {
                    let value = Arc::new(read.remove(&fragment.id).unwrap_or_default());
                    let known = Known {
                        fragment: Arc::new(fragment),
                        value,
                        ahead: false,
                    };
                    (known.fragment.id, known)
                }));
            }
        }
        let in_order = wanted
            .iter()
            .filter_map(|fragment| Some(known.get(&fragment.id)?.value.clone()))
            .collect();
        self.keep(TableVersion::of(table), known);
        drop(turn);
        Ok(in_order)
    }

    /// Takes over the value of a fragment that was just written, so that nobody has to read it.
    pub(super) fn insert(&self, fragment: Fragment, value: T) {
        let known = Known {
            fragment: Arc::new(fragment),
            value: Arc::new(value),
            ahead: true,
        };
        self.lock().fragments.insert(known.fragment.id, known);
    }

    fn find(&self, wanted: &[Fragment], deleted: Deleted) -> HashMap<u64, Known<T>> {
        let kept = self.lock();
        wanted
            .iter()
            .filter_map(|now| {
                let known = kept.fragments.get(&now.id)?;
                holds(&known.fragment, now, deleted).then(|| (now.id, known.clone()))
            })
            .collect()
    }

    /// Keeps the values of a version, and nothing else, unless those of a later one are kept: then
    /// those of this one beside them.
    fn keep(&self, version: TableVersion, values: HashMap<u64, Known<T>>) {
        let mut kept = self.lock();
        if kept.newest.is_none_or(|newest| version.is_no_older(newest)) {
            kept.newest = Some(version);
            let last = values.keys().max().copied();
            kept.fragments
                .retain(|id, known| known.ahead && Some(*id) > last);
            kept.fragments.extend(values);
        } else {
            for (id, value) in values {
                // One of other files was that of a table in whose place a backup was put.
                let stays = |known: &Known<T>| same_files(&known.fragment, &value.fragment);
                if !kept.fragments.get(&id).is_some_and(stays) {
                    kept.fragments.insert(id, value);
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what was read of a fragment `then` is still true of it `now`. Deleted rows can come back
/// when an older version is restored, so what was read without some of them holds only as long as
/// just these are deleted.
fn holds(then: &Fragment, now: &Fragment, deleted: Deleted) -> bool {
    let all_rows = deleted == Deleted::Harmless && then.deletion_file.is_none();
    same_files(then, now)
        && then.overlays == now.overlays
        && (all_rows || then.deletion_file == now.deletion_file)
}

/// Whether two fragments take the same columns from the same files. The sizes of files do not
/// count: manifests of older programs lack them, and LanceDB fills them in as it reads.
pub(super) fn same_files(one: &Fragment, other: &Fragment) -> bool {
    let one = one.files.iter().map(|file| (&file.path, &file.fields));
    one.eq(other.files.iter().map(|file| (&file.path, &file.fields)))
}

/// The fragments that a table has now beside those that it had; `None` when one of these is gone or lost
/// rows.
pub(super) fn added(now: &[Fragment], then: &[Fragment]) -> Option<Vec<Fragment>> {
    let then: HashMap<u64, &Fragment> = then.iter().map(|one| (one.id, one)).collect();
    let stays = |one: &&Fragment| {
        then.get(&one.id)
            .is_some_and(|was| holds(was, one, Deleted::Hidden))
    };
    let (stay, added): (Vec<&Fragment>, Vec<&Fragment>) = now.iter().partition(stays);
    (stay.len() == then.len()).then(|| added.into_iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use lance::table::format::{DeletionFile, DeletionFileType};

    use super::*;

    fn fragment(path: &str, deletions: Option<usize>) -> Fragment {
        let mut fragment = Fragment::with_file_legacy(3, path, &schema(), Some(10));
        fragment.deletion_file = deletions.map(|rows| DeletionFile {
            read_version: 1,
            id: rows as u64,
            file_type: DeletionFileType::Array,
            num_deleted_rows: Some(rows),
            base_id: None,
        });
        fragment
    }

    fn schema() -> lance::datatypes::Schema {
        let schema = arrow_schema::Schema::new(vec![arrow_schema::Field::new(
            "id",
            arrow_schema::DataType::Utf8,
            true,
        )]);
        lance::datatypes::Schema::try_from(&schema).unwrap()
    }

    #[test]
    fn what_was_read_without_deleted_rows_does_not_hold_when_they_are_back() {
        let (whole, some, more) = (
            fragment("a", None),
            fragment("a", Some(1)),
            fragment("a", Some(2)),
        );
        for deleted in [Deleted::Hidden, Deleted::Harmless] {
            assert!(!holds(&some, &whole, deleted), "restored");
            assert!(!holds(&some, &more, deleted));
            assert!(holds(&some, &some, deleted));
            assert!(!holds(&whole, &fragment("b", None), deleted), "rewritten");
        }
        assert!(holds(&whole, &some, Deleted::Harmless));
        assert!(!holds(&whole, &some, Deleted::Hidden));
    }

    #[test]
    fn what_was_added_is_told_as_long_as_all_else_stays() {
        let numbered = |id: u64, deletions| Fragment {
            id,
            ..fragment(&id.to_string(), deletions)
        };
        let then = [numbered(1, None), numbered(2, Some(1))];
        let now = [then[0].clone(), then[1].clone(), numbered(3, None)];
        assert_eq!(added(&now, &then).unwrap(), now[2..]);
        assert_eq!(added(&then, &then), Some(Vec::new()));
        assert_eq!(added(&now[1..], &then), None, "one is gone");
        let fewer = [numbered(1, Some(1)), then[1].clone()];
        assert_eq!(added(&fewer, &then), None, "one lost a row");
    }
}
