//! Where the vectors of a table may come from, as far as the vectors themselves tell.
//!
//! Whether a record of a model holds takes the whole text and the whole vector. Both are read once a
//! fragment; what is kept of a row is its place, one byte and the digest that a record is compared
//! with. Nothing that is asked often may need that of all rows.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use arrow_array::RecordBatch;
use blake3::Hash;
use futures::{StreamExt, TryStreamExt};
use lance::{Dataset, table::format::Fragment};

use super::{
    Column, Result, Snapshot,
    blocking::compute,
    embeddings::digest,
    fragment_cache::{Deleted, FragmentCache, fragment_of},
    rows::{Texts, Vectors},
    snapshot::RowId,
    visit,
};
use crate::domain::{node_hash, shares::cores};

/// Rows read at a time: texts are up to 10 MB long.
const BATCH_ROWS: usize = 1024;

/// So many rows are rather taken one by one than looked at with all others of their fragments.
const FEW: usize = 1024;

/// What is kept between looks at one table.
pub(super) type OriginCache = FragmentCache<Vec<(u64, Origin)>>;

/// What a row's text and vector tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// There is no text that could have one.
    Blank,
    /// The vector is missing, zero, or a hash of some text: it means nothing.
    Meaningless,
    /// Some model may have made it: the one whose record has this digest.
    Digest(Hash),
}

/// The origins of a snapshot's rows, and perhaps of some that are gone.
#[derive(Debug)]
pub struct Origins(HashMap<u64, Origin>);

impl Origins {
    /// What is known of a row.
    #[must_use]
    pub fn of(&self, row: RowId) -> Origin {
        self.0.get(&row.0).copied().unwrap_or(Origin::Meaningless)
    }
}

impl Snapshot {
    /// Where each vector may come from. The first time it reads all texts and vectors, later only
    /// those of new fragments.
    pub async fn origins(&self) -> Result<Origins> {
        self.origins_in(self.dataset.fragments()).await
    }

    /// The same for some rows: all that matters of the others is not read.
    pub async fn origins_of(&self, rows: &[RowId]) -> Result<Origins> {
        let rows: Vec<u64> = rows.iter().map(|row| row.0).collect();
        if rows.len() <= FEW {
            let taken = self.columns(&rows, &[Column::Text, Column::Vector]).await;
            let batch = taken.map_err(|error| self.failed(&error))?;
            let batch = self.all_there(batch, rows.len())?;
            let origins = compute(move || Ok(rows.into_iter().zip(judge(&batch)).collect())).await;
            return Ok(Origins(origins.map_err(|error| self.failed(&error))?));
        }
        if self.dataset.manifest().uses_stable_row_ids() {
            return self.origins().await;
        }
        let wanted: HashSet<u64> = rows.iter().map(|row| fragment_of(*row)).collect();
        let fragments = self.dataset.fragments().iter();
        let fragments: Vec<Fragment> = fragments
            .filter(|fragment| wanted.contains(&fragment.id))
            .cloned()
            .collect();
        self.origins_in(&fragments).await
    }

    async fn origins_in(&self, fragments: &[Fragment]) -> Result<Origins> {
        let fragments = (self.light.origins)
            .values(&self.dataset, fragments, Deleted::Harmless, |missing| {
                read(&self.dataset, missing)
            })
            .await
            .map_err(|error| self.failed(&error))?;
        let rows = fragments.iter().flat_map(|rows| rows.iter().copied());
        Ok(Origins(rows.collect()))
    }
}

type Read = HashMap<u64, Vec<(u64, Origin)>>;

async fn read(dataset: &Arc<Dataset>, fragments: Vec<Fragment>) -> lance::Result<Read> {
    let mut scan = visit::scan_of(dataset);
    scan.with_fragments(fragments)
        .with_row_id()
        .with_row_address()
        .batch_size(BATCH_ROWS);
    scan.project(&[Column::Text.name(), Column::Vector.name()])?;
    let mut batches = (scan.try_into_stream().await?)
        .map(|batch| async move {
            let batch = batch?;
            compute(move || {
                let places = visit::fragments(&batch).zip(visit::row_ids(&batch));
                let judged = places.zip(judge(&batch));
                Ok(judged
                    .map(|((fragment, row), origin)| (fragment, *row, origin))
                    .collect::<Vec<_>>())
            })
            .await
        })
        .buffered(cores());
    let mut read = Read::new();
    while let Some(rows) = batches.try_next().await? {
        for (fragment, row, origin) in rows {
            read.entry(fragment).or_default().push((row, origin));
        }
    }
    Ok(read)
}

/// The origins of a batch's rows, in their order.
fn judge(batch: &RecordBatch) -> impl Iterator<Item = Origin> {
    let (texts, vectors) = (Texts::of(batch, Column::Text), Vectors::of(batch));
    (0..batch.num_rows()).map(move |at| origin(texts.get(at).unwrap_or_default(), vectors.get(at)))
}

fn origin(text: &str, vector: Option<&[f32]>) -> Origin {
    match vector {
        _ if text.trim().is_empty() => Origin::Blank,
        Some(vector) if vector.iter().any(|n| *n != 0.0) && !node_hash::is_hash(vector) => {
            Origin::Digest(digest(text, vector))
        }
        _ => Origin::Meaningless,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DIMENSION;

    #[test]
    fn what_means_nothing_is_told_from_what_may() {
        let zero = [0.0; DIMENSION];
        assert_eq!(origin(" \n", None), Origin::Blank);
        assert_eq!(origin("a", None), Origin::Meaningless);
        assert_eq!(origin("a", Some(&zero)), Origin::Meaningless);
        let hash = node_hash::vector_of("another text");
        assert_eq!(origin("a", Some(&hash)), Origin::Meaningless);
        let vector: Vec<f32> = (0_u16..).take(DIMENSION).map(f32::from).collect();
        let seen = origin("a", Some(&vector));
        assert_eq!(seen, Origin::Digest(digest("a", &vector)));
        assert_ne!(seen, origin("b", Some(&vector)));
    }
}
