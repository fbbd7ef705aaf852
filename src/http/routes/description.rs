//! `GET /openapi.json`: the description of the API.

use axum::{
    extract::State,
    http::{HeaderValue, header::CONTENT_TYPE},
    response::IntoResponse,
};

use crate::http::app::App;

/// This description
#[utoipa::path(
    get, path = "/openapi.json",
    responses((status = 200, description = "The description", body = Object))
)]
pub(in crate::http) async fn description(State(app): State<App>) -> impl IntoResponse {
    let kind = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, kind)], app.description.to_string())
}

/// This description (the same as `/openapi.json`)
#[utoipa::path(
    get, path = "/api/knowledge/openapi.json",
    responses((status = 200, description = "The description", body = Object))
)]
pub(in crate::http) async fn description_of_base(app: State<App>) -> impl IntoResponse {
    description(app).await
}
