//! `POST /search` and `GET /search`: the best hits for a query.

use std::time::Instant;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    clock,
    domain::search::{SearchMode, SearchRequest},
    http::{
        body::Body,
        failure::{Code, Failure, FailureBody, Result},
        fields,
        filters::{self, Filters},
        params::Params,
        shapes::Hit,
        tally::Tally,
    },
    service::Lore,
};

/// Hits of an answer when nobody says how many.
const USUAL: u32 = 10;

/// What is looked for.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct Search {
    /// What to look for, in words
    #[schema(
        min_length = 1,
        max_length = 20_000,
        pattern = r"\S",
        example = "token expiry"
    )]
    query: String,
    /// At most so many hits; 10 when nobody says how many
    #[schema(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// Only hits with at least this score
    #[schema(minimum = 0.0, maximum = 1.0)]
    threshold: Option<f32>,
    mode: Option<Mode>,
    #[serde(flatten, deserialize_with = "Filters::rest")]
    filters: Filters,
}

/// What is looked for, in a query string.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct SearchParams {
    /// What to look for, in words
    #[param(min_length = 1, max_length = 20_000, pattern = r"\S")]
    q: String,
    /// At most so many hits; 10 when nobody says how many
    #[serde(default, deserialize_with = "fields::number")]
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// Only hits with at least this score
    #[serde(default, deserialize_with = "fields::number")]
    #[param(minimum = 0.0, maximum = 1.0)]
    threshold: Option<f32>,
    #[param(inline)]
    mode: Option<Mode>,
    #[serde(flatten, deserialize_with = "Filters::rest")]
    #[param(ignore)]
    filters: Filters,
}

/// How entries are found.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::http) enum Mode {
    /// By words and meaning together; the usual way
    #[default]
    Hybrid,
    /// By meaning
    Semantic,
    /// By words
    Keyword,
    /// By letters in order, as file finders do; the query has at most 256
    Fuzzy,
}

impl From<Mode> for SearchMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Hybrid => Self::Hybrid,
            Mode::Semantic => Self::Semantic,
            Mode::Keyword => Self::Keyword,
            Mode::Fuzzy => Self::Fuzzy,
        }
    }
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Found {
    /// The best first
    results: Vec<Hit>,
    /// How many results there are here
    count: usize,
    #[serde(flatten)]
    tally: Tally,
}

/// Searches by words and by meaning
#[utoipa::path(
    post, path = "/api/knowledge/search",
    request_body = Search,
    responses(
        (status = 200, description = "The best hits", body = Found),
        (status = 404, description = "There is no such repository", body = FailureBody),
    )
)]
pub(in crate::http) async fn search(
    State(lore): State<Lore>,
    Body(search): Body<Search>,
) -> Result<Json<Found>> {
    find(&lore, search).await.map(Json)
}

/// Searches by words and by meaning (the same as with a body)
#[utoipa::path(
    get, path = "/api/knowledge/search",
    params(SearchParams, Filters),
    responses(
        (status = 200, description = "The best hits", body = Found),
        (status = 404, description = "There is no such repository", body = FailureBody),
    )
)]
pub(in crate::http) async fn search_by_params(
    State(lore): State<Lore>,
    Params(params): Params<SearchParams>,
) -> Result<Json<Found>> {
    let search = Search {
        query: params.q,
        limit: params.limit,
        threshold: params.threshold,
        mode: params.mode,
        filters: params.filters,
    };
    find(&lore, search).await.map(Json)
}

async fn find(lore: &Lore, search: Search) -> Result<Found> {
    let begun = Instant::now();
    if search.query.trim().is_empty() {
        let message = "the query is empty; say what to look for, or list entries with POST /api/knowledge/query";
        return Err(Failure::new(Code::InvalidQuery, message));
    }
    let request = SearchRequest {
        words: search.query,
        typing: false,
        filter: search.filters.to_filter(clock::now())?,
        mode: search.mode.unwrap_or_default().into(),
        limit: filters::limit(search.limit, USUAL)?,
        threshold: search.threshold,
    };
    let mut notes = lore.notes_on(&request.filter).await?;
    let answer = lore.search(&request).await?;
    notes.extend(
        lore.note_on_meaning(&request, "`lore reembed` fixes that")
            .await?,
    );
    Ok(Found {
        count: answer.hits.len(),
        results: answer.hits.iter().map(Hit::from).collect(),
        tally: Tally::new(answer.total, begun, notes),
    })
}
