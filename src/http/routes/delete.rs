//! `DELETE /{id}`: an entry to the trash.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::entry::{Place, one};
use crate::{
    domain::change::Action,
    http::{
        app::Work,
        failure::{Failure, FailureBody, Result},
        params::{Params, Segment},
    },
    service::{Cancel, Lore},
};

/// An entry that went to the trash.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Deleted {
    success: bool,
    id: String,
    repository: String,
    /// The change, which `lore undo` takes back.
    change: Option<String>,
}

/// Moves an entry to the trash
#[utoipa::path(
    delete, path = "/api/knowledge/{id}",
    params(("id" = String, Path, description = "Id of the entry"), Place),
    responses(
        (status = 200, description = "It is in the trash", body = Deleted),
        (status = 404, description = "There is none", body = FailureBody),
        (status = 409, description = "Several repositories have it, or it was changed meanwhile", body = FailureBody),
    )
)]
pub(in crate::http) async fn delete_entry(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Segment(id): Segment,
    Params(place): Params<Place>,
) -> Result<Json<Deleted>> {
    let entry = one(&lore, &id, place.repository.as_deref()).await?;
    let target = entry.target();
    let outcome = work
        .carry_out(async move {
            let targets = [target];
            let cancel = Cancel::default();
            lore.delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
                .await
        })
        .await?;
    if let Some(refused) = outcome.refused.first() {
        return Err(Failure::conflict(format!(
            "{} was left alone: {}",
            refused.key.id.escape_debug(),
            refused.why.reason()
        )));
    }
    Ok(Json(Deleted {
        success: true,
        id: entry.id,
        repository: entry.repository,
        change: outcome.change.map(|change| change.0),
    }))
}
