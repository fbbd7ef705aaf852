//! Cleanup by age: a plan, and carrying it out.

use chrono::{DateTime, Utc};

use super::{Cancel, Error, Lore, Result, changing::Report};
use crate::domain::{
    change::{Outcome, Target},
    cleanup::{Plan, Policy},
    entry::Entry,
    filter::Filter,
    search::{SearchRequest, Sort},
};

/// What a cleanup needs to know of an entry to count while the age is being picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// When it was written; `None` when undated.
    pub at: Option<DateTime<Utc>>,
    /// Index into [`Ages::kinds`].
    pub kind: u32,
    /// Index into [`Ages::agents`].
    pub agent: u32,
    /// Index into [`Ages::projects`].
    pub project: u32,
    /// Its metadata says `"pinned": true`.
    pub pinned: bool,
}

/// Every entry that a filter admits, as far as a cleanup is concerned. Names stand once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ages {
    /// The oldest first, undated ones last.
    pub entries: Vec<Aged>,
    /// The types.
    pub kinds: Vec<String>,
    /// The agents.
    pub agents: Vec<String>,
    /// Repository and project.
    pub projects: Vec<(String, String)>,
}

impl Lore {
    /// What a cleanup over these entries would choose from.
    pub async fn ages(&self, filter: &Filter) -> Result<Ages> {
        let _ = filter;
        Err(Error::Invalid("not built".to_owned()))
    }

    /// What a policy would take now. Touches nothing.
    pub async fn plan_cleanup(&self, policy: &Policy, rule: &str) -> Result<Plan> {
        let _ = (policy, rule);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Carries a plan out: its entries go to the trash. Nothing is touched when one of them
    /// has changed, become pinned or vanished since.
    ///
    /// # Errors
    /// [`Error::Conflict`], naming the entries.
    pub async fn apply_cleanup(
        &self,
        plan: &Plan,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let _ = (plan, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// The entries that these targets name, as they stand now, in their order; `None` for those
    /// that are gone. For lists that show a page of targets.
    pub async fn look_up(&self, targets: &[Target]) -> Result<Vec<Option<Entry>>> {
        let _ = targets;
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Every entry that a filter admits, as targets, in order.
    pub async fn targets(&self, filter: &Filter, sort: Sort) -> Result<Vec<Target>> {
        let _ = (filter, sort);
        Err(Error::Invalid("not built".to_owned()))
    }

    /// Every entry that a search ranks, not only its first hits, as targets, the best first.
    pub async fn matches(&self, request: &SearchRequest) -> Result<Vec<Target>> {
        let _ = request;
        Err(Error::Invalid("not built".to_owned()))
    }
}
