//! Cleanup by age: a plan, and carrying it out.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{Cancel, Error, Lore, Result, changing::Report, targets::target};
use crate::{
    clock,
    domain::{
        change::{Action, Guard, Outcome, Target},
        cleanup::{
            Plan, Planned, Policy, Retention, Spared, excerpt,
            gathering::{Gathering, Row},
            is_pinned, is_spared,
        },
        count::counted,
        entry::EntryKey,
        filter::Filter,
        time,
    },
    store::{Column, RowTexts, Snapshot},
};

/// Entries that are named when a plan is refused.
const NAMED: usize = 3;

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
            made: clock::now(),
            rule: rule.to_owned(),
            spared: choice.spared,
            entries: entries.collect(),
        })
    }

    /// What a retention policy of that name would take now. Touches nothing.
    pub async fn plan_retention(&self, retention: &Retention, name: &str) -> Result<Plan> {
        let stats = self.stats(&retention.filter()).await?;
        let kinds: Vec<String> = stats.by_kind.into_iter().map(|count| count.name).collect();
        let rule = retention.words(name);
        let now = clock::now();
        let policies = retention.policies(&kinds, now);
        let policies = policies.map_err(|error| Error::Invalid(error.to_string()))?;
        let mut plan = Plan {
            made: now,
            rule: rule.clone(),
            spared: Spared::default(),
            entries: Vec::new(),
        };
        for policy in policies {
            plan.join(self.plan_cleanup(&policy, &rule).await?);
        }
        Ok(plan)
    }

    /// Refuses a plan of which an entry has changed, become pinned or vanished since. Touches
    /// nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`], naming the first of them.
    pub async fn check_plan(&self, plan: &Plan) -> Result<()> {
        let mut planned: HashMap<String, HashMap<String, String>> = HashMap::new();
        for Target { key, guard } in plan.entries.iter().map(|planned| &planned.target) {
            let content = match guard {
                Guard::Content(content) => content.clone(),
                Guard::Any | Guard::Revision(_) => String::new(),
            };
            let ids = planned.entry(key.repository.clone()).or_default();
            ids.insert(key.id.clone(), content);
        }
        let filter = Filter {
            repositories: planned.keys().cloned().collect(),
            ..Filter::default()
        };
        if planned.is_empty() {
            return Ok(());
        }
        for snapshot in self.snapshots(&filter).await? {
            let Some(ids) = planned.get_mut(&*snapshot.repository) else {
                continue;
            };
            let expected = Arc::new(ids.clone());
            let mut batches = snapshot
                .look_through(&filter, move |row| {
                    let id = row.get(Column::Id);
                    let stands = expected.get(id)? == &row.content() && may_go(&row);
                    stands.then(|| id.to_owned())
                })
                .await?;
            while let Some((_, standing)) = batches.try_next().await? {
                for id in standing {
                    ids.remove(&id);
                }
            }
        }
        let stands = |key: &EntryKey| {
            let stale = planned.get(&key.repository);
            stale.is_none_or(|ids| !ids.contains_key(&key.id))
        };
        let keys = plan.entries.iter().map(|planned| &planned.target.key);
        let stale: Vec<&EntryKey> = keys.filter(|key| !stands(key)).collect();
        if stale.is_empty() {
            return Ok(());
        }
        let mut names: Vec<&str> = stale
            .iter()
            .take(NAMED)
            .map(|key| key.id.as_str())
            .collect();
        if stale.len() > NAMED {
            names.push("...");
        }
        Err(Error::Conflict(format!(
            "{} of the plan changed or vanished since it was made ({}): nothing was touched, make the plan anew",
            counted(stale.len(), "entry", "entries"),
            names.join(", ")
        )))
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
        self.check_plan(plan).await?;
        if plan.entries.is_empty() {
            return Ok(Outcome::default());
        }
        let targets = plan.targets();
        self.delete(&targets, Action::Cleanup, &plan.rule, cancel, progress)
            .await
    }
}

/// Whether a cleanup may take a row at all: a plan may come from a file, and say anything.
fn may_go(row: &RowTexts<'_>) -> bool {
    let pinned = is_pinned(row.get(Column::Metadata));
    !is_spared(row.get(Column::Kind), row.instant(), pinned)
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
