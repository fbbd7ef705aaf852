//! `POST /query` and `GET /project/{project_id}`: entries by age.

use std::time::Instant;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    clock,
    domain::search::Sort,
    http::{
        body::Body,
        failure::{Failure, FailureBody, Result},
        fields,
        filters::{self, Filters},
        params::{Params, Segment},
        shapes::Entry,
        tally::Tally,
    },
    service::{Listing, Lore},
};

/// Entries of an answer when nobody says how many.
const USUAL: u32 = 100;

/// Which entries, in which order.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct Query {
    /// At most so many entries; 100 when nobody says how many
    #[schema(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// So many entries are passed over
    #[schema(minimum = 0, maximum = 4_294_967_295_u32)]
    offset: Option<u32>,
    order_by: Option<Order>,
    #[serde(flatten, deserialize_with = "Filters::rest")]
    filters: Filters,
}

/// The order of entries. Undated ones come last.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub(in crate::http) enum Order {
    /// The newest first; the usual order
    #[default]
    #[serde(
        rename = "timestamp DESC",
        alias = "timestamp desc",
        alias = "timestamp"
    )]
    Newest,
    /// The oldest first
    #[serde(rename = "timestamp ASC", alias = "timestamp asc")]
    Oldest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
        }
    }
}

/// A part of a list of entries.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Page {
    results: Vec<Entry>,
    #[serde(flatten)]
    tally: Tally,
}

/// Lists entries by age
#[utoipa::path(
    post, path = "/api/knowledge/query",
    request_body = Query,
    responses(
        (status = 200, description = "The entries", body = Page),
        (status = 404, description = "There is no such repository", body = FailureBody),
    )
)]
pub(in crate::http) async fn query(
    State(lore): State<Lore>,
    Body(query): Body<Query>,
) -> Result<Json<Page>> {
    let begun = Instant::now();
    let filter = query.filters.to_filter(clock::now())?;
    let limit = filters::limit(query.limit, USUAL)?;
    let offset = query.offset.unwrap_or_default() as usize;
    let notes = lore.notes_on(&filter).await?;
    let sort = query.order_by.unwrap_or_default().into();
    let listing = lore.list(&filter, sort).await?;
    Ok(Json(Page {
        results: page(&listing, offset, limit).await?,
        tally: Tally::new(listing.total(), begun, notes),
    }))
}

/// Which entries of a project.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct ProjectParams {
    /// At most so many entries; 100 when nobody says how many
    #[serde(default, deserialize_with = "fields::number")]
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// So many entries are passed over
    #[serde(default, deserialize_with = "fields::number")]
    #[param(minimum = 0, maximum = 4_294_967_295_u32)]
    offset: Option<u32>,
    #[param(inline)]
    order_by: Option<Order>,
    #[serde(flatten, deserialize_with = "Filters::rest")]
    #[param(ignore)]
    filters: Filters,
}

/// Entries of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Project {
    /// The newest first, unless another order is asked for
    items: Vec<Entry>,
    /// How many items there are here
    count: usize,
    /// How many entries there are in all
    total: usize,
    /// What else there is to know; left out when there is nothing
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    notes: Vec<String>,
}

/// Lists the entries of a project by age
#[utoipa::path(
    get, path = "/api/knowledge/project/{project_id}",
    params(("project_id" = String, Path, description = "Name of the project"), ProjectParams, Filters),
    responses(
        (status = 200, description = "The entries", body = Project),
        (status = 404, description = "There is no such repository", body = FailureBody),
    )
)]
pub(in crate::http) async fn project(
    State(lore): State<Lore>,
    Segment(project): Segment,
    Params(params): Params<ProjectParams>,
) -> Result<Json<Project>> {
    let limit = filters::limit(params.limit, USUAL)?;
    let offset = params.offset.unwrap_or_default() as usize;
    let mut filter = params.filters.to_filter(clock::now())?;
    if !filter.projects.is_empty() {
        let message = "the path names the project; leave the field `project_id` away, or list several with POST /api/knowledge/query";
        return Err(Failure::invalid(message));
    }
    filter.projects.push(project);
    let notes = lore.notes_on(&filter).await?;
    let sort = params.order_by.unwrap_or_default().into();
    let listing = lore.list(&filter, sort).await?;
    let items = page(&listing, offset, limit).await?;
    Ok(Json(Project {
        count: items.len(),
        items,
        total: listing.total(),
        notes,
    }))
}

async fn page(listing: &Listing, offset: usize, limit: usize) -> Result<Vec<Entry>> {
    let entries = listing.page(offset, limit).await?;
    Ok(entries.iter().map(Entry::from).collect())
}
