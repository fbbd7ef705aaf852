//! LanceDB and nothing else: repositories, rows, searches.

pub mod error;
pub mod snapshot;

pub use error::{Error, Result};
