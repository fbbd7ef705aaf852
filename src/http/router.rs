//! The way of a request: guards, limits, then its route.

use std::{any::Any, num::NonZeroU32};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse, Response},
};
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};

use super::{
    app::{App, Closing, Work},
    failure::Failure,
    guard::{self, Hosts},
    log, mounted, openapi, rate, routes,
    token::{self, Token},
    unread,
};
use crate::service::Lore;

/// What stands before every route.
#[derive(Debug)]
pub(super) struct Guards {
    pub hosts: Hosts,
    pub token: Token,
    pub rate: Option<NonZeroU32>,
}

/// Everything that is served, and the work that it gives rise to. The layer that comes last is asked
/// first.
pub(super) fn build(
    lore: Lore,
    closing: Closing,
    beside: Router,
    guards: Guards,
) -> (Router, Work) {
    let (api, description) = routes::all().split_for_parts();
    let app = App::new(lore, closing, openapi::document(description));
    let work = app.work.clone();
    let mut router = api
        .with_state(app)
        .merge(beside.layer(middleware::from_fn(mounted::guard)))
        .fallback(unknown_route)
        .method_not_allowed_fallback(wrong_method);
    if let Some(per_second) = guards.rate {
        router = rate::limited(router, per_second);
    }
    let router = router
        .layer(middleware::from_fn_with_state(guards.token, token::guard))
        .layer(middleware::from_fn_with_state(guards.hosts, guard::guard))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(unread::close))
        .layer(middleware::from_fn(log::access))
        .layer(header_layer(header::CACHE_CONTROL, "no-store"))
        .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_layer(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ))
        .layer(header_layer(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ));
    (router, work)
}

/// What browsers are to know of every answer.
fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn unknown_route(uri: Uri) -> Failure {
    let path = uri.path().escape_debug();
    Failure::not_found(format!(
        "there is no route {path}; GET /openapi.json describes all there are"
    ))
}

async fn wrong_method(method: Method, uri: Uri) -> Failure {
    let path = uri.path().escape_debug();
    let message = format!("{path} does not take {method}; the header `Allow` names what it takes");
    Failure::invalid(message).with_status(StatusCode::METHOD_NOT_ALLOWED)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "that is how panics are handed over"
)]
fn panicked(payload: Box<dyn Any + Send>) -> Response {
    let reason = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given");
    Failure::internal(reason).into_response()
}

#[cfg(test)]
mod tests;
