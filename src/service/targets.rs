//! Sets of entries as targets of changes.

use std::collections::{BTreeMap, HashMap};

use futures::TryStreamExt;

use super::{Lore, Result, search};
use crate::{
    domain::{
        change::{Guard, Target},
        entry::{Entry, EntryKey},
        filter::Filter,
        kind,
        search::{SearchRequest, Sort},
    },
    store::{Column, Ranked, RowId, RowTexts, Snapshot},
};

impl Lore {
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
            &self.models,
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
