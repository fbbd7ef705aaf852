//! New entries: checked, placed, embedded and stored.
//!
//! Whoever stores, over whatever front, goes through one intake: what many write at the same time is
//! embedded together and stored in one commit a repository.

mod commit;
mod intake;
mod place;
mod queue;

use std::collections::BTreeMap;

use super::{Lore, Result, credentials::looked_through};
use crate::{
    clock,
    domain::{credentials::kinds_in, entry::NewEntry, secret::CredentialPolicy},
    store::{self, check_name},
};

pub(super) use intake::{Intake, stopped};
pub(super) use place::Places;
use queue::Draft;

/// What somebody wants stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Submission {
    /// The repository whose database takes it; where none is named, see [`Lore::store_many`].
    pub repository: Option<String>,
    /// The entry.
    pub entry: NewEntry,
}

/// An entry that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its new id.
    pub id: String,
    /// Its repository.
    pub repository: String,
    /// Its project.
    pub project_id: String,
    /// Its timestamp, as stored.
    pub timestamp: String,
    /// Its revision.
    pub revision: String,
    /// What kinds of credentials it holds, each once; never their values.
    pub credentials: Vec<&'static str>,
}

impl Lore {
    /// Stores one entry with its vector in this repository, making that if it is new.
    ///
    /// # Errors
    /// As [`Lore::store_many`].
    pub async fn store(&self, repository: &str, entry: NewEntry) -> Result<Stored> {
        let repository = Some(repository.to_owned());
        let mut stored = self
            .store_checked(vec![Submission { repository, entry }])
            .await;
        // One in is one out.
        stored.pop().unwrap_or_else(|| Err(stopped()))
    }

    /// Stores one entry where it belongs.
    ///
    /// # Errors
    /// As [`Lore::store_many`].
    pub async fn submit(&self, submission: Submission) -> Result<Stored> {
        let mut stored = self.store_many(vec![submission]).await;
        stored.pop().unwrap_or_else(|| Err(stopped()))
    }

    /// Stores entries where they belong, in one commit a repository; tells of each what became of it,
    /// in their order. It returns when they are on disk; what was accepted is stored even when nobody
    /// waits for it any more, see [`Lore::drain`].
    ///
    /// An entry goes to the repository that is named; else to the only one, when the store is one; else
    /// to the one that has the name of its project; else to the one that heard of that project last; else
    /// to a new one of its project's name. Without a project, that of the repository named counts, or
    /// `default`.
    ///
    /// # Errors
    /// [`Invalid`](crate::service::Error::Invalid) and [`TooLarge`](crate::service::Error::TooLarge) for
    /// what no repository takes, and for an entry with credentials when these are to be kept out;
    /// [`Busy`](crate::service::Error::Busy) when too much is waiting already.
    pub async fn store_many(&self, submissions: Vec<Submission>) -> Vec<Result<Stored>> {
        let mut placed = Vec::with_capacity(submissions.len());
        for submission in submissions {
            placed.push(self.placed(submission).await);
        }
        let mut results: Vec<Option<Result<Stored>>> = Vec::with_capacity(placed.len());
        let mut wanted = Vec::new();
        for one in placed {
            results.push(match one {
                Ok(submission) => {
                    wanted.push(submission);
                    None
                }
                Err(error) => Some(Err(error)),
            });
        }
        let mut stored = self.store_checked(wanted).await.into_iter();
        results
            .into_iter()
            .map(|refused| {
                refused
                    .or_else(|| stored.next())
                    .unwrap_or_else(|| Err(stopped()))
            })
            .collect()
    }

    /// Waits until everything that was accepted so far is stored, whoever waits for it.
    pub async fn drain(&self) {
        self.intake.drain().await;
    }

    /// The same store, with another rule for entries that hold credentials.
    #[must_use]
    pub fn with_credentials(mut self, policy: CredentialPolicy) -> Self {
        self.credentials = policy;
        self
    }

    /// Checks entries whose repositories are named, and hands those that pass to the intake.
    async fn store_checked(&self, submissions: Vec<Submission>) -> Vec<Result<Stored>> {
        let mut results = Vec::with_capacity(submissions.len());
        let mut drafts = Vec::new();
        let mut repositories = BTreeMap::new();
        for (at, submission) in submissions.into_iter().enumerate() {
            match self.draft(at, submission, &mut repositories).await {
                Ok(draft) => {
                    drafts.push(draft);
                    results.push(Err(stopped()));
                }
                Err(error) => results.push(Err(error)),
            }
        }
        if drafts.is_empty() {
            return results;
        }
        for (at, stored) in self.intake.store(drafts).await {
            results[at] = stored;
        }
        results
    }

    /// The entry as the intake takes it. `repositories` tells of those that were looked at.
    async fn draft(
        &self,
        at: usize,
        submission: Submission,
        repositories: &mut BTreeMap<String, Result<()>>,
    ) -> Result<Draft> {
        let Submission { repository, entry } = submission;
        let repository = repository.unwrap_or_default();
        let (policy, named) = (self.credentials, repository.clone());
        let bytes = entry.text.len() + entry.metadata.len();
        let checked = move |entry: &NewEntry| check(&named, entry, policy);
        let (entry, credentials) = looked_through(entry, bytes, checked).await?;
        let credentials = credentials?;
        let known = repositories.get(&repository).cloned();
        let takes = match known {
            Some(known) => known,
            None => self.takes(&repository).await,
        };
        repositories.insert(repository.clone(), takes.clone());
        takes?;
        Ok(Draft {
            at,
            repository,
            entry,
            credentials,
            now: clock::now(),
        })
    }

    /// Refuses a repository that is not there and cannot be made. What else may be wrong with it shows
    /// when it is written to.
    async fn takes(&self, repository: &str) -> Result<()> {
        match self.store.repository(repository).await {
            Err(store::Error::NoRepository(_)) => Ok(self.store.check_new(repository)?),
            _ => Ok(()),
        }
    }
}

/// Refuses what no repository takes, and what is to be kept out; tells what kinds of credentials the
/// entry holds, or the name of its repository.
pub(super) fn check(
    repository: &str,
    entry: &NewEntry,
    policy: CredentialPolicy,
) -> Result<Vec<&'static str>> {
    entry.check()?;
    let mut credentials = entry.credentials();
    for kind in kinds_in([repository].into_iter(), "") {
        if !credentials.contains(&kind) {
            credentials.push(kind);
        }
    }
    policy.check(&credentials)?;
    Ok(credentials)
}

/// Refuses a name that no new repository can have.
pub(super) fn check_for_new(repository: &str) -> Result<()> {
    Ok(check_name(repository)?)
}
