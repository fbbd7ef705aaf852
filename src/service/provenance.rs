//! Whether the vectors of a store belong to their texts, found out on a sample and without any record.

use super::{Cancel, Lore, Result, comparing::compared_in_shared};
use crate::{
    domain::{
        filter::Filter,
        kind,
        provenance::{Provenances, Sample, judge},
    },
    embed::Embedder,
    store::{Column, Repository, RowId},
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
        let mut rows: Vec<RowId> = Vec::new();
        let columns = [Column::Kind, Column::Text];
        snapshot
            .visit(filter, &columns, |row, values| {
                if values[0] != kind::SYSTEM && !values[1].trim().is_empty() {
                    rows.push(row);
                }
            })
            .await?;
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
        let samples: Vec<Sample<'_>> = (stored.iter().zip(&fresh))
            .map(|(stored, fresh)| Sample {
                stored,
                fresh: &fresh.vector,
            })
            .collect();
        Ok(SampledVectors {
            repository: repository.name().to_owned(),
            entries,
            model: name.to_string(),
            ids,
            provenances: judge(&samples),
            recorded,
        })
    }
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
