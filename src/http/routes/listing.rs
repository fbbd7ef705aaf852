//! `POST /query` and `GET /project/{project_id}`: entries by age.

use std::time::Instant;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::search::milliseconds;
use crate::{
    clock,
    domain::{filter::Filter, search::Sort},
    http::{
        body::Body,
        failure::{FailureBody, Result},
        filters::{self, Filters},
        params::{Params, Segment},
        shapes::Entry,
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
    /// How many entries there are in all
    total: usize,
    query_time_ms: u64,
    /// What else there is to know; left out when there is nothing
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    notes: Vec<String>,
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
    let notes = lore.unknown_projects(&filter).await?;
    let sort = query.order_by.unwrap_or_default().into();
    let listing = lore.list(&filter, sort).await?;
    Ok(Json(Page {
        results: page(&listing, offset, limit).await?,
        total: listing.total(),
        query_time_ms: milliseconds(begun),
        notes,
    }))
}

/// Which entries of a project.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct ProjectParams {
    /// Only this type
    #[serde(rename = "type")]
    kind: Option<String>,
    /// At most so many entries; 100 when nobody says how many
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// So many entries are passed over
    #[param(minimum = 0, maximum = 4_294_967_295_u32)]
    offset: Option<u32>,
}

/// Entries of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Project {
    /// The newest first
    items: Vec<Entry>,
    /// How many items there are here
    count: usize,
    /// How many entries there are in all
    total: usize,
}

/// Lists the entries of a project, the newest first
#[utoipa::path(
    get, path = "/api/knowledge/project/{project_id}",
    params(("project_id" = String, Path, description = "Name of the project"), ProjectParams),
    responses((status = 200, description = "The entries", body = Project))
)]
pub(in crate::http) async fn project(
    State(lore): State<Lore>,
    Segment(project): Segment,
    Params(params): Params<ProjectParams>,
) -> Result<Json<Project>> {
    let limit = filters::limit(params.limit, USUAL)?;
    let offset = params.offset.unwrap_or_default() as usize;
    let filter = Filter {
        projects: vec![project],
        kinds: params
            .kind
            .filter(|kind| !kind.is_empty())
            .into_iter()
            .collect(),
        ..Filter::default()
    };
    let listing = lore.list(&filter, Sort::Newest).await?;
    let items = page(&listing, offset, limit).await?;
    Ok(Json(Project {
        count: items.len(),
        items,
        total: listing.total(),
    }))
}

async fn page(listing: &Listing, offset: usize, limit: usize) -> Result<Vec<Entry>> {
    let entries = listing.page(offset, limit).await?;
    Ok(entries.iter().map(Entry::from).collect())
}
