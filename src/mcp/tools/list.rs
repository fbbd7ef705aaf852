//! `list_knowledge`: entries by age.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Effect, Failure, Tool, Work, page::listed};
use crate::{
    clock,
    domain::{entry::Entry, search::Sort},
    mcp::{arguments::bounded, schema, set::SetArguments},
    service::Lore,
};

const LIMIT: u64 = 20;
const MOST: u64 = 200;

/// Which entries.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct List {
    /// The newest first (the default), or the oldest.
    sort: Option<Order>,
    /// At most so many entries, 1 to 200; 20 when left away.
    #[schemars(range(min = 1, max = MOST))]
    limit: Option<u64>,
    /// So many entries are passed over: give `next_offset` of the answer before to go on.
    #[schemars(range(min = 0))]
    offset: Option<u64>,
    #[serde(flatten)]
    set: SetArguments,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum Order {
    Newest,
    Oldest,
}

/// A part of the list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Listed {
    /// The entries, in order.
    #[schemars(schema_with = "schema::entries")]
    entries: Vec<Value>,
    /// How many there are in all.
    total: usize,
    /// Where the list goes on, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// What else there is to know about the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
        }
    }
}

impl Tool for List {
    const NAME: &'static str = "list_knowledge";
    const TITLE: &'static str = "List knowledge";
    const DESCRIPTION: &'static str = "Lists entries by age, restricted by project, type, agent, time or exact words. To find what an entry is about, use search_knowledge.";
    const EFFECT: Effect = Effect::Reads;
    type Answer = Listed;

    async fn call(self, lore: Lore, _: Work) -> Result<Listed, Failure> {
        let limit = bounded("limit", self.limit, LIMIT, MOST)?;
        let offset = usize::try_from(self.offset.unwrap_or_default()).unwrap_or(usize::MAX);
        let filter = self.set.to_filter(clock::now())?;
        let notes = lore.notes_on(&filter).await?;
        let sort = self.sort.map(Sort::from).unwrap_or_default();
        let listing = lore.list(&filter, sort).await?;
        let page = listing.page(offset, limit).await?;
        let total = listing.total();
        let next = offset.saturating_add(page.len());
        Ok(Listed {
            entries: page.iter().map(Entry::to_json).map(listed).collect(),
            total,
            next_offset: (next < total).then_some(next),
            notes,
        })
    }
}
