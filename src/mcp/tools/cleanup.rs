//! `cleanup_knowledge`: what is old goes to the trash, after a look at it.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Effect, Failure, Tool, Work,
    counts::Counts,
    delete::{Refused, refused},
};
use crate::{
    clock,
    domain::{
        change::Outcome,
        cleanup::{Plan, Planned, Policy, exceptions},
        stats::Occurrences,
    },
    mcp::{
        arguments::Texts,
        set::{SetArguments, moment},
    },
    service::Lore,
};

/// So many entries of a plan are shown.
const SHOWN: usize = 20;

/// What is too old.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Cleanup {
    /// Take what is older: an age such as `90d`, `6w` or `2y`, or a day such as `2026-01-31`.
    older_than: String,
    /// So many of the newest entries of each project stay, however old.
    keep_newest: Option<u64>,
    /// Entries of these types stay.
    #[serde(default)]
    protect: Texts,
    /// Do it. Without this, nothing is changed, and the answer tells what would go.
    apply: Option<bool>,
    #[serde(flatten)]
    set: SetArguments,
}

/// What would go, or went.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Cleaned {
    /// Whether it was done. If not, nothing has changed.
    applied: bool,
    /// The rule in words.
    rule: String,
    /// How many entries the rule takes.
    total: usize,
    #[serde(flatten)]
    counts: Counts,
    /// How many are old enough and stay all the same.
    spared: Spared,
    /// The oldest of them, at most 20.
    oldest: Vec<Row>,
    /// How many entries are in the trash now.
    deleted: usize,
    /// The entries that were left alone, and why.
    refused: Vec<Refused>,
    /// What people take the change back by, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<String>,
}

/// How many stay, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Spared {
    /// Marked as pinned in their metadata.
    pinned: usize,
    /// Of protected types.
    protected: usize,
    /// Among the newest of their project.
    newest: usize,
}

/// An entry of the plan.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Row {
    /// Its id.
    id: String,
    /// Its repository.
    repository: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// Its project.
    project_id: String,
    /// When it was stored.
    timestamp: String,
    /// Its first words.
    excerpt: String,
}

impl Cleanup {
    /// The rule, and the same in words for the journal.
    fn policy(&self) -> Result<(Policy, String), Failure> {
        let now = clock::now();
        let before = moment("older_than", Some(&self.older_than), now)?.unwrap_or(now);
        let keep_newest = self.keep_newest.unwrap_or_default();
        let policy = Policy {
            before,
            filter: self.set.to_filter(now)?,
            keep_newest: usize::try_from(keep_newest).unwrap_or(usize::MAX),
            protected_types: self.protect.0.clone(),
        };
        let mut words = vec![format!("older than {}", self.older_than)];
        words.extend(self.set.in_words());
        words.extend(exceptions(policy.keep_newest, &policy.protected_types));
        Ok((policy, words.join(", ")))
    }
}

impl Tool for Cleanup {
    const NAME: &'static str = "cleanup_knowledge";
    const TITLE: &'static str = "Clean up old entries";
    const DESCRIPTION: &'static str = "Moves entries older than an age to the trash. Without `apply` it only tells what would go: show that to the user, and apply it when they agree. Pinned entries never go.";
    const EFFECT: Effect = Effect::Changes;
    type Answer = Cleaned;

    async fn call(self, lore: Lore, work: Work) -> Result<Cleaned, Failure> {
        let (policy, rule) = self.policy()?;
        lore.check_scope(&policy.filter).await?;
        let report = &mut work.report();
        if self.apply != Some(true) {
            let plan = lore.plan_cleanup_reporting(&policy, &rule, report).await?;
            return Ok(cleaned(false, &plan, Outcome::default()));
        }
        // Progress must not go back, so only the longer part is told.
        let plan = lore.plan_cleanup(&policy, &rule).await?;
        let outcome = lore.apply_cleanup(&plan, &work.cancel, report).await?;
        Ok(cleaned(true, &plan, outcome))
    }
}

fn cleaned(applied: bool, plan: &Plan, outcome: Outcome) -> Cleaned {
    let count = |value: fn(&Planned) -> &String| {
        let values = plan.entries.iter().map(|planned| value(planned).as_str());
        values.collect::<Occurrences>().sorted()
    };
    Cleaned {
        applied,
        rule: plan.rule.clone(),
        total: plan.entries.len(),
        counts: Counts::new(
            &count(|planned| &planned.kind),
            &count(|planned| &planned.agent),
            &count(|planned| &planned.project_id),
        ),
        spared: Spared {
            pinned: plan.spared.pinned,
            protected: plan.spared.protected,
            newest: plan.spared.newest,
        },
        oldest: plan.entries.iter().take(SHOWN).map(row).collect(),
        deleted: outcome.changed.len(),
        refused: refused(&outcome),
        change: outcome.change.map(|change| change.0),
    }
}

fn row(planned: &Planned) -> Row {
    Row {
        id: planned.target.key.id.clone(),
        repository: planned.target.key.repository.clone(),
        kind: planned.kind.clone(),
        project_id: planned.project_id.clone(),
        timestamp: planned.timestamp.clone(),
        excerpt: planned.excerpt.clone(),
    }
}
