//! What an entry is to the model that is to make vectors.

use std::{collections::HashMap, sync::Arc};

use blake3::Hash;

use crate::{
    embed::Identity,
    service::Result,
    store::{
        Repository, RowId, Snapshot, Unfit, UnfitRows,
        embeddings::{Records, text_digest},
    },
};

/// What an entry is to semantic search, by its id and its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It cannot be embedded.
    Unfit(Unfit),
    /// The model made its vector, which lies beside the table.
    Seen,
    /// A record says that the model made its vector.
    Recorded,
    /// Nothing tells that the model made its vector.
    New,
}

/// The standings of a snapshot's rows.
pub(super) struct Standings<'a> {
    unfit: Arc<UnfitRows>,
    records: Arc<Records>,
    model: &'a Identity,
    /// The texts that a wider model has seen.
    wide: HashMap<String, Hash>,
}

impl<'a> Standings<'a> {
    pub(super) async fn new(
        repository: &Repository,
        snapshot: &Snapshot,
        model: &'a Identity,
        records: Arc<Records>,
    ) -> Result<Self> {
        let unfit = snapshot.unfit().await?;
        let wide = if model.is_shared() {
            HashMap::new()
        } else {
            repository.embeddings().wide_digests(&model.name).await?
        };
        Ok(Self {
            unfit,
            records,
            model,
            wide,
        })
    }

    pub(super) fn of(&self, row: RowId, id: &str, text: &str) -> Standing {
        if let Some(why) = self.unfit.get(&row) {
            Standing::Unfit(*why)
        } else if !self.model.is_shared() {
            match self.wide.get(id) {
                Some(digest) if *digest == text_digest(text) => Standing::Seen,
                _ => Standing::New,
            }
        } else if self.records.names(id, &self.model.name) {
            Standing::Recorded
        } else {
            Standing::New
        }
    }
}
