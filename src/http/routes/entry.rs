//! `GET /{id}`: one entry.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use crate::{
    domain::entry,
    http::{
        failure::{Failure, FailureBody, Result},
        params::{Params, Segment},
        shapes::Entry,
    },
    service::Lore,
};

/// Where an entry is, should several repositories have its id.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Place {
    /// The repository that has it
    pub repository: Option<String>,
}

/// One entry
#[utoipa::path(
    get, path = "/api/knowledge/{id}",
    params(("id" = String, Path, description = "Id of the entry"), Place),
    responses(
        (status = 200, description = "The entry", body = Entry),
        (status = 404, description = "There is none", body = FailureBody),
        (status = 409, description = "Several repositories have it", body = FailureBody),
    )
)]
pub(in crate::http) async fn get_entry(
    State(lore): State<Lore>,
    Segment(id): Segment,
    Params(place): Params<Place>,
) -> Result<Json<Entry>> {
    let entry = one(&lore, &id, place.repository.as_deref()).await?;
    Ok(Json(Entry::from(&entry)))
}

/// The entry with this id, wherever it is, or in one repository.
///
/// # Errors
/// When there is none, or several have it and none is named.
pub(in crate::http) async fn one(
    lore: &Lore,
    id: &str,
    repository: Option<&str>,
) -> Result<entry::Entry> {
    let mut found = lore.find(id).await?;
    found.retain(|entry| repository.is_none_or(|name| entry.repository == name));
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => Err(Failure::not_found(format!(
            "no entry `{}`; POST /api/knowledge/search finds entries",
            id.escape_debug()
        ))),
        _ => {
            let names = found.into_iter().map(|entry| Value::from(entry.repository));
            let message =
                "several repositories have an entry with this id; name one with ?repository=NAME";
            Err(Failure::conflict(message).with("repositories", names.collect::<Vec<_>>()))
        }
    }
}
