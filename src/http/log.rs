//! A line of the log for each request. No text, no query, no token and no id stands in it.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};

/// Writes down what was asked for, what came of it, and how long that took.
pub(super) async fn access(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    // The path itself may hold names.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    tracing::info!(
        %method,
        route = route.as_ref().map_or("none", MatchedPath::as_str),
        status = response.status().as_u16(),
        milliseconds = begun.elapsed().as_secs_f64() * 1e3,
        "answered"
    );
    response
}
