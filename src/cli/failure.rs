//! What a command ends with when it cannot do its work.

pub use crate::service::error::Code;
use crate::{config, service};

/// Exit code of a command that did its work.
pub const EXIT_DONE: u8 = 0;

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

    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.code {
            Code::InvalidRequest | Code::InvalidQuery | Code::PayloadTooLarge => 2,
            Code::NotFound => 3,
            Code::Conflict => 4,
            Code::Unauthorized
            | Code::Forbidden
            | Code::RateLimitExceeded
            | Code::DatabaseError
            | Code::EmbeddingError
            | Code::ServiceUnavailable => 1,
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
        Self::new(error.code(), error.to_string())
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        Self::invalid(error.to_string())
    }
}
