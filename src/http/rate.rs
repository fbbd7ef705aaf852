//! How many requests an address may send, and what it is told when there were more.

use std::{
    num::NonZeroU32,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderName, HeaderValue, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use tokio::time;
use tower_governor::{
    GovernorError, GovernorLayer, governor::GovernorConfigBuilder,
    key_extractor::PeerIpKeyExtractor,
};

use super::failure::{Code, Failure};

/// How often addresses are forgotten that send nothing any more.
const FORGETTING: Duration = Duration::from_mins(1);

/// The same as `Retry-After`, which is the one that clients know.
const AFTER: HeaderName = HeaderName::from_static("x-ratelimit-after");

/// Lets each address send so many requests a second, be it at once or one by one. Every answer tells the
/// limit and what is left of it.
pub(super) fn limited(router: Router, per_second: NonZeroU32) -> Router {
    let config = GovernorConfigBuilder::default()
        .period(Duration::from_secs(1) / per_second.get())
        .burst_size(per_second.get())
        .key_extractor(PeerIpKeyExtractor)
        .use_headers()
        .finish();
    let Some(config) = config else {
        // More a second than a clock can tell apart.
        return router;
    };
    let limiter = Arc::downgrade(config.limiter());
    tokio::spawn(async move {
        loop {
            time::sleep(FORGETTING).await;
            let Some(limiter) = Weak::upgrade(&limiter) else {
                return;
            };
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    });
    router.layer(GovernorLayer::new(config).error_handler(refuse))
}

fn refuse(error: GovernorError) -> Response<Body> {
    let (wait_time, headers) = match error {
        GovernorError::TooManyRequests { wait_time, headers } => (wait_time, headers),
        other => return Failure::internal(other).into_response(),
    };
    // Parts of a second count as a whole one: zero would mean to try again at once.
    let seconds = wait_time + 1;
    let message = format!(
        "too many requests; wait {seconds} s, or start the server with a higher --rate-limit"
    );
    let failure = Failure::new(Code::RateLimitExceeded, message).with("retry_after", seconds);
    let mut response = failure.into_response();
    response.headers_mut().extend(headers.unwrap_or_default());
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    headers.remove(AFTER);
    response
}
