//! `GET /health`: whether the server is well. Anybody may ask.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    app::App,
    failure::{Code, Failure, Result},
};

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Health {
    /// `healthy`, or there is no answer.
    status: &'static str,
    /// The version of lore.
    version: &'static str,
    /// How long the server has been running.
    uptime_seconds: u64,
}

/// Whether the server is well
#[utoipa::path(
    get, path = "/health",
    responses((status = 200, description = "It is well", body = Health))
)]
pub(in crate::http) async fn health(State(app): State<App>) -> Result<Json<Health>> {
    if app.lore.is_gone() {
        let message = "the folder of the store is gone; bring it back, or start the server anew";
        return Err(Failure::new(Code::ServiceUnavailable, message));
    }
    Ok(Json(Health {
        status: "healthy",
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: app.started.elapsed().as_secs(),
    }))
}

/// Whether the server is well (the same as `/health`)
#[utoipa::path(
    get, path = "/api/knowledge/health",
    responses((status = 200, description = "It is well", body = Health))
)]
pub(in crate::http) async fn health_of_base(app: State<App>) -> Result<Json<Health>> {
    health(app).await
}
