//! What is mounted beside the API: its bodies are bounded as the API's are, and its failures are told in
//! the same form.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{StatusCode, header::ALLOW},
    middleware::Next,
    response::Response,
};

use super::{
    body,
    failure::{Code, Failure, Result},
};

/// Longest body, in bytes: a text of ten megabytes, and what it takes to write it as JSON.
const LONGEST: usize = 16 * 1024 * 1024;

/// So much of a failure in words is read, in bytes.
const WORDS: usize = 4096;

/// Hands a request on with its whole body, and a failure back as JSON.
pub(super) async fn guard(request: Request, next: Next) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let sent_json = body::is_json(&parts.headers);
    let bytes = body::whole(&parts.headers, body, LONGEST).await?;
    let request = Request::from_parts(parts, Body::from(bytes));
    let answer = next.run(request).await;
    let status = answer.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    if !is_failure || body::is_json(answer.headers()) {
        return Ok(answer);
    }
    Err(told_anew(answer, sent_json).await)
}

async fn told_anew(answer: Response, sent_json: bool) -> Failure {
    let (parts, body) = answer.into_parts();
    // What is longer, or breaks off, goes without its words.
    let words = to_bytes(body, WORDS).await.unwrap_or_default();
    let words = String::from_utf8_lossy(&words);
    let words = if words.trim().is_empty() {
        parts.status.canonical_reason().unwrap_or("it failed")
    } else {
        words.trim()
    };
    let (status, message) = match parts.status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE if sent_json => (
            StatusCode::BAD_REQUEST,
            format!("the body is no message of the protocol: {words}"),
        ),
        status => (status, words.to_owned()),
    };
    let failure = Failure::new(code(status), message).with_status(status);
    match parts.headers.get(ALLOW) {
        Some(methods) => failure.with_header(ALLOW, methods.clone()),
        None => failure,
    }
}

fn code(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        status if status.is_server_error() => Code::ServiceUnavailable,
        _ => Code::InvalidRequest,
    }
}
