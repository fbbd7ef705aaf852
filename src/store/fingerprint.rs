//! Whether anybody wrote to a store since it was last looked at.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Error, Result, Store, discover, embeddings, freshness::Mark};

/// How often an object store is asked whether anybody wrote, at most.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A mark of every repository's state.
type Fingerprint = Vec<(PathBuf, u128)>;

/// The last look at a store for which every look is paid, and when that was.
#[derive(Debug, Default)]
pub(super) struct Looked(Mutex<Option<(Instant, Fingerprint)>>);

impl Store {
    /// A mark of the state of every repository, by the names and times of files alone. It differs from
    /// an earlier one when somebody wrote in between, entries or records of their vectors. Of a store in
    /// an object store it may be some seconds old, or more while that does not answer.
    #[must_use]
    pub fn fingerprint(&self) -> Vec<(PathBuf, u128)> {
        if !self.is_remote() {
            return self.look().unwrap_or_default();
        }
        if let Some((at, found)) = &mut *self.looked() {
            if at.elapsed() < LOOK_EVERY {
                return found.clone();
            }
            // Others go on with it while we look.
            *at = Instant::now();
        }
        let found = self.look();
        let mut looked = self.looked();
        match found {
            Ok(found) => looked.insert((Instant::now(), found)).1.clone(),
            Err(error) => {
                tracing::warn!(%error, "whether anybody wrote is not known");
                looked
                    .as_ref()
                    .map_or_else(Vec::new, |(_, last)| last.clone())
            }
        }
    }

    fn looked(&self) -> MutexGuard<'_, Option<(Instant, Fingerprint)>> {
        let Looked(looked) = &self.inner.looked;
        looked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self) -> Result<Fingerprint> {
        let root = &self.inner.root;
        let places = discover::places(root, &self.inner.layout)?;
        let tables: Vec<PathBuf> = places
            .into_iter()
            .filter_map(|(_, place)| place.ok())
            .flat_map(|place| [embeddings::records_table(&place.database), place.table])
            .collect();
        let numbers = Mark::numbers(&tables).map_err(|source| Error::io("read", root, source))?;
        Ok(tables.into_iter().zip(numbers).collect())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;
    use crate::store::discover::NEW_TABLE;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_look_that_failed_is_no_news() {
        let folder = tempfile::tempdir().unwrap();
        let place = format!("file-object-store://{}", folder.path().display());
        let store = Store::open_or_create(place.as_ref()).await.unwrap();
        store.repository_or_create("r").await.unwrap();
        let known = store.fingerprint();
        assert!(!known.is_empty());

        // Where a link leads to itself nobody can look.
        let versions = folder.path().join("r").join(NEW_TABLE).join("_versions");
        fs::rename(&versions, versions.with_extension("aside")).unwrap();
        symlink(&versions, &versions).unwrap();
        assert!(store.look().is_err());
        let long_ago = Instant::now().checked_sub(2 * LOOK_EVERY).unwrap();
        store.looked().as_mut().unwrap().0 = long_ago;
        assert_eq!(store.fingerprint(), known);
    }
}
