//! The short columns of a table in memory, fragment by fragment, see [`super::fragment_cache`]: to
//! open thousands of fragments of one row for every list would take a second.

use std::{collections::HashMap, sync::Arc};

use arrow_array::RecordBatch;
use futures::TryStreamExt;
use lance::table::format::Fragment;

use super::{
    Column, Result, Snapshot,
    contents::ContentCache,
    fragment_cache::{Deleted, FragmentCache, fragment_of},
    origins::OriginCache,
    rows::Texts,
    snapshot::RowId,
    unfit::UnfitCache,
    visit,
};
use crate::domain::filter::{Fields, Filter};

/// What lists, counts and most filters look at: all but texts, metadata and vectors.
const LIGHT: [Column; 6] = [
    Column::Id,
    Column::Kind,
    Column::Project,
    Column::Session,
    Column::Agent,
    Column::Timestamp,
];

/// What is known of a table's fragments.
#[derive(Debug, Default)]
pub(crate) struct Light {
    columns: FragmentCache<Vec<RecordBatch>>,
    pub(super) unfit: UnfitCache,
    pub(super) origins: OriginCache,
    pub(super) contents: ContentCache,
}

/// The light columns of every row of a snapshot.
pub(crate) struct LightRows(Vec<Arc<Vec<RecordBatch>>>);

impl LightRows {
    /// The batches in the table's order.
    pub fn batches(&self) -> impl Iterator<Item = &RecordBatch> {
        self.0.iter().flat_map(|fragment| fragment.iter())
    }
}

/// Whether these columns of the rows that the filter admits can be told without reading the table.
pub(crate) fn suffices(filter: &Filter, columns: &[Column]) -> bool {
    filter.contains.is_empty() && columns.iter().all(|column| LIGHT.contains(column))
}

/// Shows every row of a batch that the filter admits: its place, and its number in the batch.
pub(crate) fn admitted<'a>(
    batch: &'a RecordBatch,
    filter: &'a Filter,
) -> impl Iterator<Item = (usize, RowId)> + 'a {
    let [kind, project, session, agent, timestamp] = [
        Column::Kind,
        Column::Project,
        Column::Session,
        Column::Agent,
        Column::Timestamp,
    ]
    .map(|column| Texts::of(batch, column));
    visit::row_ids(batch)
        .iter()
        .enumerate()
        .filter(move |(at, _)| {
            filter.admits(&Fields {
                text: "",
                kind: kind.get(*at).unwrap_or_default(),
                project_id: project.get(*at).unwrap_or_default(),
                session_id: session.get(*at).unwrap_or_default(),
                agent: agent.get(*at).unwrap_or_default(),
                timestamp: timestamp.get(*at).unwrap_or_default(),
            })
        })
        .map(|(at, row)| (at, RowId(*row)))
}

impl Snapshot {
    /// The light columns of all rows, or `None` when the table's row ids do not tell fragments.
    pub(crate) async fn light_rows(&self) -> Result<Option<LightRows>> {
        if self.dataset.manifest().uses_stable_row_ids() {
            return Ok(None);
        }
        let read = |missing| self.read_light(missing);
        let fragments = (self.light.columns)
            .values(
                &self.dataset,
                self.dataset.fragments(),
                Deleted::Hidden,
                read,
            )
            .await?;
        Ok(Some(LightRows(fragments)))
    }

    async fn read_light(&self, missing: Vec<Fragment>) -> Result<HashMap<u64, Vec<RecordBatch>>> {
        let mut scan = self.dataset.scan();
        scan.with_row_id()
            .batch_size(visit::BATCH_ROWS)
            .with_fragments(missing);
        scan.project(&LIGHT.map(Column::name))
            .map_err(|error| self.failed(&error))?;
        let mut stream = scan
            .try_into_stream()
            .await
            .map_err(|error| self.failed(&error))?;
        let mut read: HashMap<u64, Vec<RecordBatch>> = HashMap::new();
        while let Some(batch) = stream
            .try_next()
            .await
            .map_err(|error| self.failed(&error))?
        {
            for (fragment, part) in by_fragment(&batch) {
                read.entry(fragment).or_default().push(part);
            }
        }
        Ok(read)
    }
}

/// The parts of a batch that belong to one fragment each.
fn by_fragment(batch: &RecordBatch) -> Vec<(u64, RecordBatch)> {
    let rows = visit::row_ids(batch);
    let mut start = 0;
    rows.chunk_by(|one, next| fragment_of(*one) == fragment_of(*next))
        .map(|chunk| {
            let part = batch.slice(start, chunk.len());
            start += chunk.len();
            (fragment_of(chunk[0]), part)
        })
        .collect()
}
