//! The short columns of a table in memory, fragment by fragment, see [`super::fragment_cache`]: to
//! open thousands of fragments of one row for every list would take a second.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use futures::{StreamExt, TryStreamExt};
use lance::table::format::Fragment;

use super::{
    Column, Result, Snapshot,
    allowed::AllowedCache,
    blocking::compute,
    contents::ContentCache,
    find::Asked,
    fragment_cache::{Deleted, FragmentCache, fragment_of},
    haystacks::HaystackCache,
    lost_files::SeenFiles,
    origins::OriginCache,
    packed::packed,
    read_cache::ReadCache,
    rows::Texts,
    runs::{self, Join, Runs},
    small_fragments::{self, SmallCache, SmallFragments},
    snapshot::RowId,
    table_version::{OfLast, TableVersion},
    unfit::UnfitCache,
    visit,
};
use crate::domain::{
    filter::{Fields, Filter},
    shares::cores,
};

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
    columns: FragmentCache<LightFragment>,
    runs: Runs<LightFragment>,
    pub(super) rows: OfLast<LightRows>,
    /// An entry by its id.
    pub(super) asked: Asked,
    /// The beginning of an order.
    pub(super) begun: Asked,
    pub(super) files: SeenFiles,
    pub(super) allowed: AllowedCache,
    pub(super) read: ReadCache,
    pub(super) small: SmallCache,
    pub(super) small_by_number: OfLast<SmallFragments>,
    pub(super) unfit: UnfitCache,
    pub(super) origins: OriginCache,
    pub(super) contents: ContentCache,
    pub(super) haystacks: HaystackCache,
}

/// The light columns of a fragment, or of some.
#[derive(Debug, Default)]
struct LightFragment(Vec<RecordBatch>);

impl Join for LightFragment {
    fn rows(&self) -> usize {
        self.0.iter().map(RecordBatch::num_rows).sum()
    }

    fn join(parts: &[Arc<Self>]) -> Self {
        let batches: Vec<&RecordBatch> = parts.iter().flat_map(|part| &part.0).collect();
        let joined = batches
            .first()
            .map(|first| concat_batches(&first.schema(), batches.iter().copied()));
        match joined {
            Some(Ok(joined)) => Self(vec![joined]),
            // They were written with different types of text.
            _ => Self(batches.into_iter().cloned().collect()),
        }
    }
}

/// The light columns of every row of a snapshot.
#[derive(Debug)]
pub(crate) struct LightRows(Vec<Arc<LightFragment>>);

impl LightRows {
    /// The batches in the table's order.
    pub fn batches(&self) -> impl Iterator<Item = &RecordBatch> {
        self.0.iter().flat_map(|fragment| fragment.0.iter())
    }
}

/// Whether these columns of the rows that the filter admits can be told without reading the table.
pub(crate) fn suffices(filter: &Filter, columns: &[Column]) -> bool {
    filter.contains.is_empty() && columns.iter().all(|column| LIGHT.contains(column))
}

/// The columns about which a filter says anything.
pub(crate) fn looked_at(filter: &Filter) -> Vec<Column> {
    let dated = filter.before.is_some() || filter.after.is_some();
    let columns = [
        // Rows of type `system` are left out of what names no type.
        (Column::Kind, true),
        (Column::Project, !filter.projects.is_empty()),
        (Column::Session, !filter.sessions.is_empty()),
        (Column::Agent, !filter.agents.is_empty()),
        (Column::Timestamp, dated),
    ];
    let matters = columns.into_iter().filter(|(_, matters)| *matters);
    matters.map(|(column, _)| column).collect()
}

/// Shows every row of a batch that the filter admits: its place, and its number in the batch. Looks
/// only into columns about which the filter says anything.
pub(crate) fn admitted<'a>(
    batch: &'a RecordBatch,
    filter: &'a Filter,
) -> impl Iterator<Item = (usize, RowId)> + 'a {
    let looked_at = looked_at(filter);
    let column = |column| {
        if looked_at.contains(&column) {
            Texts::of(batch, column)
        } else {
            Texts::Absent
        }
    };
    let kind = column(Column::Kind);
    let project = column(Column::Project);
    let session = column(Column::Session);
    let agent = column(Column::Agent);
    let timestamp = column(Column::Timestamp);
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
    pub(crate) async fn light_rows(&self) -> Result<Option<Arc<LightRows>>> {
        if self.dataset.manifest().uses_stable_row_ids() {
            return Ok(None);
        }
        let version = TableVersion::of(&self.dataset);
        if let Some(rows) = self.light.rows.get(version) {
            return Ok(Some(rows));
        }
        let fragments = self.dataset.fragments();
        let read = |missing| Box::pin(self.read_light(missing));
        let values = (self.light.columns)
            .values(&self.dataset, fragments, Deleted::Hidden, read)
            .await
            .map_err(|error| self.failed(&error))?;
        let numbers = fragments.iter().map(|fragment| fragment.id);
        let values: Vec<_> = numbers.zip(values).collect();
        let rows = LightRows(self.light.runs.of(&values));
        Ok(Some(self.light.rows.keep(version, rows)))
    }

    pub(super) fn has_light_rows(&self) -> bool {
        let version = TableVersion::of(&self.dataset);
        self.light.rows.get(version).is_some()
    }

    async fn read_light(
        &self,
        missing: Vec<Fragment>,
    ) -> lance::Result<HashMap<u64, LightFragment>> {
        let small = self.small().await?;
        // Those of small fragments are joined, which takes that they are all of one type.
        let large = missing.iter().filter(|fragment| {
            let rows = fragment.num_rows();
            rows.is_some_and(|rows| rows > runs::MOST_ROWS)
        });
        let large: Arc<HashSet<u64>> = Arc::new(large.map(|fragment| fragment.id).collect());
        let mut parts =
            small_fragments::read(&self.dataset, &small, missing, &LIGHT, visit::BATCH_ROWS)
                .await?
                .map(|batch| {
                    let large = Arc::clone(&large);
                    async move {
                        let batch = batch?;
                        compute(move || light_parts(&batch, &large)).await
                    }
                })
                .buffered(cores());
        let mut read: HashMap<u64, LightFragment> = HashMap::new();
        while let Some(parts) = parts.try_next().await? {
            for (fragment, part) in parts {
                read.entry(fragment).or_default().0.push(part);
            }
        }
        Ok(read)
    }
}

/// The light columns of a batch's rows, by fragment.
fn light_parts(
    batch: &RecordBatch,
    large: &HashSet<u64>,
) -> lance::Result<Vec<(u64, RecordBatch)>> {
    let mut batch = batch.clone();
    // Their places tell where they stand in the files.
    if let Ok(at) = batch.schema().index_of(visit::ROW_ADDRESS) {
        batch.remove_column(at);
    }
    let mut parts = by_fragment(&batch);
    for (fragment, part) in &mut parts {
        if large.contains(fragment) {
            *part = packed(part)?;
        }
    }
    Ok(parts)
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
