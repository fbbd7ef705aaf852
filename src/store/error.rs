//! What can go wrong below the service.

use std::path::PathBuf;

use thiserror::Error;

/// Result of the store.
pub type Result<T> = std::result::Result<T, Error>;

/// Failures of the store. Each names what, why and what to do.
#[derive(Debug, Error)]
pub enum Error {
    /// Nothing is at the path.
    #[error("no store at {}: the folder does not exist; name another with --store or LORE_STORE, or make one with `lore store`", .0.display())]
    Missing(PathBuf),
}
