//! What can go wrong between a text and its vector.

use thiserror::Error;

/// Result of the embedder.
pub type Result<T> = std::result::Result<T, Error>;

/// Failures of the embedder. The model is part of the program, so none of them is the user's doing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The bundled model or its tokenizer cannot be read.
    #[error(
        "the bundled embedding model does not load: {0}; this build of lore is damaged, install it anew"
    )]
    Load(String),
    /// The model refused an input.
    #[error("the embedding model failed: {0}; please report this with the text that caused it")]
    Run(String),
    /// The thread could not be started, or it died.
    #[error("the embedding thread stopped: {0}; try again")]
    Thread(String),
}
