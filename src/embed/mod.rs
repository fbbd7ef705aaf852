//! Text to vector: the bundled model.

mod embedder;
mod error;
mod network;
mod windows;
mod worker;

pub use crate::domain::DIMENSION;
pub use embedder::{Embedder, Embedding};
pub use error::{Error, Result};
pub use windows::MAX_WINDOWS;

/// Name of the bundled model, as it stands in the records of who made which vector.
pub const MODEL: &str = "all-MiniLM-L6-v2-int8";
