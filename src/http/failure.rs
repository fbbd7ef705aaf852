//! Why a request was not done: a status, a word for programs, a line for people.

use std::fmt::Display;

use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

pub(super) use crate::service::error::Code;
use crate::{domain::printable::printable_line, service};

/// Longest message, in characters.
const LONGEST: usize = 500;

/// How long a client had better wait before it comes again, when too much is waiting already.
const BUSY_SECONDS: u16 = 2;

/// The body of every answer that is no success.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Error)]
pub(super) struct FailureBody {
    /// What is wrong, why, and what to do, on one line.
    #[schema(example = "no entry `decision-1`; GET /api/knowledge/search finds entries")]
    error: String,
    code: Code,
    /// What else there is to know.
    #[schema(value_type = Object)]
    details: Map<String, Value>,
}

/// Why a request was not done.
#[derive(Debug, Clone)]
pub(super) struct Failure(Box<Refusal>);

/// The answer that says so.
#[derive(Debug, Clone)]
struct Refusal {
    status: StatusCode,
    headers: HeaderMap,
    body: FailureBody,
}

/// What a handler answers, if nothing fails.
pub(super) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure of any sort.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Refusal {
            status: status(code),
            headers: HeaderMap::new(),
            body: FailureBody {
                error: line(&message.into()),
                code,
                details: Map::new(),
            },
        }))
    }

    /// A request that makes no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidRequest, message)
    }

    /// Something that is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// More than the server does at a time; the client may come again soon.
    pub fn busy(message: impl Into<String>) -> Self {
        Self::new(Code::ServiceUnavailable, message)
            .with_header(RETRY_AFTER, HeaderValue::from(BUSY_SECONDS))
    }

    /// More than the server takes at once.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(Code::PayloadTooLarge, message)
    }

    /// A fault of the program, which goes to the log.
    pub fn internal(fault: impl Display) -> Self {
        tracing::error!(%fault, "a request met an internal error");
        let message = "stopped by an internal error; a file of the store may be damaged, and the log of a server started with LORE_LOG=debug tells more";
        Self::new(Code::DatabaseError, message)
    }

    /// With a status that tells more than that of its code.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// With something else to know.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.body.details.insert(name.to_owned(), value.into());
        self
    }

    /// With a header.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }
}

/// The status that a failure has, unless a narrower one fits.
fn status(code: Code) -> StatusCode {
    match code {
        Code::InvalidRequest | Code::InvalidQuery => StatusCode::BAD_REQUEST,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Conflict => StatusCode::CONFLICT,
        Code::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::RateLimitExceeded => StatusCode::TOO_MANY_REQUESTS,
        Code::DatabaseError | Code::EmbeddingError => StatusCode::INTERNAL_SERVER_ERROR,
        Code::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// A message on one line and of bounded length: what the client sent may stand in it.
fn line(message: &str) -> String {
    let line = printable_line(message);
    match line.char_indices().nth(LONGEST) {
        None => line.into_owned(),
        Some((end, _)) => format!("{} ...", &line[..end]),
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Refusal {
            status,
            headers,
            body,
        } = *self.0;
        if status.is_server_error() {
            tracing::error!(status = status.as_u16(), "{}", body.error);
        }
        (status, headers, Json(body)).into_response()
    }
}

impl From<service::Error> for Failure {
    fn from(error: service::Error) -> Self {
        match error {
            service::Error::Busy(message) => Self::busy(message),
            other => Self::new(other.code(), other.to_string()),
        }
    }
}

impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What programs match on."))
            .enum_values(Some(Self::ALL.map(Self::name)))
            .into()
    }
}

impl ToSchema for Code {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        let failure = Failure::invalid("unknown field `a\nb\u{1b}[31m`");
        assert!(!failure.0.body.error.contains(char::is_control));
        let failure = Failure::invalid("é".repeat(10_000));
        assert!(failure.0.body.error.chars().count() < LONGEST + 10);
    }
}
