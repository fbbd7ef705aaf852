//! Entries by their ids alone, whichever repository they are in.

use super::{Lore, Result};
use crate::domain::{
    change::{Guard, Target},
    entry::{Entry, EntryKey},
    filter::Filter,
};

impl Lore {
    /// The entries with these ids, for each id those of all repositories that have it; the
    /// repositories are read once, however many ids there are.
    pub async fn find_all(&self, ids: &[String]) -> Result<Vec<Vec<Entry>>> {
        let repositories = self.admitted(&Filter::default()).await?;
        let targets: Vec<Target> = ids
            .iter()
            .flat_map(|id| {
                repositories.iter().map(|repository| Target {
                    key: EntryKey {
                        repository: repository.name().to_owned(),
                        id: id.clone(),
                    },
                    guard: Guard::Any,
                })
            })
            .collect();
        let mut found = self.look_up(&targets).await?.into_iter();
        let each = ids.iter();
        Ok(each
            .map(|_| found.by_ref().take(repositories.len()).flatten().collect())
            .collect())
    }
}
