//! New vectors for rows that stay as they are.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use arrow_array::{ArrayRef, RecordBatch, UInt32Array};
use arrow_schema::{DataType, Schema};
use arrow_select::take::take_record_batch;
use lance::dataset::{MergeInsertBuilder, WhenMatched, WhenNotMatched};

use super::{
    Column, Repository, Result, Snapshot, predicate,
    rows::{Texts, vector_column},
    snapshot::RowId,
    write::check_width,
};

/// How often one upsert is repeated when others changed the same rows.
const CONFLICT_RETRIES: u32 = 10;

/// The new vector of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorUpdate {
    /// The row, in the snapshot that its text was read from.
    pub row: RowId,
    /// The vector of that text.
    pub vector: Vec<f32>,
}

/// What became of vectors that were to be replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Rows that have the new vector now.
    pub updated: usize,
    /// Rows that somebody changed or deleted since the snapshot; they were left alone.
    pub changed_meanwhile: usize,
    /// Rows without an id: nothing tells them apart, so they cannot be upserted.
    pub without_id: usize,
}

impl Repository {
    /// Gives rows of `snapshot` new vectors: one atomic upsert by id. All other columns stay as
    /// they are, and a row that differs by now in any of them is not touched.
    pub async fn replace_vectors(
        &self,
        snapshot: &Snapshot,
        updates: &[VectorUpdate],
    ) -> Result<Replaced> {
        let mut replaced = Replaced::default();
        if updates.is_empty() {
            return Ok(replaced);
        }
        for update in updates {
            check_width(&update.vector)?;
        }
        let rows: Vec<RowId> = updates.iter().map(|update| update.row).collect();
        let batch = with_vectors(&snapshot.take(&rows).await?, updates)
            .map_err(|error| self.failed("write to", &error))?;
        let rounds = rounds(&batch);
        replaced.without_id = rounds.without_id;
        for rows in rounds.batches {
            let asked = rows.len();
            let part = take_record_batch(&batch, &UInt32Array::from(rows))
                .map_err(|error| self.failed("write to", &error.into()))?;
            let changed = self.upsert(part).await?;
            replaced.updated += changed;
            replaced.changed_meanwhile += asked.saturating_sub(changed);
        }
        Ok(replaced)
    }

    async fn upsert(&self, rows: RecordBatch) -> Result<usize> {
        let dataset = self.snapshot().await?.dataset;
        let job = MergeInsertBuilder::try_new(dataset, vec![Column::Id.name().to_owned()])
            .and_then(|mut builder| {
                builder
                    .when_matched(WhenMatched::UpdateIf(predicate::unchanged()))
                    .when_not_matched(WhenNotMatched::DoNothing)
                    .conflict_retries(CONFLICT_RETRIES)
                    .try_build()
            })
            .map_err(|error| self.failed("write to", &error))?;
        let (_, stats) = job
            .execute_batches(vec![rows])
            .await
            .map_err(|error| self.failed("write to", &error))?;
        Ok(usize::try_from(stats.num_updated_rows).unwrap_or(usize::MAX))
    }
}

/// The same rows with new vectors.
fn with_vectors(batch: &RecordBatch, updates: &[VectorUpdate]) -> lance::Result<RecordBatch> {
    let schema = batch.schema();
    let columns: Vec<ArrayRef> = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, old)| match field.data_type() {
            DataType::FixedSizeList(item, width) => {
                let vectors: Vec<&[f32]> = updates.iter().map(|one| &one.vector[..]).collect();
                vector_column(item, *width, vectors.concat())
            }
            _ => Ok(Arc::clone(old)),
        })
        .collect::<std::result::Result<_, _>>()?;
    Ok(RecordBatch::try_new(
        Arc::new(Schema::new(schema.fields().clone())),
        columns,
    )?)
}

/// The rows of a batch in upserts that each hold an id once.
struct Rounds {
    batches: Vec<Vec<u32>>,
    without_id: usize,
}

fn rounds(batch: &RecordBatch) -> Rounds {
    let texts = Column::TEXTS.map(|column| Texts::of(batch, column));
    let [ids, ..] = texts;
    let mut rounds = Rounds {
        batches: Vec::new(),
        without_id: 0,
    };
    let mut uses: HashMap<&str, usize> = HashMap::new();
    let mut seen: HashSet<[Option<&str>; 8]> = HashSet::new();
    for (at, row) in (0u32..).zip(0..batch.num_rows()) {
        let Some(id) = ids.get(row) else {
            rounds.without_id += 1;
            continue;
        };
        // Rows that are equal in every column are one to the guard: the first updates them all.
        if !seen.insert(texts.map(|text| text.get(row))) {
            continue;
        }
        let round = uses.entry(id).or_default();
        if rounds.batches.len() == *round {
            rounds.batches.push(Vec::new());
        }
        rounds.batches[*round].push(at);
        *round += 1;
    }
    rounds
}
