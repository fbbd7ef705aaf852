//! What rows said in all versions of a table that still exist.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use lance::{Dataset, dataset::fragment::FileFragment, table::format::Fragment};

use super::{
    Column, Error, Repository, Result, create, manifest,
    repository::new_session,
    rows::{self, Texts},
    schema,
    versions::{self, Source, Versions, Watch},
    visit::{BATCH_ROWS, row_addresses},
};
use crate::domain::entry::Entry;

/// Sources whose ids are read in one scan.
const SCANNED_AT_ONCE: usize = 512;

/// A row as it stood over a run of a table's versions.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRow {
    /// What it said.
    pub entry: Entry,
    /// The first version of the run, counted among those that still exist.
    pub from: usize,
    /// The last.
    pub to: usize,
    /// When the first was written.
    pub since: DateTime<Utc>,
    /// Whether the run reaches the newest version.
    pub stands: bool,
}

/// What was found of some ids in all versions.
struct Found<'a> {
    hits: Vec<Hits<'a>>,
    /// Those of which anything was.
    ids: HashSet<String>,
}

/// Rows of a source, by their places in it.
struct Hits<'a> {
    source: &'a Source,
    offsets: Vec<u32>,
}

impl Repository {
    /// What the entries with these ids said in all versions of the shared table, by the version
    /// in which they began to; `None` when told to stop. Nothing but ids is read of other rows.
    pub async fn past(
        &self,
        ids: &HashSet<String>,
        watch: Watch<'_>,
    ) -> Result<Option<Vec<PastRow>>> {
        past_of(self.name(), self.table_folder(), ids, watch).await
    }
}

/// The same for any table that has the nine columns. One that is not there says nothing.
pub(super) async fn past_of(
    repository: &str,
    folder: &Path,
    ids: &HashSet<String>,
    watch: Watch<'_>,
) -> Result<Option<Vec<PastRow>>> {
    let failed = |error: lance::Error| Error::table("read the history of", repository, &error);
    let Some(table) = open(repository, folder).await? else {
        return Ok(Some(Vec::new()));
    };
    let versions = Versions::read(&table, watch).await.map_err(failed)?;
    let Some(versions) = versions else {
        return Ok(None);
    };
    let found = find(&versions.sources, folder, ids, watch).await;
    let Some(found) = found.map_err(failed)? else {
        return Ok(None);
    };
    let mut past = Vec::new();
    for hits in found.hits.iter().filter(|hits| hits.are_entries()) {
        match hits.read(repository).await {
            Ok(entries) => past.extend(hits.stood(entries, &versions.times).await),
            Err(_) if !hits.source.is_there(folder) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    past.sort_by_key(|row| (row.from, row.to));
    Ok(Some(past))
}

/// What a table's files hold of some ids, shown by a version or not.
#[derive(Debug, Default)]
pub(super) struct Remains {
    /// Those of the ids of which there is anything.
    pub ids: HashSet<String>,
    /// What the rows say, where the table has the nine columns.
    pub entries: Vec<Entry>,
    /// Files that belong to no version and hold such rows.
    pub strays: Vec<PathBuf>,
}

/// Looks through a table that has ids; `None` when told to stop.
pub(super) async fn remains(
    repository: &str,
    folder: &Path,
    ids: &HashSet<String>,
    watch: Watch<'_>,
) -> Result<Option<Remains>> {
    let failed = |error: lance::Error| Error::table("read the history of", repository, &error);
    let Some(table) = open(repository, folder).await? else {
        return Ok(Some(Remains::default()));
    };
    let versions = Versions::read(&table, watch).await.map_err(failed)?;
    let Some(versions) = versions else {
        return Ok(None);
    };
    let found = find(&versions.sources, folder, ids, watch).await;
    let Some(found) = found.map_err(failed)? else {
        return Ok(None);
    };
    let mut remains = Remains {
        ids: found.ids,
        ..Remains::default()
    };
    for hits in found.hits.iter().filter(|hits| hits.are_entries()) {
        match hits.read(repository).await {
            Ok(entries) => remains.entries.extend(entries),
            Err(_) if !hits.source.is_there(folder) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    // One by one: each of them may be half a file.
    for stray in versions::strays(&table, folder, &versions).await {
        let stray = std::slice::from_ref(&stray);
        let Ok(Some(found)) = find(stray, folder, ids, watch).await else {
            continue;
        };
        remains.ids.extend(found.ids);
        for hits in found.hits {
            remains.strays.extend(hits.source.files(folder));
            if hits.are_entries()
                && let Ok(entries) = hits.read(repository).await
            {
                remains.entries.extend(entries);
            }
        }
    }
    Ok(Some(remains))
}

/// A table with caches of its own: thousands of manifests would drive everything else out of the
/// shared ones.
async fn open(repository: &str, folder: &Path) -> Result<Option<Dataset>> {
    if !manifest::has_versions(folder) {
        return Ok(None);
    }
    let table = create::open_table(folder, &Arc::new(new_session())).await?;
    table
        .map(Some)
        .map_err(|error| Error::table("read the history of", repository, &error))
}

/// The rows with these ids in any of the sources.
async fn find<'a>(
    sources: &'a [Source],
    folder: &Path,
    ids: &HashSet<String>,
    watch: Watch<'_>,
) -> lance::Result<Option<Found<'a>>> {
    let numbered: Vec<(usize, &Source)> = sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.table.schema().field(Column::Id.name()).is_some())
        .collect();
    let mut places: Vec<(usize, u32)> = Vec::new();
    let mut known = HashSet::new();
    let mut done = 0;
    // A scan takes its columns from one version, so the sources of one scan have one schema.
    for same in numbered.chunk_by(|(_, one), (_, other)| Arc::ptr_eq(&one.table, &other.table)) {
        for some in same.chunks(SCANNED_AT_ONCE) {
            if watch(done, numbered.len()).is_break() {
                return Ok(None);
            }
            scan(some, folder, &mut |place, id| {
                if let Some(id) = ids.get(id) {
                    places.push(place);
                    known.insert(id.clone());
                }
            })
            .await?;
            done += some.len();
        }
    }
    places.sort_unstable();
    let hits = places
        .chunk_by(|one, other| one.0 == other.0)
        .map(|of_one| Hits {
            source: &sources[of_one[0].0],
            offsets: of_one.iter().map(|(_, offset)| *offset).collect(),
        });
    Ok(Some(Found {
        hits: hits.collect(),
        ids: known,
    }))
}

/// Shows the id and the place of every row, hidden ones too. Sources whose files are removed
/// meanwhile are left out.
async fn scan(
    sources: &[(usize, &Source)],
    folder: &Path,
    visit: &mut (dyn FnMut((usize, u32), &str) + Send),
) -> lance::Result<()> {
    let mut sources = sources.to_vec();
    loop {
        let mut seen = Vec::new();
        match scan_once(&sources, &mut seen).await {
            Ok(()) => {
                for (place, id) in &seen {
                    visit(*place, id);
                }
                return Ok(());
            }
            Err(error) => {
                let before = sources.len();
                sources.retain(|(_, source)| source.is_there(folder));
                if sources.len() == before {
                    return Err(error);
                }
            }
        }
    }
}

async fn scan_once(
    sources: &[(usize, &Source)],
    seen: &mut Vec<((usize, u32), String)>,
) -> lance::Result<()> {
    let Some((_, first)) = sources.first() else {
        return Ok(());
    };
    // The address of a row begins with the number of its fragment, which is ours to give here.
    let fragments: Vec<Fragment> = sources
        .iter()
        .map(|(number, source)| Fragment {
            id: *number as u64,
            ..source.fragment.clone()
        })
        .collect();
    let mut scan = first.table.scan();
    scan.with_row_address()
        .with_fragments(fragments)
        .batch_size(BATCH_ROWS);
    scan.project(&[Column::Id.name()])?;
    let mut batches = scan.try_into_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        let ids = Texts::of(&batch, Column::Id);
        for (at, address) in row_addresses(&batch).iter().enumerate() {
            let number = usize::try_from(address >> 32).unwrap_or(usize::MAX);
            let offset = u32::try_from(address & u64::from(u32::MAX)).unwrap_or(u32::MAX);
            if let Some(id) = ids.get(at) {
                seen.push(((number, offset), id.to_owned()));
            }
        }
    }
    Ok(())
}

