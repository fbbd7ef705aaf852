//! Text to vector: the bundled model, those of a catalogue, and any folder with an ONNX model.

mod backend;
mod catalogue;
mod download;
mod embedder;
mod error;
mod models;
mod network;
mod onnx;
mod windows;
mod worker;

pub use crate::domain::DIMENSION;
pub use catalogue::{Catalogued, catalogue};
pub use download::Endpoint;
pub use embedder::{Embedder, Embedding, Identity};
pub use error::{Error, Result};
pub use models::{ListedModel, ModelSettings, Models, Vectors, Wide};
pub use windows::MAX_WINDOWS;

/// Name of the bundled model, as it stands in the records of who made which vector.
pub const MODEL: &str = "all-MiniLM-L6-v2-int8";
