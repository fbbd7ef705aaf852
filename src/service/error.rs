//! Failures as every front reports them.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::{
    domain::{filter::TooManyValues, search::QuestionError, text::TextError, value::ValueError},
    embed, store,
};

/// Result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, sorted by what the caller can do about it. The text is one line for people.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// Wrong input: exit code 2, HTTP 400.
    #[error("{0}")]
    Invalid(String),
    /// More than one entry holds: exit code 2, HTTP 413.
    #[error("{0}")]
    TooLarge(String),
    /// No such store, project or entry: exit code 3, HTTP 404.
    #[error("{0}")]
    NotFound(String),
    /// Changed since it was read, or others kept writing: exit code 4, HTTP 409.
    #[error("{0}")]
    Conflict(String),
    /// Too much is waiting to be done already; trying again later helps: exit code 1, HTTP 503.
    #[error("{0}")]
    Busy(String),
    /// The store failed: exit code 1, HTTP 500.
    #[error(transparent)]
    Store(Arc<store::Error>),
    /// The embedding model failed: exit code 1, HTTP 500.
    #[error(transparent)]
    Embedding(embed::Error),
    /// Something went wrong when a part was done already.
    #[error("{why}; {done}")]
    Partly {
        /// What.
        why: Box<Error>,
        /// What was done, and what can be done now.
        done: String,
    },
}

impl From<embed::Error> for Error {
    fn from(error: embed::Error) -> Self {
        match error {
            embed::Error::Unknown(_) | embed::Error::NoDownload { .. } => {
                Self::Invalid(error.to_string())
            }
            other => Self::Embedding(other),
        }
    }
}

impl Error {
    /// What programs match on.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Invalid(_) => Code::InvalidRequest,
            Self::TooLarge(_) => Code::PayloadTooLarge,
            Self::NotFound(_) => Code::NotFound,
            Self::Conflict(_) => Code::Conflict,
            Self::Busy(_) => Code::ServiceUnavailable,
            Self::Store(_) => Code::DatabaseError,
            Self::Embedding(_) => Code::EmbeddingError,
            Self::Partly { why, .. } => why.code(),
        }
    }
}

/// What programs match on when something fails: the same words whatever the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Arguments, a request or settings that make no sense.
    InvalidRequest,
    /// A search query that makes no sense.
    InvalidQuery,
    /// No token, or a wrong one.
    Unauthorized,
    /// A foreign host or origin.
    Forbidden,
    /// No such store, repository, project, entry or route.
    NotFound,
    /// Changed since it was read.
    Conflict,
    /// More than is taken at once.
    PayloadTooLarge,
    /// Too many requests for now.
    RateLimitExceeded,
    /// The store failed.
    DatabaseError,
    /// The embedding model failed.
    EmbeddingError,
    /// It cannot be done now: too much is waiting, or the machine failed.
    ServiceUnavailable,
}

impl Code {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::InvalidRequest,
        Self::InvalidQuery,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::PayloadTooLarge,
        Self::RateLimitExceeded,
        Self::DatabaseError,
        Self::EmbeddingError,
        Self::ServiceUnavailable,
    ];

    /// The word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "INVALID_REQUEST",
            Self::InvalidQuery => "INVALID_QUERY",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::RateLimitExceeded => "RATE_LIMIT_EXCEEDED",
            Self::DatabaseError => "DATABASE_ERROR",
            Self::EmbeddingError => "EMBEDDING_ERROR",
            Self::ServiceUnavailable => "SERVICE_UNAVAILABLE",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        if error.is_not_found() {
            Self::NotFound(error.to_string())
        } else if error.is_invalid() {
            Self::Invalid(error.to_string())
        } else if error.is_conflict() {
            Self::Conflict(error.to_string())
        } else {
            Self::Store(Arc::new(error))
        }
    }
}

impl From<TooManyValues> for Error {
    fn from(error: TooManyValues) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<QuestionError> for Error {
    fn from(error: QuestionError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        let message = error.to_string();
        match error {
            ValueError::Text(TextError::TooLong) => Self::TooLarge(message),
            _ => Self::Invalid(message),
        }
    }
}
