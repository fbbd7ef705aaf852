//! One repository's table at one version: what every read works on.

use std::sync::Arc;

use lance::Dataset;

/// A pinned version of a repository's table. Cheap to clone; later writes do not change it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Folder name of the repository's database.
    pub repository: Arc<str>,
    /// The table at this version.
    pub(crate) dataset: Arc<Dataset>,
}
