//! Failures as every front reports them.

use std::sync::Arc;

use thiserror::Error;

use crate::{
    domain::{text::TextError, value::ValueError},
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
}

impl From<embed::Error> for Error {
    fn from(error: embed::Error) -> Self {
        match error {
            embed::Error::Unknown(_) => Self::Invalid(error.to_string()),
            other => Self::Embedding(other),
        }
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

impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        let message = error.to_string();
        match error {
            ValueError::Text(TextError::TooLong) => Self::TooLarge(message),
            _ => Self::Invalid(message),
        }
    }
}
