//! Groups of entries that say nearly the same.

use super::{Cancel, Error, Lore, Result, changing::Report};
use crate::domain::{duplicates::Group, filter::Filter};

impl Lore {
    /// The groups of near-equal entries: within one, every two are at least `threshold` alike. The
    /// most alike come first; an entry is in one group at most.
    pub async fn duplicates(
        &self,
        filter: &Filter,
        threshold: f32,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Group>> {
        let _ = (filter, threshold, cancel, progress);
        Err(Error::Invalid("not built".to_owned()))
    }
}
