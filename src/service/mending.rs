//! A store put in order: few files, no old versions, no leftovers, indexes made anew.

use std::time::Duration;

use super::{
    Cancel, Error, Lore, Progress, Result, changing::Report, doctor::ORPHAN_AGE, panics::caught,
};
use crate::store::{KEEP, Repository};

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
    /// Repositories that were not put in order, and why: they are damaged, or it failed.
    pub left_alone: Vec<(String, String)>,
    /// Somebody stopped it; what is listed is done.
    pub cancelled: bool,
}

impl Lore {
    /// Puts every repository in order that can be read. Entries stay as they are, and others may read and write
    /// meanwhile. It can be stopped, or killed, at any moment: the next run does what is left.
    pub async fn mend(&self, care: Care, cancel: &Cancel, progress: Report<'_>) -> Result<Mended> {
        let mut mended = Mended::default();
        let repositories = self.store.repositories().await?;
        let total = repositories.len();
        for (done, repository) in repositories.into_iter().enumerate() {
            progress(Progress { done, total });
            let name = repository.name().to_owned();
            let mut tidied = Tidied::default();
            let one = self.mend_one(&repository, care, cancel, &mut tidied);
            let whole = match caught(Box::pin(one)).await {
                Ok(Ok(whole)) => whole,
                Ok(Err(Error::Store(why))) => {
                    mended.left_alone.push((name, why.to_string()));
                    continue;
                }
                Ok(Err(error)) => return Err(error),
                Err(panicked) => {
                    let why = format!("its files make no sense: {panicked}");
                    mended.left_alone.push((name, why));
                    continue;
                }
            };
            mended.repositories.push((name, tidied));
            if !whole {
                mended.cancelled = true;
                break;
            }
        }
        progress(Progress { done: total, total });
        Ok(mended)
    }

    /// Tells whether it came to its end.
    async fn mend_one(
        &self,
        repository: &Repository,
        care: Care,
        cancel: &Cancel,
        tidied: &mut Tidied,
    ) -> Result<bool> {
        // What is left of a damaged one may be all that there is.
        repository.check_files().await?;
        let watch = &mut |_: usize, _: usize| cancel.flow();
        if !Box::pin(repository.compact(tidied, watch)).await? {
            return Ok(false);
        }
        {
            // Settled, so that nothing needs the versions that go.
            let _locked = Box::pin(self.lock_all(vec![repository.clone()])).await?;
            let tidy = repository.tidy(care.versions, care.orphans, tidied, watch);
            if !Box::pin(tidy).await? {
                return Ok(false);
            }
        }
        let snapshot = repository.snapshot().await?;
        repository.text_index().maintain(&snapshot).await?;
        Ok(true)
    }
}
