//! `store_knowledge`: one new entry.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Effect, Failure, Tool, Work};
use crate::{
    domain::entry::NewEntry,
    mcp::arguments::Metadata,
    service::{Lore, Submission},
};

/// What to remember.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Store {
    /// What to remember: one fact with its reason, understandable without this conversation.
    text: String,
    /// architecture, decision, implementation, configuration, credential, issue, pattern, general (the
    /// default), or any other.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The project it belongs to; by default that of the repository named, else `default`.
    project_id: Option<String>,
    /// The repository whose database takes it; by default the one that has the project, else a new one
    /// of its name.
    repository: Option<String>,
    /// Who you are: architect, qa, security, ...
    agent: Option<String>,
    /// Your session.
    session_id: Option<String>,
    /// Anything else, as an object.
    metadata: Option<Metadata>,
}

/// The entry that came to be.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Stored {
    /// Its id.
    id: String,
    /// Its repository.
    repository: String,
    /// Its project.
    project_id: String,
    /// When it was stored.
    timestamp: String,
    /// Its revision.
    revision: String,
    /// What kinds of credentials it holds. When there are any, edit the entry and take them out.
    credentials: Vec<String>,
}

impl Tool for Store {
    const NAME: &'static str = "store_knowledge";
    const TITLE: &'static str = "Store knowledge";
    const DESCRIPTION: &'static str = "Stores one new entry for all agents to find. Search first: when there is an entry about it already, edit that one. Never store keys, tokens or passwords.";
    const EFFECT: Effect = Effect::Adds;
    type Answer = Stored;

    async fn call(self, lore: Lore, _: Work) -> Result<Stored, Failure> {
        let metadata = self.metadata.map(|metadata| metadata.to_text());
        let entry = NewEntry {
            text: self.text,
            kind: self.kind.unwrap_or_default(),
            project_id: self.project_id.unwrap_or_default(),
            session_id: self.session_id.unwrap_or_default(),
            agent: self.agent.unwrap_or_default(),
            metadata: metadata.unwrap_or_default(),
        };
        let repository = self.repository;
        let stored = lore.submit(Submission { repository, entry }).await?;
        Ok(Stored {
            id: stored.id,
            repository: stored.repository,
            project_id: stored.project_id,
            timestamp: stored.timestamp,
            revision: stored.revision,
            credentials: stored.credentials.into_iter().map(str::to_owned).collect(),
        })
    }
}
