//! `delete_knowledge`: entries to the trash.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Effect, Failure, Tool, Work};
use crate::{
    domain::{
        change::{Action, Outcome},
        count::counted,
    },
    mcp::arguments::Texts,
    service::{ById, Lore},
};

/// So many entries go at once.
const MOST: usize = 100;

/// Which entries.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Delete {
    /// Their ids, at most 100. When one of them is not there, none is deleted.
    ids: Texts,
    /// Their repository; needed only where several have an id.
    repository: Option<String>,
    /// The revisions that you read, one for each id in the same order: if somebody changed one of the entries
    /// since, none is deleted.
    #[serde(default)]
    revisions: Texts,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[expect(clippy::struct_field_names, reason = "they are the names in JSON")]
pub struct Deleted {
    /// What people take the change back by.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<String>,
    /// The entries that are in the trash now.
    deleted: Vec<Name>,
    /// The entries that were left alone, and why.
    refused: Vec<Refused>,
}

/// Names an entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Name {
    /// Its id.
    id: String,
    /// Its repository.
    repository: String,
}

/// An entry that was left alone.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Refused {
    /// Its id.
    id: String,
    /// Its repository.
    repository: String,
    /// Why.
    reason: String,
}

impl Delete {
    /// The entries, each once.
    fn names(self) -> Result<Vec<ById>, Failure> {
        let (ids, revisions) = (self.ids.0, self.revisions.0);
        if !revisions.is_empty() && revisions.len() != ids.len() {
            return Err(Failure::invalid(format!(
                "`revisions` has {} for {}: give one for each id in the same order, or none",
                counted(revisions.len(), "revision", "revisions"),
                counted(ids.len(), "id", "ids")
            )));
        }
        let revisions = revisions.into_iter().map(Some);
        let revisions = revisions.chain(std::iter::repeat(None));
        let mut named: Vec<(String, Option<String>)> = ids.into_iter().zip(revisions).collect();
        named.sort_unstable();
        named.dedup();
        if !(1..=MOST).contains(&named.len()) {
            let given = named.len();
            return Err(Failure::invalid(format!(
                "`ids` names {given} entries: it can name 1 to {MOST}"
            )));
        }
        let named = named.into_iter().map(|(id, revision)| ById {
            id,
            repository: self.repository.clone(),
            revision,
        });
        Ok(named.collect())
    }
}

/// The entries that a change left alone.
pub fn refused(outcome: &Outcome) -> Vec<Refused> {
    let refused = outcome.refused.iter().map(|one| Refused {
        id: one.key.id.clone(),
        repository: one.key.repository.clone(),
        reason: one.why.reason().to_owned(),
    });
    refused.collect()
}

impl Tool for Delete {
    const NAME: &'static str = "delete_knowledge";
    const TITLE: &'static str = "Delete entries";
    const DESCRIPTION: &'static str = "Moves entries to the trash, from which people can bring them back. For one that is only out of date, edit_knowledge is better.";
    const EFFECT: Effect = Effect::Changes;
    type Answer = Deleted;

    async fn call(self, lore: Lore, work: Work) -> Result<Deleted, Failure> {
        let mut targets = Vec::new();
        for name in self.names()? {
            targets.push(lore.entry(&name).await?.target());
        }
        let report = &mut work.report();
        let outcome = lore
            .delete(&targets, Action::Delete, "", &work.cancel, report)
            .await?;
        let deleted = outcome.changed.iter().map(|changed| Name {
            id: changed.key.id.clone(),
            repository: changed.key.repository.clone(),
        });
        Ok(Deleted {
            deleted: deleted.collect(),
            refused: refused(&outcome),
            change: outcome.change.map(|change| change.0),
        })
    }
}
