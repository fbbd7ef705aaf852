//! Cleanup by age: a plan, and carrying it out.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{Cancel, Error, Lore, Result, changing::Report, search};
use crate::{
    domain::{
        change::{Guard, Outcome, Target},
        cleanup::{
            Plan, Planned, Policy, excerpt,
            gathering::{Gathering, Row},
            is_pinned,
        },
        entry::{Entry, EntryKey},
        filter::Filter,
        kind,
        search::{SearchRequest, Sort},
        time,
    },
    store::{Column, Ranked, RowId, RowTexts, Snapshot},
};

pub use crate::domain::cleanup::{Aged, Ages};

impl Lore {
    /// What a cleanup over these entries would choose from.
    pub async fn ages(&self, filter: &Filter) -> Result<Ages> {
        let columns = [
            Column::Id,
            Column::Kind,
            Column::Agent,
            Column::Project,
            Column::Timestamp,
            Column::Metadata,
        ];
        let mut gathering = Gathering::default();
        for snapshot in self.snapshots(filter).await? {
            snapshot
                .visit(filter, &columns, |_, values| {
                    let [id, kind, agent, project, timestamp, metadata] = values else {
                        return;
                    };
                    let row = Row {
                        repository: &snapshot.repository,
                        id,
                        at: time::parse_timestamp(timestamp),
                        kind,
                        agent,
                        project,
                        pinned: is_pinned(metadata),
                    };
                    gathering.add(&row, ());
                })
                .await?;
        }
        Ok(gathering.finish().0)
    }

    /// What a policy would take now. Touches nothing.
    pub async fn plan_cleanup(&self, policy: &Policy, rule: &str) -> Result<Plan> {
        let mut gathering = Gathering::default();
        for snapshot in self.snapshots(&policy.filter).await? {
            let of = (snapshot.clone(), policy.clone());
            let mut batches = snapshot
                .look_through(&policy.filter, move |row| {
                    Some(Candidate::new(&of.0, &row, &of.1))
                })
                .await?;
            while let Some((_, candidates)) = batches.try_next().await? {
                for candidate in candidates {
                    candidate.gather(&snapshot.repository, &mut gathering);
                }
            }
        }
        let (ages, mut planned) = gathering.finish();
        let choice = ages.choose(policy);
        let entries = choice.entries.iter().filter_map(|at| planned[*at].take());
        Ok(Plan {
            made: Utc::now(),
            rule: rule.to_owned(),
            spared: choice.spared,
            entries: entries.collect(),
        })
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

/// A row that a policy looks at, out of its batch.
struct Candidate {
    id: String,
    at: Option<DateTime<Utc>>,
    kind: String,
    agent: String,
    project: String,
    pinned: bool,
    /// What a plan tells of it, if it may come into one.
    planned: Option<Planned>,
}

impl Candidate {
    fn new(snapshot: &Snapshot, row: &RowTexts<'_>, policy: &Policy) -> Self {
        let text = |column| row.get(column).to_owned();
        let (at, kind) = (row.instant(), row.get(Column::Kind));
        let pinned = is_pinned(row.get(Column::Metadata));
        let may_go = !pinned && policy.is_due(kind, at);
        Self {
            id: text(Column::Id),
            at,
            kind: kind.to_owned(),
            agent: text(Column::Agent),
            project: text(Column::Project),
            pinned,
            planned: may_go.then(|| Planned {
                target: target(snapshot, row),
                kind: kind.to_owned(),
                project_id: text(Column::Project),
                agent: text(Column::Agent),
                timestamp: text(Column::Timestamp),
                excerpt: excerpt(row.get(Column::Text)),
            }),
        }
    }

    fn gather(self, repository: &str, gathering: &mut Gathering<Option<Planned>>) {
        let row = Row {
            repository,
            id: &self.id,
            at: self.at,
            kind: &self.kind,
            agent: &self.agent,
            project: &self.project,
            pinned: self.pinned,
        };
        gathering.add(&row, self.planned);
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

impl Lore {
    /// TEMP
    pub async fn save_plan(&self, plan: &Plan, path: &std::path::Path) -> Result<()> {
        let _ = (plan, path);
        Err(Error::Invalid("not built".to_owned()))
    }
}
