//! What can go wrong between a text and its vector.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Result of the embedder.
pub type Result<T> = std::result::Result<T, Error>;

/// Failures of the embedder. Those of the bundled model are nobody's doing: it is part of the program.
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
    /// Neither the catalogue nor the disk has such a model.
    #[error(
        "there is no model `{0}`: `lore models` lists them, and a folder with an ONNX file is named by its path, such as {path}", path = as_path(.0)
    )]
    Unknown(String),
    /// A model that is not downloaded by its nature.
    #[error("{model} is not downloaded: {why}")]
    NoDownload {
        /// As it was named.
        model: String,
        /// Where it is, and what to do with it.
        why: String,
    },
    /// A model of the catalogue that nobody has downloaded yet.
    #[error("the model {model} is not on this machine; {how}")]
    NotHere {
        /// Its name.
        model: String,
        /// What to do.
        how: String,
    },
    /// The library that runs models cannot be had.
    #[error("{0}")]
    NoRuntime(String),
    /// The files of a model are no model that lore can use.
    #[error("the model in {} cannot be used: {reason}", folder.display())]
    Unusable {
        /// Where they are.
        folder: PathBuf,
        /// Why, and what would be right.
        reason: String,
    },
    /// A download failed, or brought something else than what was announced.
    #[error("cannot download {model}: {reason}; {how}")]
    Download {
        /// Name of the model.
        model: String,
        /// What went wrong.
        reason: String,
        /// What to do.
        how: String,
    },
    /// Somebody asked to stop a download.
    #[error("stopped; `lore models get {0}` goes on from there")]
    Stopped(String),
}

/// What names a folder and cannot be taken for the name of a model.
fn as_path(name: &str) -> String {
    if name.starts_with('.') || Path::new(name).is_absolute() {
        name.to_owned()
    } else {
        format!("./{name}")
    }
}
