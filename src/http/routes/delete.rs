//! `DELETE /{id}`: an entry to the trash.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::entry::Place;
use crate::{
    http::{
        app::Work,
        failure::{FailureBody, Result},
        params::{IfMatch, Params, Segment},
    },
    service::{self, Lore},
};

/// An entry that went to the trash, or came back.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Moved {
    success: bool,
    id: String,
    repository: String,
    /// The revision that it has, or had last
    revision: String,
    /// The change, which `lore undo` takes back
    change: Option<String>,
}

impl From<service::Moved> for Moved {
    fn from(moved: service::Moved) -> Self {
        Self {
            success: true,
            id: moved.entry.key.id,
            repository: moved.entry.key.repository,
            revision: moved.entry.revision,
            change: moved.change.map(|change| change.0),
        }
    }
}

/// Moves an entry to the trash
#[utoipa::path(
    delete, path = "/api/knowledge/{id}",
    params(
        ("id" = String, Path, description = "Id of the entry"),
        ("If-Match" = Option<String>, Header, description = "The revision it must be at", pattern = r#"^([0-9a-z]+|"[0-9a-z]+"|\*)$"#),
        Place,
    ),
    responses(
        (status = 200, description = "It is in the trash", body = Moved),
        (status = 404, description = "There is none", body = FailureBody),
        (status = 409, description = "It was changed since", body = FailureBody),
    )
)]
pub(in crate::http) async fn delete_entry(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Segment(id): Segment,
    Params(place): Params<Place>,
    IfMatch(revision): IfMatch,
) -> Result<Json<Moved>> {
    let name = place.name(id, revision);
    let moved = work
        .carry_out(async move { lore.delete_by_id(&name).await })
        .await?;
    Ok(Json(Moved::from(moved)))
}
