//! A store put in order: few files, no old versions, no leftovers, indexes made anew.

use std::time::Duration;

use super::{Cancel, Lore, Progress, Result, changing::Report, doctor::ORPHAN_AGE};
use crate::store::KEEP;

pub use crate::store::Tidied;

/// What is so old that nobody can be using it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// Versions that have not been the newest for so long.
    pub versions: Duration,
    /// Files that no version names, and that nobody has touched for so long.
    pub orphans: Duration,
}

impl Default for Care {
    fn default() -> Self {
        Self {
            versions: KEEP,
            orphans: ORPHAN_AGE,
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// By repository.
    pub repositories: Vec<(String, Tidied)>,
    /// Somebody stopped it; what is listed is done.
    pub cancelled: bool,
}

impl Lore {
    /// Puts every repository in order. Entries stay as they are, and others may read and write
    /// meanwhile. It can be stopped, or killed, at any moment: the next run does what is left.
    pub async fn mend(&self, care: Care, cancel: &Cancel, progress: Report<'_>) -> Result<Mended> {
        let mut mended = Mended::default();
        let repositories = self.store.repositories().await?;
        let total = repositories.len();
        for (done, repository) in repositories.into_iter().enumerate() {
            progress(Progress { done, total });
            let mut tidied = Tidied::default();
            let watch = &mut |_: usize, _: usize| cancel.flow();
            let mut whole = Box::pin(repository.compact(&mut tidied, watch)).await?;
            if whole {
                // Settled, so that nothing needs the versions that go.
                let _locked = Box::pin(self.lock_all(vec![repository.clone()])).await?;
                whole = Box::pin(repository.tidy(care.versions, care.orphans, &mut tidied, watch))
                    .await?;
            }
            if whole {
                let snapshot = repository.snapshot().await?;
                repository.text_index().maintain(&snapshot).await?;
            }
            let name = repository.name().to_owned();
            mended.repositories.push((name, tidied));
            if !whole {
                mended.cancelled = true;
                break;
            }
        }
        progress(Progress { done: total, total });
        Ok(mended)
    }
}
