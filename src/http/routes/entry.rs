//! `GET /{id}`: one entry.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    http::{
        failure::{FailureBody, Result},
        params::{Params, Segment},
        shapes::Entry,
    },
    service::{ById, Lore},
};

/// Where an entry is, should several repositories have its id.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Place {
    /// The repository that has it
    pub repository: Option<String>,
}

impl Place {
    /// The entry with this id in this place.
    pub fn name(self, id: String, revision: Option<String>) -> ById {
        ById {
            id,
            repository: self.repository.filter(|name| !name.is_empty()),
            revision,
        }
    }
}

/// One entry
#[utoipa::path(
    get, path = "/api/knowledge/{id}",
    params(("id" = String, Path, description = "Id of the entry"), Place),
    responses(
        (status = 200, description = "The entry", body = Entry),
        (status = 404, description = "There is none", body = FailureBody),
    )
)]
pub(in crate::http) async fn get_entry(
    State(lore): State<Lore>,
    Segment(id): Segment,
    Params(place): Params<Place>,
) -> Result<Json<Entry>> {
    let entry = lore.entry(&place.name(id, None)).await?;
    Ok(Json(Entry::from(&entry)))
}
