//! Whether the vectors of a store belong to their texts, found out on a sample and without any record.

use super::{Cancel, Lore, Result, comparing::compared_in_shared};
use crate::{
    domain::{
        diagnosis::VectorSample,
        filter::Filter,
        kind,
        provenance::{Provenances, Sample, judge},
    },
    embed::{Embedder, Embedding, Identity},
    store::{Column, Repository, RowId, Snapshot, embeddings::text_digest},
};

/// What the vectors of a sample of one repository are to their texts.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledVectors {
    /// The repository.
    pub repository: String,
    /// Entries with a text: what the sample stands for.
    pub entries: usize,
    /// Name of the model that the texts were embedded with anew: the one that most of the vectors are
    /// recorded to be of, else the one in use.
    pub model: String,
    /// The ids of the sample.
    pub ids: Vec<String>,
    /// What their vectors are, in the same order.
    pub provenances: Provenances,
    /// Whether a record says that the model made this very vector of this very text, in the same order.
    pub recorded: Vec<bool>,
}

impl Lore {
    /// Embeds at most `at_most` entries of each repository anew, evenly spread over it, and compares.
    /// Reads only. Whoever cancels gets the repositories that were looked at by then.
    pub async fn sample_vectors(
        &self,
        filter: &Filter,
        at_most: usize,
        cancel: &Cancel,
    ) -> Result<Vec<SampledVectors>> {
        let mut sampled = Vec::new();
        for repository in self.admitted(filter).await? {
            if cancel.is_cancelled() {
                break;
            }
            sampled.push(Box::pin(self.sample(&repository, filter, at_most)).await?);
        }
        Ok(sampled)
    }

    /// The model that most of the vectors in the shared table are recorded to be of, as far as it can
    /// be had; else the one in use if its vectors would fit there.
    async fn model_of_shared(&self, repository: &Repository) -> Result<Embedder> {
        let table = repository.table().await?;
        let recorded = compared_in_shared(&self.models, std::iter::once(&table)).await?;
        let recorded = recorded.and_then(|name| self.models.named(&name));
        if let Some(recorded) = recorded {
            return Ok(recorded);
        }
        let chosen = self.models.chosen();
        let fits = chosen.identity().await?.is_shared();
        Ok(if fits {
            chosen.clone()
        } else {
            Embedder::default()
        })
    }

    /// The same of one repository.
    pub(super) async fn sample(
        &self,
        repository: &Repository,
        filter: &Filter,
        at_most: usize,
    ) -> Result<SampledVectors> {
        let records = repository.embeddings().records().await?;
        let snapshot = repository.snapshot().await?;
        let rows = with_texts(&snapshot, filter).await?;
        let entries = rows.len();
        let rows = spread(&rows, at_most);
        let model = self.model_of_shared(repository).await?;
        let name = model.identity().await?.name;
        let (mut ids, mut texts, mut stored) = (Vec::new(), Vec::new(), Vec::new());
        let mut recorded = Vec::new();
        for whole in snapshot.whole(&rows).await? {
            let (id, text) = (whole.entry.id, whole.entry.text);
            let vector = whole.vector.unwrap_or_default();
            let record = records.valid(&id, &text, &vector);
            recorded.push(record.is_some_and(|record| record.model == name));
            ids.push(id);
            texts.push(text);
            stored.push(vector);
        }
        let fresh = model.embed_documents(texts).await?;
        Ok(SampledVectors {
            repository: repository.name().to_owned(),
            entries,
            model: name.to_string(),
            ids,
            provenances: judged(&stored, &fresh),
            recorded,
        })
    }

    /// What the vectors of the model in use are to their texts, where they lie beside the table; nothing where
    /// there are none.
    pub(super) async fn sample_beside(
        &self,
        repository: &Repository,
        at_most: usize,
    ) -> Result<Option<VectorSample>> {
        let model = self.models.chosen();
        let Identity { name, .. } = match model.identity().await? {
            shared if shared.is_shared() => return Ok(None),
            wider => wider,
        };
        let snapshot = repository.snapshot().await?;
        let rows = with_texts(&snapshot, &Filter::default()).await?;
        let entries = snapshot.entries(&spread(&rows, at_most)).await?;
        let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
        let mut made = repository.embeddings().wide_vectors(&name, &ids).await?;
        // Of a text that changed since, there is no vector.
        let stands = entries.into_iter().filter_map(|entry| {
            let (digest, vector) = made.remove(&entry.id)?;
            (digest == text_digest(&entry.text)).then_some((entry.text, vector))
        });
        let (texts, stored): (Vec<String>, Vec<Vec<f32>>) = stands.unzip();
        if texts.is_empty() {
            return Ok(None);
        }
        let fresh = model.embed_documents(texts).await?;
        Ok(Some(VectorSample {
            model: name.to_string(),
            recorded: judged(&stored, &fresh).of,
            unrecorded: Vec::new(),
        }))
    }
}

/// The rows that have a text.
async fn with_texts(snapshot: &Snapshot, filter: &Filter) -> Result<Vec<RowId>> {
    let mut rows = Vec::new();
    let columns = [Column::Kind, Column::Text];
    snapshot
        .visit(filter, &columns, |row, values| {
            if values[0] != kind::SYSTEM && !values[1].trim().is_empty() {
                rows.push(row);
            }
        })
        .await?;
    Ok(rows)
}

/// What stored vectors are to texts that were embedded anew.
fn judged(stored: &[Vec<f32>], fresh: &[Embedding]) -> Provenances {
    let samples = stored.iter().zip(fresh).map(|(stored, fresh)| Sample {
        stored,
        fresh: &fresh.vector,
    });
    judge(&samples.collect::<Vec<_>>())
}

/// At most so many of the rows, from everywhere among them: what others wrote often stands together.
fn spread(rows: &[RowId], at_most: usize) -> Vec<RowId> {
    let count = at_most.min(rows.len());
    (0..count)
        .map(|number| rows[number * rows.len() / count])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_reaches_over_all_rows_and_repeats_none() {
        let rows: Vec<RowId> = (0..1000).map(RowId).collect();
        for at_most in [0, 1, 7, 999, 1000, 5000] {
            let picked = spread(&rows, at_most);
            assert_eq!(picked.len(), at_most.min(1000));
            assert!(picked.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert!(spread(&rows, 7)[6].0 > 800);
        assert!(spread(&[], 7).is_empty());
    }
}
