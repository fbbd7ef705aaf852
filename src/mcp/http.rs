//! The protocol on a path of an HTTP server, which guards it.

use std::sync::Arc;

use axum::Router;
use rmcp::transport::streamable_http_server::{
    StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager,
};

use super::{FRONT, handler::Handler};
use crate::service::Lore;

/// The most that one message may hold: a text of ten megabytes, and what JSON needs to write it.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The protocol over HTTP. Every request stands for itself: there are no sessions that could be taken
/// over, pile up, or get lost when the server is started anew. Who may ask is for the server to find
/// out, before a request comes here.
#[derive(Debug, Clone)]
pub struct Endpoint(Handler);

impl Endpoint {
    /// An endpoint over a store.
    #[must_use]
    pub fn new(lore: Lore) -> Self {
        Self(Handler::new(lore.acting_via(FRONT)))
    }

    /// What answers at that path.
    pub fn router(&self, path: &str) -> Router {
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(MAX_BODY_BYTES)
            .disable_allowed_hosts();
        let sessions = Arc::new(NeverSessionManager::default());
        let handler = self.0.clone();
        let service = StreamableHttpService::new(move || Ok(handler.clone()), sessions, config);
        Router::new().route_service(path, service)
    }

    /// Waits until nothing is being written any more.
    pub async fn finish(&self) {
        self.0.finish().await;
    }
}
