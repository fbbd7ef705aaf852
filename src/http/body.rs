//! The body of a request: JSON of a bounded size that arrives in a bounded time.

use std::time::Duration;

use axum::{
    body::{Body as Bytes, BodyDataStream},
    extract::{FromRequest, Request},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT},
    },
};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time;

use super::{
    failure::{Failure, Result},
    object::Object,
};

/// Longest body that holds one entry, in bytes.
pub(super) const ENTRY_BYTES: usize = 10 * 1024 * 1024;

/// Longest body that holds many entries, in bytes.
pub(super) const BATCH_BYTES: usize = 50 * 1024 * 1024;

/// How long a body may take to arrive.
const DEADLINE: Duration = Duration::from_secs(30);

/// So many bytes of a body that is too long are read past: most clients read no answer before
/// they have sent everything.
const PASSED_OVER: usize = 128 * 1024 * 1024;

/// A JSON object of at most `LIMIT` bytes.
#[derive(Debug)]
pub(super) struct Body<T, const LIMIT: usize = ENTRY_BYTES>(pub T);

impl<T: DeserializeOwned, S: Sync, const LIMIT: usize> FromRequest<S> for Body<T, LIMIT> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = whole(&parts.headers, body, LIMIT).await?;
        if !is_json(&parts.headers) {
            let message = "the body must be JSON and say so: send the header `Content-Type: application/json`";
            return Err(Failure::invalid(message).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        serde_json::from_slice(&bytes)
            .map(|Object(body)| Self(body))
            .map_err(|error| Failure::invalid(format!("the body is not what is expected: {error}")))
    }
}

/// The whole of a body, if it is no longer than it may be and arrives in time.
pub(super) async fn whole(headers: &HeaderMap, body: Bytes, limit: usize) -> Result<Vec<u8>> {
    let read = time::timeout(DEADLINE, read(headers, body, limit));
    read.await.unwrap_or_else(|_| {
        let message = format!(
            "the body did not arrive within {} seconds; send it without pauses",
            DEADLINE.as_secs()
        );
        Err(Failure::invalid(message).with_status(StatusCode::REQUEST_TIMEOUT))
    })
}

async fn read(headers: &HeaderMap, body: Bytes, limit: usize) -> Result<Vec<u8>> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    let mut body = body.into_data_stream();
    if announced.is_some_and(|length: usize| length > limit) {
        // Who waits to be told to go on sends nothing.
        if !headers.contains_key(EXPECT) {
            pass_over(body, PASSED_OVER).await;
        }
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(part) = body.next().await {
        let part = part.map_err(|error| {
            Failure::invalid(format!("the body broke off: {error}; send it again"))
        })?;
        if part.len() > limit - bytes.len() {
            pass_over(body, PASSED_OVER).await;
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

async fn pass_over(mut body: BodyDataStream, mut left: usize) {
    while let Some(Ok(part)) = body.next().await
        && part.len() <= left
    {
        left -= part.len();
    }
}

fn too_large(limit: usize) -> Failure {
    const MEGABYTE: usize = 1024 * 1024;
    Failure::too_large(format!(
        "the body is longer than {} MB ({limit} bytes), the most that is taken here; split it",
        limit / MEGABYTE
    ))
}

/// Whether it is said of a body that it is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = given
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
