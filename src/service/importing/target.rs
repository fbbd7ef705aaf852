//! A repository on its way to more entries.

use std::{collections::HashSet, sync::Arc};

use super::vectors::Ready;
use crate::{
    domain::change::Refused,
    embed::Identity,
    service::{
        Result,
        changing::{Part, Put},
        storing::stopped,
    },
    store::{
        self, Kept, Repository,
        embeddings::{Embedded, Records, WideEmbedded},
    },
};

/// A repository that takes entries.
#[derive(Clone)]
pub(super) struct Target {
    pub number: usize,
    pub repository: Repository,
    /// What is known of vectors there, from before the import.
    pub records: Arc<Records>,
}

/// What became of entries that were to be put in.
pub(super) struct PutIn {
    pub added: usize,
    pub replaced: usize,
    pub refused: Vec<Refused>,
}

impl Target {
    /// Puts entries in.
    pub async fn put(&self, part: Part<'_, '_>, ready: Vec<Ready>, puts: &[Put]) -> Result<PutIn> {
        let mut entries = Vec::with_capacity(ready.len());
        let mut vectors = Vec::with_capacity(ready.len());
        let mut standings = Vec::with_capacity(ready.len());
        let mut made = Vec::with_capacity(ready.len());
        let mut wide = Vec::new();
        for one in ready {
            entries.push(one.entry);
            vectors.push(one.vector);
            standings.push(one.standing);
            made.extend(one.made);
            wide.extend(one.wide);
        }
        let replaced: HashSet<&str> = (puts.iter())
            .filter(|put| put.instead_of.is_some())
            .map(|put| put.id.as_str())
            .collect();
        // Of what is new before it is there, so that who is killed leaves no vector of unknown origin; a
        // record without its entry harms nobody. What is replaced has its own until then.
        let is_new = |id: &str| !replaced.contains(id);
        let (new, mut made) = made.into_iter().partition(|one: &Embedded| is_new(&one.id));
        let (new_wide, mut wide) = (wide.into_iter()).partition(|(_, one)| is_new(&one.id));
        let recording = self.clone();
        let recorded = tokio::spawn(async move { recording.record(new, new_wide).await });
        let slices: Vec<&[f32]> = vectors.iter().map(|vector| &**vector).collect();
        let kept = Kept::of(self.repository.name(), &entries, &slices)?.standing(standings);
        drop((entries, vectors));
        recorded.await.map_err(|_| stopped())?;
        let (changed, refused) = part.put(&kept, puts).await?;
        let ids: HashSet<&str> = refused.iter().map(|one| one.key.id.as_str()).collect();
        let replaced = replaced.difference(&ids).count();
        made.retain(|one| !ids.contains(one.id.as_str()));
        wide.retain(|(_, one)| !ids.contains(one.id.as_str()));
        self.record(made, wide).await;
        Ok(PutIn {
            added: changed.len().saturating_sub(replaced),
            replaced,
            refused,
        })
    }

    /// Writes down which model made which vector, and the vectors that are too wide for the table.
    /// Without it these entries count as not embedded, which re-embedding makes up for.
    async fn record(&self, made: Vec<Embedded>, wide: Vec<(Identity, WideEmbedded)>) {
        if let Err(error) = self.write_records(made, wide).await {
            tracing::warn!(repository = self.repository.name(), %error, "no records of vectors");
        }
    }

    async fn write_records(
        &self,
        made: Vec<Embedded>,
        wide: Vec<(Identity, WideEmbedded)>,
    ) -> store::Result<()> {
        let embeddings = self.repository.embeddings();
        let (mut models, wide): (Vec<Identity>, Vec<WideEmbedded>) = wide.into_iter().unzip();
        // There is but one in use.
        if let Some(model) = models.pop() {
            embeddings
                .write_wide(&model.name, model.width, &wide)
                .await?;
        }
        let known = |one: &Embedded| self.records.get(&one.id).is_some();
        let (known, new): (Vec<Embedded>, Vec<Embedded>) = made.into_iter().partition(known);
        embeddings.append(&new).await?;
        embeddings.write(&known).await
    }
}
