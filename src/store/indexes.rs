//! Upkeep of a table's full-text index: made when it pays, extended when it lags behind.

use lance::{
    Dataset,
    index::DatasetIndexExt,
    table::format::{Fragment, IndexMetadata},
};
use lance_index::{IndexType, optimize::OptimizeOptions};

use super::error::is_contention;
use super::{Result, Snapshot, analyzer, keyword_index};

/// Name of lore's full-text index. Other programs' indexes on the table are left alone.
pub(super) const TEXT_INDEX: &str = "lore_text";

/// Tables of fewer rows have no index: cutting so many texts into words takes a tenth of a second,
/// once a process.
pub const USEFUL_ROWS: usize = 5_000;

/// So many rows may be without the index before it is extended, at least and at most; between these
/// a twentieth of the table.
const TAIL_ROWS: (usize, usize) = (2_000, 10_000);

/// An index of more segments than this is merged into one when it is extended.
const MANY_SEGMENTS: usize = 4;

/// What upkeep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// Nothing: the table is too small, or its index is good.
    Nothing,
    /// Made the index.
    Created,
    /// Took new rows into the index.
    Extended,
    /// Another writer was in the way; nothing changed, the next time will do.
    Postponed,
}

impl Snapshot {
    /// Makes or extends the full-text index if that pays. Readers go on with the version they
    /// have, and writers are not kept out: whoever comes second gives way, here that is upkeep.
    pub async fn maintain(&self) -> Result<Upkeep> {
        match upkeep(Dataset::clone(&self.dataset)).await {
            Ok(done) => Ok(done),
            Err(error) if is_contention(&error) => Ok(Upkeep::Postponed),
            Err(error) => Err(self.failed(&error)),
        }
    }
}

async fn upkeep(mut table: Dataset) -> lance::Result<Upkeep> {
    let rows = table.count_rows(None).await?;
    let indexes = table.load_indices().await?;
    let segments: Vec<&IndexMetadata> = indexes
        .iter()
        .filter(|index| index.name == TEXT_INDEX)
        .collect();
    if segments.is_empty() && rows < USEFUL_ROWS {
        return Ok(Upkeep::Nothing);
    }
    let mut current = !segments.is_empty();
    for segment in &segments {
        current &= keyword_index::is_ours(&table, segment).await?;
    }
    if !current {
        let (columns, name) = (["text"], Some(TEXT_INDEX.to_owned()));
        let params = analyzer::index_params();
        table
            .create_index(&columns, IndexType::Inverted, name, &params, true)
            .await?;
        return Ok(Upkeep::Created);
    }
    let covered = |fragment: &Fragment| {
        let Ok(number) = u32::try_from(fragment.id) else {
            return false;
        };
        segments
            .iter()
            .filter_map(|segment| segment.fragment_bitmap.as_ref())
            .any(|fragments| fragments.contains(number))
    };
    let tail: usize = table
        .fragments()
        .iter()
        .filter(|fragment| !covered(fragment))
        .filter_map(Fragment::num_rows)
        .sum();
    if tail < (rows / 20).clamp(TAIL_ROWS.0, TAIL_ROWS.1) {
        return Ok(Upkeep::Nothing);
    }
    let merged = if segments.len() >= MANY_SEGMENTS {
        segments.len()
    } else {
        0
    };
    let options = OptimizeOptions::default()
        .index_names(vec![TEXT_INDEX.to_owned()])
        .num_indices_to_merge(Some(merged));
    table.optimize_indices(&options).await?;
    Ok(Upkeep::Extended)
}
