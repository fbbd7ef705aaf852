//! Text to vector: the bundled model, and the Node manager's hash (to recognise it).

mod embedder;
mod error;
mod network;
pub mod node_hash;
mod windows;
mod worker;

pub use embedder::{Embedder, Embedding};
pub use error::{Error, Result};
pub use windows::MAX_WINDOWS;

/// Width of every vector in the shared table.
pub const DIMENSION: usize = 384;

/// Name of the bundled model, as it stands in the records of who made which vector.
pub const MODEL: &str = "all-MiniLM-L6-v2-int8";
