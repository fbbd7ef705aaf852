//! Rows taken out of a table and others put in, in one commit.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use arrow_array::RecordBatch;
use lance::{
    Dataset,
    dataset::{
        CommitBuilder, InsertBuilder, WriteMode, WriteParams,
        transaction::{Operation, TransactionBuilder, UpdateMode},
    },
    table::format::Fragment,
};
use lance_select::RowAddrTreeMap;

use super::{
    Repository, Result, address, commit_log::BatchName, error::is_contention, files,
    fragment_cache::fragment_of,
};

/// How often LanceDB looks at what others committed meanwhile and tries again, as long as none of
/// it touched the same rows.
const COMMIT_RETRIES: u32 = 20;

/// What became of rows that were to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Replacing {
    /// All of it is done.
    Done,
    /// Nothing is: since the snapshot somebody changed, or moved, one of the rows.
    Stale,
}

impl Repository {
    /// Takes rows out of the table, by their addresses in the version that `added` was written for, and
    /// puts those in, all or nothing and seen at once. The commit carries the name of the batch.
    pub(super) async fn replace_rows(
        &self,
        removed: &[u64],
        added: NewRows,
        batch: &BatchName,
    ) -> Result<Replacing> {
        replace(added, removed, Some(batch.properties()))
            .await
            .map_err(|error| self.failed("write to", &error))
    }
}

/// The same for any table, with properties that its commit is to carry.
pub(super) async fn replace(
    added: NewRows,
    removed: &[u64],
    properties: Option<Arc<HashMap<String, String>>>,
) -> lance::Result<Replacing> {
    let table = &added.table;
    let deleted = match delete(table, removed).await {
        Ok(deleted) => deleted,
        Err(error) => {
            added.discard();
            return Err(error);
        }
    };
    let operation = operation(table, deleted, added.fragments.clone());
    let transaction = TransactionBuilder::new(table.version_id(), operation)
        .transaction_properties(properties)
        .build();
    let committed = CommitBuilder::new(Arc::clone(table))
        .with_affected_rows(removed.iter().collect::<RowAddrTreeMap>())
        .with_max_retries(COMMIT_RETRIES)
        .execute(transaction)
        .await;
    match committed {
        Ok(_) => Ok(Replacing::Done),
        Err(error) if is_contention(&error) => {
            added.discard();
            Ok(Replacing::Stale)
        }
        // It may have been committed all the same: what it wrote must stay.
        Err(error) => Err(error),
    }
}

/// Files of rows that no version of their table names yet.
pub(super) struct NewRows {
    table: Arc<Dataset>,
    fragments: Vec<Fragment>,
}

impl NewRows {
    /// Writes rows, if there are any, to be put into a table.
    pub async fn write(table: &Arc<Dataset>, rows: Option<RecordBatch>) -> lance::Result<Self> {
        let rows = rows.filter(|rows| rows.num_rows() > 0);
        Ok(Self {
            table: Arc::clone(table),
            fragments: match rows {
                Some(rows) => write(table, rows).await?,
                None => Vec::new(),
            },
        })
    }

    /// Removes the files. What cannot be removed harms nobody: LanceDB's own cleanup takes it later.
    pub fn discard(&self) {
        let data = address::folder(self.table.uri()).join("data");
        for file in self.fragments.iter().flat_map(|fragment| &fragment.files) {
            if let Err(error) = files::remove(&data.join(&file.path)) {
                tracing::warn!(%error, "a data file that nobody needs was not removed");
            }
        }
    }
}

async fn write(table: &Arc<Dataset>, rows: RecordBatch) -> lance::Result<Vec<Fragment>> {
    let params = WriteParams {
        mode: WriteMode::Append,
        session: Some(table.session()),
        ..WriteParams::default()
    };
    let written = InsertBuilder::new(Arc::clone(table))
        .with_params(&params)
        .execute_uncommitted(vec![rows])
        .await?;
    match written.operation {
        Operation::Append { fragments } => Ok(fragments),
        _ => Err(lance::Error::internal(
            "rows to be appended were not written as such".to_owned(),
        )),
    }
}

/// Fragments without some of their rows, and the numbers of those that have none left.
#[derive(Default)]
struct Deleted {
    updated: Vec<Fragment>,
    emptied: Vec<u64>,
}

async fn delete(table: &Dataset, addresses: &[u64]) -> lance::Result<Deleted> {
    let mut offsets: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for address in addresses {
        let offset = u32::try_from(address & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        offsets
            .entry(fragment_of(*address))
            .or_default()
            .push(offset);
    }
    let mut deleted = Deleted::default();
    for fragment in table.get_fragments() {
        let id = fragment.metadata().id;
        if let Some(offsets) = offsets.remove(&id) {
            match fragment.extend_deletions(offsets).await? {
                Some(rest) => deleted.updated.push(rest.metadata().clone()),
                None => deleted.emptied.push(id),
            }
        }
    }
    match offsets.keys().next() {
        None => Ok(deleted),
        Some(unknown) => Err(lance::Error::internal(format!(
            "the table has no fragment {unknown}"
        ))),
    }
}

fn operation(table: &Dataset, deleted: Deleted, added: Vec<Fragment>) -> Operation {
    let removes = !deleted.updated.is_empty() || !deleted.emptied.is_empty();
    match (removes, added.is_empty()) {
        (false, _) => Operation::Append { fragments: added },
        (true, true) => Operation::Delete {
            updated_fragments: deleted.updated,
            deleted_fragment_ids: deleted.emptied,
            predicate: "rows by address".to_owned(),
        },
        (true, false) => Operation::Update {
            removed_fragment_ids: deleted.emptied,
            updated_fragments: deleted.updated,
            new_fragments: added,
            fields_modified: Vec::new(),
            compacted_sstables: Vec::new(),
            // Whole rows are written, so no index over any column covers the new fragments.
            fields_for_preserving_frag_bitmap: (table.schema().fields_pre_order())
                .filter_map(|field| u32::try_from(field.id).ok())
                .collect(),
            update_mode: Some(UpdateMode::RewriteRows),
            inserted_rows_filter: None,
            updated_fragment_offsets: None,
        },
    }
}
