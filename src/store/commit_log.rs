//! Which of lore's batches are among the commits of the shared table: each commit carries the name of
//! its batch.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Snapshot, images::Image};

/// The property of a commit that names its batch.
const PROPERTY: &str = "lore.batch";

/// Commits looked at, at most. Who was away for longer is told by the rows alone.
const MAX_COMMITS: usize = 10_000;

/// Clocks of programs that write to one table differ by less.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(10);

/// One batch of a change: rows that are changed in one commit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BatchName(String);

impl BatchName {
    /// The batch that an image belongs to.
    #[must_use]
    pub fn of(image: &Image) -> Self {
        Self(format!("{}/{}", image.change, image.batch))
    }

    /// What its commit carries.
    pub(super) fn properties(&self) -> Arc<HashMap<String, String>> {
        Arc::new(HashMap::from([(PROPERTY.to_owned(), self.0.clone())]))
    }
}

impl Snapshot {
    /// The batches that were committed since a moment; `None` when some of the commits since then
    /// are gone, or there are too many of them.
    pub async fn batches_since(&self, moment: DateTime<Utc>) -> Option<HashSet<BatchName>> {
        let mut batches = HashSet::new();
        let mut versions = (1..=self.version()).rev();
        for version in versions.by_ref().take(MAX_COMMITS) {
            let commit = self.dataset.read_version_transaction(version).await.ok()?;
            if commit.timestamp < moment - CLOCKS_APART {
                return Some(batches);
            }
            let properties = commit.transaction?.transaction_properties;
            let name = properties.as_ref().and_then(|known| known.get(PROPERTY));
            batches.extend(name.cloned().map(BatchName));
        }
        versions.next().is_none().then_some(batches)
    }
}
