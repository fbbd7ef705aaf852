//! `POST /{id}/restore`: an entry back from the trash.

use axum::{Json, extract::State};

use super::{delete::Moved, entry::Place};
use crate::{
    http::{
        app::Work,
        failure::{FailureBody, Result},
        params::{Params, Segment},
    },
    service::Lore,
};

/// Brings an entry back from the trash
///
/// It comes back as it was when it was last deleted.
#[utoipa::path(
    post, path = "/api/knowledge/{id}/restore",
    params(("id" = String, Path, description = "Id of the entry"), Place),
    responses(
        (status = 200, description = "It is back", body = Moved),
        (status = 404, description = "It is not in the trash", body = FailureBody),
        (status = 409, description = "An entry has its id again", body = FailureBody),
    )
)]
pub(in crate::http) async fn restore_entry(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Segment(id): Segment,
    Params(place): Params<Place>,
) -> Result<Json<Moved>> {
    let name = place.name(id, None);
    let moved = work
        .carry_out(async move { lore.restore_by_id(&name).await })
        .await?;
    Ok(Json(Moved::from(moved)))
}
