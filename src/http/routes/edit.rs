//! `PATCH /{id}`: new values for an entry.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{entry::Place, store::metadata};
use crate::{
    domain::change,
    http::{
        app::Work,
        body::Body,
        failure::{FailureBody, Result},
        params::{IfMatch, Params, Segment},
        shapes::Edited,
    },
    service::Lore,
};

/// New values of an entry's fields; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(in crate::http) struct Edit {
    /// What is written down; it gets a new vector
    #[schema(min_length = 1, pattern = r"\S")]
    text: Option<String>,
    /// The type
    #[serde(rename = "type")]
    #[schema(min_length = 1)]
    kind: Option<String>,
    /// The project
    project_id: Option<String>,
    /// The session of the agent
    session_id: Option<String>,
    /// The agent
    agent: Option<String>,
    /// All of the metadata
    metadata: Option<Map<String, Value>>,
}

impl From<Edit> for change::Edit {
    fn from(edit: Edit) -> Self {
        Self {
            text: edit.text,
            kind: edit.kind,
            project_id: edit.project_id,
            session_id: edit.session_id,
            agent: edit.agent,
            metadata: edit.metadata.map(metadata),
        }
    }
}

/// Edits an entry
///
/// An entry that is like that already stays as it is.
#[utoipa::path(
    patch, path = "/api/knowledge/{id}",
    params(
        ("id" = String, Path, description = "Id of the entry"),
        ("If-Match" = Option<String>, Header, description = "The revision it must be at", pattern = r#"^([0-9a-z]+|"[0-9a-z]+"|\*)$"#),
        Place,
    ),
    request_body = Edit,
    responses(
        (status = 200, description = "The entry as it is now", body = Edited),
        (status = 404, description = "There is none", body = FailureBody),
        (status = 409, description = "It was changed since", body = FailureBody),
    )
)]
pub(in crate::http) async fn edit_entry(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Segment(id): Segment,
    Params(place): Params<Place>,
    IfMatch(revision): IfMatch,
    Body(edit): Body<Edit>,
) -> Result<Json<Edited>> {
    let name = place.name(id, revision);
    let edit = change::Edit::from(edit);
    let edited = work
        .carry_out(async move { Box::pin(lore.edit_by_id(&name, &edit)).await })
        .await?;
    Ok(Json(Edited::from(&edited)))
}
