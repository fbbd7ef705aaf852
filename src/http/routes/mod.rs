//! The routes, each with its description.

mod delete;
mod description;
mod entry;
mod health;

use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{app::App, openapi::Frame};

/// Paths that ask for no token.
pub(super) const OPEN: [&str; 2] = ["/health", "/api/knowledge/health"];

/// All routes. Those of one path stand in one `routes!`.
pub(super) fn all() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Frame::openapi())
        .routes(routes!(health::health))
        .routes(routes!(health::health_of_base))
        .routes(routes!(description::description))
        .routes(routes!(description::description_of_base))
        .routes(routes!(entry::get_entry, delete::delete_entry))
}
