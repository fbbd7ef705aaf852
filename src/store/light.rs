//! The short columns of a table in memory, fragment by fragment.
//!
//! Other programs store one row a commit, so a table may have thousands of fragments of one row,
//! and opening each of them for every list takes a second. A fragment never changes without
//! becoming unequal to itself, so what was read of it stays true: only new ones are read.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use arrow_array::RecordBatch;
use futures::TryStreamExt;
use lance::table::format::Fragment;

use super::{Column, Result, Snapshot, rows::Texts, snapshot::RowId, visit};
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

/// A row id's upper half is its fragment, as long as the table has no stable row ids.
const FRAGMENT_SHIFT: u32 = 32;

/// What is known of a table's fragments.
#[derive(Debug, Default)]
pub(crate) struct Light {
    newest: Mutex<Known>,
}

/// The fragments of one version, the newest that was read.
#[derive(Debug, Default)]
struct Known {
    version: u64,
    fragments: HashMap<u64, Arc<KnownFragment>>,
}

#[derive(Debug)]
struct KnownFragment {
    fragment: Fragment,
    batches: Vec<RecordBatch>,
}

/// The light columns of every row of a snapshot.
pub(crate) struct LightRows(Vec<Arc<KnownFragment>>);

impl LightRows {
    /// The batches in the table's order.
    pub fn batches(&self) -> impl Iterator<Item = &RecordBatch> {
        self.0.iter().flat_map(|known| &known.batches)
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
        let wanted = self.dataset.fragments();
        let known = self.light.find(wanted);
        let missing: Vec<Fragment> = wanted
            .iter()
            .filter(|fragment| !known.contains_key(&fragment.id))
            .cloned()
            .collect();
        let mut fragments = known;
        if !missing.is_empty() {
            fragments.extend(self.read_light(missing).await?);
            self.light.keep(self.version(), &fragments);
        }
        let in_order = wanted
            .iter()
            .filter_map(|fragment| fragments.remove(&fragment.id))
            .collect();
        Ok(Some(LightRows(in_order)))
    }

    async fn read_light(&self, missing: Vec<Fragment>) -> Result<Vec<(u64, Arc<KnownFragment>)>> {
        let mut scan = self.dataset.scan();
        scan.with_row_id()
            .batch_size(visit::BATCH_ROWS)
            .with_fragments(missing.clone());
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
        Ok(missing
            .into_iter()
            .map(|fragment| {
                let batches = read.remove(&fragment.id).unwrap_or_default();
                (fragment.id, Arc::new(KnownFragment { fragment, batches }))
            })
            .collect())
    }
}

impl Light {
    /// What is known of these fragments.
    fn find(&self, wanted: &[Fragment]) -> HashMap<u64, Arc<KnownFragment>> {
        let known = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        wanted
            .iter()
            .filter_map(|fragment| {
                let found = known.fragments.get(&fragment.id)?;
                (found.fragment == *fragment).then(|| (fragment.id, Arc::clone(found)))
            })
            .collect()
    }

    /// Keeps the fragments of a version, unless those of a later one are kept.
    fn keep(&self, version: u64, fragments: &HashMap<u64, Arc<KnownFragment>>) {
        let mut known = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if version >= known.version {
            known.version = version;
            known.fragments.clone_from(fragments);
        }
    }
}

/// The parts of a batch that belong to one fragment each.
fn by_fragment(batch: &RecordBatch) -> Vec<(u64, RecordBatch)> {
    let rows = visit::row_ids(batch);
    let mut start = 0;
    rows.chunk_by(|one, next| one >> FRAGMENT_SHIFT == next >> FRAGMENT_SHIFT)
        .map(|chunk| {
            let part = batch.slice(start, chunk.len());
            start += chunk.len();
            (chunk[0] >> FRAGMENT_SHIFT, part)
        })
        .collect()
}
