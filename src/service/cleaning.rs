//! Cleanup by age: a plan, and carrying it out.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{Cancel, Error, Lore, Result, changing::Report, search};
use crate::{
    domain::{
        change::{Guard, Outcome, Target},
        cleanup::{Plan, Policy},
        entry::{Entry, EntryKey},
        filter::Filter,
        kind,
        search::{SearchRequest, Sort},
    },
    store::{Column, Ranked, RowId, RowTexts, Snapshot},
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
        let mut found: HashMap<&EntryKey, Vec<Entry>> = HashMap::new();
        let mut wanted: BTreeMap<&str, HashMap<&str, &EntryKey>> = BTreeMap::new();
        for Target { key, .. } in targets {
            let ids = wanted.entry(&key.repository).or_default();
            ids.insert(&key.id, key);
        }
        for repository in self.store.repositories().await? {
            let Some(ids) = wanted.get(repository.name()) else {
                continue;
            };
            let snapshot = repository.snapshot().await?;
            let rows = rows_named(&snapshot, ids).await?;
            for entry in snapshot.entries(&rows).await? {
                if let Some(key) = ids.get(entry.id.as_str()) {
                    found.entry(key).or_default().push(entry);
                }
            }
        }
        let look_up = |target: &Target| {
            let entries = found.get(&target.key)?;
            // Of several with the id, the one that is meant.
            let meant = entries.iter().find(|entry| target.admits(entry));
            meant.or_else(|| entries.first()).cloned()
        };
        Ok(targets.iter().map(look_up).collect())
    }

    /// Every entry that a filter admits, as targets, in the order of [`Lore::list`].
    pub async fn targets(&self, filter: &Filter, sort: Sort) -> Result<Vec<Target>> {
        let mut all = Vec::new();
        for snapshot in self.snapshots(filter).await? {
            let name = snapshot.clone();
            let mut batches = snapshot
                .look_through(filter, move |row| {
                    let instant = row.instant();
                    Some((
                        Ranked {
                            row: row.row,
                            instant,
                        },
                        target(&name, &row),
                    ))
                })
                .await?;
            let from = all.len();
            while let Some((_, rows)) = batches.try_next().await? {
                all.extend(rows);
            }
            all[from..].sort_unstable_by(|(one, target), (other, other_target)| {
                one.compare(other, sort)
                    .then_with(|| target.key.id.cmp(&other_target.key.id))
                    .then_with(|| one.row.cmp(&other.row))
            });
        }
        // Stable, so that entries of one moment follow the order of the repositories.
        all.sort_by(|(one, _), (other, _)| one.compare(other, sort));
        Ok(all.into_iter().map(|(_, target)| target).collect())
    }

    /// Every entry that a search ranks, not only its first hits, as targets, the best first: those
    /// that [`crate::domain::search::SearchAnswer::total`] counts for the same request.
    pub async fn matches(&self, request: &SearchRequest) -> Result<Vec<Target>> {
        let tables = self.tables(&request.filter).await?;
        Box::pin(search::matches(
            &self.searcher,
            tables,
            &self.embedder,
            request,
        ))
        .await
    }
}

/// A row as a target, to be changed only if it still says the same.
pub(super) fn target(snapshot: &Snapshot, row: &RowTexts<'_>) -> Target {
    Target {
        key: EntryKey {
            repository: snapshot.repository.to_string(),
            id: row.get(Column::Id).to_owned(),
        },
        guard: Guard::Content(row.content()),
    }
}

/// The rows with these ids, of whatever type.
async fn rows_named(snapshot: &Snapshot, ids: &HashMap<&str, &EntryKey>) -> Result<Vec<RowId>> {
    let system = Filter {
        kinds: vec![kind::SYSTEM.to_owned()],
        ..Filter::default()
    };
    let mut rows = Vec::new();
    for filter in [Filter::default(), system] {
        snapshot
            .visit(&filter, &[Column::Id], |row, values| {
                rows.extend(ids.contains_key(values[0]).then_some(row));
            })
            .await?;
    }
    Ok(rows)
}
