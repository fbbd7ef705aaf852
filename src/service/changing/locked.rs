//! The repositories of one change, locked and settled.

use std::{collections::BTreeSet, time::Duration};

use rand::Rng;

use super::{run::Header, settle};
use crate::{
    clock,
    domain::change::{Action, ChangeId},
    service::{Lore, Result},
    store::{ChangeLock, Repository, journal::Line},
};

/// How long to wait for another lore that is changing the same repository.
const PATIENCE: Duration = Duration::from_secs(15);

/// Repositories that only this change may change, as far as lore goes; nothing in them is unsettled.
pub(in crate::service) struct Locked {
    /// By name.
    pub repositories: Vec<Repository>,
    /// Their journals, in the same order.
    pub journals: Vec<Vec<Line>>,
    /// Theirs, in the same order.
    locks: Vec<ChangeLock>,
}

impl Locked {
    /// Each with its lock.
    pub fn each(&self) -> impl Iterator<Item = (&Repository, &ChangeLock)> {
        self.repositories.iter().zip(&self.locks)
    }
}

impl Lore {
    /// Locks the repositories of these names.
    pub(in crate::service) async fn lock(&self, names: &BTreeSet<&str>) -> Result<Locked> {
        let mut repositories = Vec::with_capacity(names.len());
        for name in names {
            repositories.push(self.store.repository(name).await?);
        }
        self.lock_all(repositories).await
    }

    /// Locks repositories, which stand by name: two lores never wait for each other.
    pub(in crate::service) async fn lock_all(
        &self,
        repositories: Vec<Repository>,
    ) -> Result<Locked> {
        let mut locks = Vec::with_capacity(repositories.len());
        let mut journals = Vec::with_capacity(repositories.len());
        for repository in &repositories {
            locks.push(repository.lock_changes(PATIENCE).await?);
            journals.push(settle::settle(repository).await?);
        }
        Ok(Locked {
            repositories,
            journals,
            locks,
        })
    }

    /// What the journals are to say of a change that begins now.
    pub(in crate::service) fn header(
        &self,
        locked: &Locked,
        action: Action,
        of: Option<&ChangeId>,
        detail: &str,
    ) -> Header {
        // Later than everything that is known, whatever the clock says.
        let latest = locked.journals.iter().flatten().map(|line| line.at).max();
        let at = clock::now()
            .timestamp_micros()
            .max(latest.map_or(0, |latest| latest.saturating_add(1)));
        Header {
            id: ChangeId::new(at, |below| rand::rng().random_range(0..below)),
            at,
            who: self.who(),
            action,
            of: of.cloned(),
            detail: detail.to_owned(),
        }
    }
}
