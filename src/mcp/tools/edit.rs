//! `edit_knowledge`: new values for one entry.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Effect, Failure, Tool, Work};
use crate::{
    domain::change,
    mcp::{arguments::Metadata, schema},
    service::{ById, Lore},
};

/// What is to become of which entry. What is left away stays as it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Edit {
    /// The entry's id.
    id: String,
    /// Its repository; needed only where several have the id.
    repository: Option<String>,
    /// The revision that you read: if somebody changed the entry since, nothing is done.
    revision: Option<String>,
    /// The new text, whole.
    text: Option<String>,
    /// The new type.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The new project.
    project_id: Option<String>,
    /// The new session.
    session_id: Option<String>,
    /// The new agent.
    agent: Option<String>,
    /// The new metadata, whole.
    metadata: Option<Metadata>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Edited {
    /// Whether anything changed; not when the entry was like that already.
    changed: bool,
    /// What people take the change back by, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<String>,
    /// The entry as it stands now.
    #[schemars(schema_with = "schema::entry")]
    entry: Value,
    /// What kinds of credentials it holds. When there are any, edit it again and take them out.
    credentials: Vec<String>,
}

impl Tool for Edit {
    const NAME: &'static str = "edit_knowledge";
    const TITLE: &'static str = "Edit an entry";
    const DESCRIPTION: &'static str = "Gives one entry new values, such as a text that is true again. Give the revision that you read, so that nobody's change gets lost. The change can be taken back.";
    const EFFECT: Effect = Effect::Changes;
    type Answer = Edited;

    async fn call(self, lore: Lore, _: Work) -> Result<Edited, Failure> {
        let name = ById {
            id: self.id,
            repository: self.repository,
            revision: self.revision,
        };
        let edit = change::Edit {
            text: self.text,
            kind: self.kind,
            project_id: self.project_id,
            session_id: self.session_id,
            agent: self.agent,
            metadata: self.metadata.map(|metadata| metadata.to_text()),
        };
        let edited = lore.edit_by_id(&name, &edit).await?;
        Ok(Edited {
            changed: edited.change.is_some(),
            change: edited.change.map(|change| change.0),
            entry: edited.entry.to_json(),
            credentials: edited.credentials.into_iter().map(str::to_owned).collect(),
        })
    }
}