impl Hits<'_> {
    fn are_entries(&self) -> bool {
        schema::problem(&self.source.table.schema().into()).is_none()
    }

    /// What the rows say, in their order.
    async fn read(&self, repository: &str) -> lance::Result<Vec<Entry>> {
        let table = &self.source.table;
        let columns = table.schema().project(&Column::ALL.map(Column::name))?;
        let fragment = FileFragment::new(Arc::clone(table), self.source.fragment.clone());
        let batch = fragment.take(&self.offsets, &columns).await?;
        Ok(rows::entries(repository, &batch))
    }

    /// When each of the rows showed. Versions whose list of hidden rows is gone are gone.
    async fn stood(&self, entries: Vec<Entry>, times: &[DateTime<Utc>]) -> Vec<PastRow> {
        let mut runs: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.offsets.len()];
        for spell in &self.source.spells {
            let fragment =
                FileFragment::new(Arc::clone(&self.source.table), spell.fragment.clone());
            let Ok(hidden) = fragment.get_deletion_vector().await else {
                continue;
            };
            for (offset, runs) in self.offsets.iter().zip(&mut runs) {
                if hidden
                    .as_ref()
                    .is_some_and(|hidden| hidden.contains(*offset))
                {
                    continue;
                }
                match runs.last_mut() {
                    Some((_, to)) if *to + 1 == spell.from => *to = spell.to,
                    _ => runs.push((spell.from, spell.to)),
                }
            }
        }
        entries
            .into_iter()
            .zip(runs)
            .flat_map(|(entry, runs)| {
                runs.into_iter().map(move |(from, to)| PastRow {
                    entry: entry.clone(),
                    from,
                    to,
                    since: times[from],
                    stands: to + 1 == times.len(),
                })
            })
            .collect()
    }
}
