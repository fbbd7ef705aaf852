//! The rows of a table that cannot be embedded, and why.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use futures::TryStreamExt;
use lance::table::format::Fragment;

use super::{
    Column, Result, Snapshot,
    fragment_cache::{Deleted, FragmentCache},
    rows::Texts,
    snapshot::RowId,
    table_version::TableVersion,
    visit,
};
use crate::domain::filter::Filter;

/// Why a row cannot be embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It has no id, so no record could name it.
    NoId,
    /// There is nothing in its text.
    Blank,
    /// Another row has the same id: no record could tell which of them it is about.
    RepeatedId,
}

/// The rows that cannot be embedded.
pub type UnfitRows = HashMap<RowId, Unfit>;

/// What was found out about a table's versions.
#[derive(Debug, Default)]
pub(super) struct UnfitCache {
    /// The rows of each fragment with nothing in their texts: few, so the texts, which are long, are
    /// read once.
    blank: FragmentCache<Vec<u64>>,
    last: Mutex<Option<(TableVersion, Arc<UnfitRows>)>>,
}

impl Snapshot {
    /// Every row that cannot be embedded; some may be gone, or of the type `system`. Costs nothing
    /// when nothing changed.
    pub async fn unfit(&self) -> Result<Arc<UnfitRows>> {
        let version = TableVersion::of(&self.dataset);
        let last = &self.light.unfit.last;
        let known = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, unfit)) = known.filter(|(of, _)| *of == version) {
            return Ok(unfit);
        }
        let blank = (self.light.unfit.blank)
            .values(
                &self.dataset,
                self.dataset.fragments(),
                Deleted::Harmless,
                |missing| self.read_blank(missing),
            )
            .await?;
        let blank: HashSet<u64> = blank.iter().flat_map(|rows| rows.iter().copied()).collect();
        let unfit = Arc::new(self.judge(&blank).await?);
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, Arc::clone(&unfit)));
        Ok(unfit)
    }

    async fn judge(&self, blank: &HashSet<u64>) -> Result<UnfitRows> {
        let mut unfit = UnfitRows::new();
        let mut first: HashMap<blake3::Hash, RowId> = HashMap::new();
        self.visit(&Filter::default(), &[Column::Id], |row, values| {
            let id = values[0];
            if id.is_empty() {
                unfit.insert(row, Unfit::NoId);
                return;
            }
            if let Some(other) = first.insert(blake3::hash(id.as_bytes()), row) {
                for row in [row, other] {
                    unfit.insert(row, Unfit::RepeatedId);
                }
            }
        })
        .await?;
        for row in blank.iter().copied().map(RowId) {
            unfit
                .entry(row)
                .and_modify(|why| {
                    if *why == Unfit::RepeatedId {
                        *why = Unfit::Blank;
                    }
                })
                .or_insert(Unfit::Blank);
        }
        Ok(unfit)
    }

    async fn read_blank(&self, missing: Vec<Fragment>) -> Result<HashMap<u64, Vec<u64>>> {
        let failed = |error: lance::Error| self.failed(&error);
        let mut scan = visit::scan_of(&self.dataset);
        scan.with_row_id()
            .with_row_address()
            .batch_size(visit::BATCH_ROWS)
            .with_fragments(missing);
        scan.project(&[Column::Text.name()]).map_err(failed)?;
        let mut stream = scan.try_into_stream().await.map_err(failed)?;
        let mut blank: HashMap<u64, Vec<u64>> = HashMap::new();
        while let Some(batch) = stream.try_next().await.map_err(failed)? {
            let texts = Texts::of(&batch, Column::Text);
            let places = visit::fragments(&batch).zip(visit::row_ids(&batch));
            for (at, (fragment, row)) in places.enumerate() {
                if texts.get(at).unwrap_or_default().trim().is_empty() {
                    blank.entry(fragment).or_default().push(*row);
                }
            }
        }
        Ok(blank)
    }
}
