//! `get_entry`: one entry, whole.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Effect, Failure, Tool, Work};
use crate::{
    mcp::schema,
    service::{ById, Lore},
};

/// Which entry.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Get {
    /// Its id.
    id: String,
    /// Its repository; needed only where several have the id.
    repository: Option<String>,
}

/// The entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Got {
    /// The entry.
    #[schemars(schema_with = "schema::entry")]
    entry: Value,
}

impl Tool for Get {
    const NAME: &'static str = "get_entry";
    const TITLE: &'static str = "Get an entry";
    const DESCRIPTION: &'static str = "Reads one entry by its id: its whole text, which searches and lists may cut, and the revision to give when you change it.";
    const EFFECT: Effect = Effect::Reads;
    type Answer = Got;

    async fn call(self, lore: Lore, _: Work) -> Result<Got, Failure> {
        let name = ById {
            id: self.id,
            repository: self.repository,
            revision: None,
        };
        let entry = lore.entry(&name).await?.to_json();
        Ok(Got { entry })
    }
}
