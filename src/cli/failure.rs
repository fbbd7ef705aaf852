//! What a command ends with when it cannot do its work.

use crate::{config, service};

/// Exit code of a command that did its work.
pub const EXIT_DONE: u8 = 0;

/// The names of failures that scripts match on, the same as over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Arguments or settings that make no sense.
    InvalidRequest,
    /// A search query that makes no sense.
    InvalidQuery,
    /// More than one entry may hold.
    PayloadTooLarge,
    /// No such store, project or entry.
    NotFound,
    /// Changed since it was read.
    Conflict,
    /// The store failed.
    DatabaseError,
    /// The embedding model failed.
    EmbeddingError,
    /// The machine failed: a file, a pipe, a terminal.
    ServiceUnavailable,
}

impl Code {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "INVALID_REQUEST",
            Self::InvalidQuery => "INVALID_QUERY",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::DatabaseError => "DATABASE_ERROR",
            Self::EmbeddingError => "EMBEDDING_ERROR",
            Self::ServiceUnavailable => "SERVICE_UNAVAILABLE",
        }
    }

    /// The process's exit code.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::DatabaseError | Self::EmbeddingError | Self::ServiceUnavailable => 1,
            Self::InvalidRequest | Self::InvalidQuery | Self::PayloadTooLarge => 2,
            Self::NotFound => 3,
            Self::Conflict => 4,
        }
    }
}

/// Why a command stopped, in one line for people and one word for scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The word.
    pub code: Code,
    /// The line.
    pub message: String,
}

impl Failure {
    /// Wrong usage.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidRequest, message)
    }

    /// A failure of any sort.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// Why a command did not go on.
#[derive(Debug)]
pub enum Stop {
    /// Something is wrong, and somebody should hear of it.
    Failed(Failure),
    /// The reader of the output went away; that is its right and no failure.
    ReaderGone,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Failed(Failure::new(Code::ServiceUnavailable, error.to_string()))
        }
    }
}

impl From<service::Error> for Stop {
    fn from(error: service::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<service::Error> for Failure {
    fn from(error: service::Error) -> Self {
        let code = match &error {
            service::Error::Invalid(_) => Code::InvalidRequest,
            service::Error::TooLarge(_) => Code::PayloadTooLarge,
            service::Error::NotFound(_) => Code::NotFound,
            service::Error::Conflict(_) => Code::Conflict,
            service::Error::Busy(_) => Code::ServiceUnavailable,
            service::Error::Store(_) => Code::DatabaseError,
            service::Error::Embedding(_) => Code::EmbeddingError,
        };
        Self::new(code, error.to_string())
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        Self::invalid(error.to_string())
    }
}
