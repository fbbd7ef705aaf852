//! What the first search would wait for, made ready before anybody asks.

use super::{Lore, Result, search};
use crate::domain::filter::Filter;

impl Lore {
    /// Makes the first search as fast as the others: loads the model, and reads what a search of the
    /// whole store looks through. A search that comes meanwhile shares what is being read.
    pub async fn prewarm(&self) -> Result<()> {
        let tables = self.tables(&Filter::default()).await?;
        // What lists need, too, comes first.
        for table in &tables {
            table.snapshot.allowed(&Filter::default()).await?;
        }
        let loaded = self.warm_up().await;
        search::prepare(&self.searcher, &self.models, &tables).await?;
        loaded
    }
}
