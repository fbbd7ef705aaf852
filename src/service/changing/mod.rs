//! Changes to entries: edit, delete, restore, undo; each journaled, each guarded.

mod deleting;
mod editing;
mod engine;
mod importing;
mod journals;
mod lineage;
mod locked;
mod outcome;
mod resolve;
mod reverse;
mod reverting;
mod run;
mod settle;
mod trash;
mod undoing;

pub(super) use importing::{Import, Part, Put};
pub(super) use run::Header;

use std::time::Duration;

use super::{Lore, Progress, Result};
use crate::store::{self, KEEP, Repository};

/// Is told how far long work is.
pub type Report<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// The front of who says nothing else.
pub(super) const LIBRARY: &str = "lore";

/// Keeps the tables of a repository small, where that is due. While it is being changed they are left
/// alone; there will be another time.
pub(super) async fn tidy(repository: &Repository) -> Result<()> {
    let is_due = repository.is_to_be_kept_small().await?;
    // In an object store even a look at the journal's table is paid for, and takes the lock.
    if !is_due && (repository.is_remote() || !repository.journal().is_there()) {
        return Ok(());
    }
    match repository.lock_changes(Duration::ZERO).await {
        Err(store::Error::Locked { .. }) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_lock) => {
            if is_due {
                // What was cut off is settled while the versions are there that tell of it.
                settle::settle(repository).await?;
                repository.keep_small(KEEP).await?;
            }
            repository.journal().compact().await?;
            Ok(repository.images().compact().await?)
        }
    }
}

impl Lore {
    /// The same store, in the name of a front: what the journal says of who changed something.
    #[must_use]
    pub fn acting_via(mut self, front: &str) -> Self {
        self.front = front.into();
        self
    }

    /// Who changes something here: `user@host via front`.
    fn who(&self) -> String {
        let host = whoami::fallible::hostname().unwrap_or_else(|_| "localhost".to_owned());
        format!("{}@{host} via {}", whoami::username(), self.front)
    }
}
