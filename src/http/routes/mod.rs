//! The routes, each with its description.

mod cleanup;
mod compaction;
mod delete;
mod description;
mod edit;
mod entry;
mod events;
mod health;
mod listing;
mod restore;
mod search;
mod stats;
mod store;

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
        .routes(routes!(search::search, search::search_by_params))
        .routes(routes!(listing::query))
        .routes(routes!(listing::project))
        .routes(routes!(stats::stats))
        .routes(routes!(store::store))
        .routes(routes!(store::store_batch))
        .routes(routes!(store::store_batch_below))
        .routes(routes!(cleanup::cleanup, cleanup::cleanup_by_delete))
        .routes(routes!(compaction::pre_compaction))
        .routes(routes!(compaction::post_compaction))
        .routes(routes!(events::events))
        .routes(routes!(
            entry::get_entry,
            edit::edit_entry,
            delete::delete_entry
        ))
        .routes(routes!(restore::restore_entry))
}
