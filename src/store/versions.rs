//! All versions of a table that still exist: which rows lay in which files, from when to when.
//!
//! A data file never changes under its name, and most versions share most files with the one
//! before. So the manifests are walked once, and each distinct set of files is named once however
//! many versions have it.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use lance::{Dataset, table::format::Fragment};

use super::files;

/// How many manifests are read at the same time.
const READ_AT_ONCE: usize = 16;

/// Is told how much of how much is done, and says whether to go on.
pub type Watch<'a> = &'a mut (dyn FnMut(usize, usize) -> ControlFlow<()> + Send);

/// The versions of a table, in order.
#[derive(Debug)]
pub(super) struct Versions {
    /// When each was written.
    pub times: Vec<DateTime<Utc>>,
    /// What lay in any of them.
    pub sources: Vec<Source>,
}

/// Rows that lie together in files of their own.
#[derive(Debug)]
pub(super) struct Source {
    /// The table at a version that has these rows.
    pub table: Arc<Dataset>,
    /// The rows, none of them hidden.
    pub fragment: Fragment,
    /// When they were part of the table.
    pub spells: Vec<Spell>,
}

/// A run of versions in which the same rows of a source showed.
#[derive(Debug)]
pub(super) struct Spell {
    /// The first, by its place in [`Versions::times`].
    pub from: usize,
    /// The last.
    pub to: usize,
    /// The rows as they lay there, with those that were hidden.
    pub fragment: Fragment,
}

/// What tells one source from another.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    schema: usize,
    files: Vec<(String, Arc<[i32]>, Option<u32>)>,
    /// Overlays have no identity of their own, and are rare: all they say.
    overlays: String,
}

impl Versions {
    /// Reads the manifests of a table; `None` when told to stop. Versions that others remove
    /// meanwhile are left out, and so are those that cannot be read.
    pub(super) async fn read(table: &Dataset, watch: Watch<'_>) -> lance::Result<Option<Self>> {
        let mut gathered = Gathered::default();
        let walked = walk(table, watch, |version| gathered.add(version)).await?;
        Ok((walked != Walk::Stopped).then_some(gathered.versions))
    }
}

/// How a walk over all versions of a table ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    /// Every version was shown.
    Complete,
    /// Some could not be read, or were removed meanwhile.
    Partial,
    /// Somebody said so.
    Stopped,
}

/// Shows every version of a table, in order.
pub(super) async fn walk(
    table: &Dataset,
    watch: Watch<'_>,
    mut show: impl FnMut(Dataset),
) -> lance::Result<Walk> {
    let numbers = table.version_refs().await?;
    let total = numbers.len();
    let mut versions = stream::iter(numbers)
        .map(|version| {
            let table = table.clone();
            // On the runtime's other threads: large manifests take milliseconds to parse, and
            // LanceDB panics at one that was cut off.
            tokio::spawn(async move { table.checkout_version(version.version).await })
        })
        .buffered(READ_AT_ONCE)
        .enumerate();
    let mut end = Walk::Complete;
    while let Some((done, read)) = versions.next().await {
        match read {
            Ok(Ok(version)) => show(version),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a version is left out");
                end = Walk::Partial;
            }
            Err(error) => {
                tracing::warn!(%error, "a version is left out");
                end = Walk::Partial;
            }
        }
        if watch(done + 1, total).is_break() {
            return Ok(Walk::Stopped);
        }
    }
    Ok(end)
}

/// The data files in a table's folder that no version names, as sources that were never part of the
/// table: left by writes that were cut off, or of writes that go on now. Those that cannot be read
/// are left out.
pub(super) async fn strays(table: &Dataset, folder: &Path, versions: &Versions) -> Vec<Source> {
    let named: HashSet<&str> = versions
        .sources
        .iter()
        .flat_map(|source| &source.fragment.files)
        .map(|file| file.path.as_str())
        .collect();
    let table = Arc::new(table.clone());
    let mut strays = Vec::new();
    for name in files::names(&folder.join("data")).unwrap_or_default() {
        if named.contains(name.as_str()) || Path::new(&name).extension() != Some("lance".as_ref()) {
            continue;
        }
        match table.create_data_file(&name, None).await {
            Ok(file) => {
                let mut fragment = Fragment::new(0);
                fragment.files.push(file);
                strays.push(Source {
                    table: Arc::clone(&table),
                    fragment,
                    spells: Vec::new(),
                });
            }
            Err(error) => tracing::debug!(%error, name, "a stray file cannot be read"),
        }
    }
    strays
}

/// What was gathered of the versions so far.
#[derive(Debug)]
struct Gathered {
    versions: Versions,
    known: HashMap<Key, usize>,
    /// A version of each schema that the table had.
    schemas: Vec<Arc<Dataset>>,
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            versions: Versions {
                times: Vec::new(),
                sources: Vec::new(),
            },
            known: HashMap::new(),
            schemas: Vec::new(),
        }
    }
}

impl Gathered {
    fn add(&mut self, version: Dataset) {
        let at = self.versions.times.len();
        self.versions.times.push(version.manifest().timestamp());
        let schema = self
            .schemas
            .iter()
            .rposition(|known| known.schema() == version.schema());
        let fragments = Arc::clone(version.fragments());
        let schema = schema.unwrap_or_else(|| {
            self.schemas.push(Arc::new(version));
            self.schemas.len() - 1
        });
        for fragment in fragments.iter() {
            let sources = &mut self.versions.sources;
            let source = match self.known.entry(Key::of(schema, fragment)) {
                Entry::Occupied(known) => &mut sources[*known.get()],
                Entry::Vacant(new) => {
                    new.insert(sources.len());
                    sources.push(Source {
                        table: Arc::clone(&self.schemas[schema]),
                        fragment: Fragment {
                            deletion_file: None,
                            ..fragment.clone()
                        },
                        spells: Vec::new(),
                    });
                    let last = sources.len() - 1;
                    &mut sources[last]
                }
            };
            source.shows(at, fragment);
        }
    }
}

impl Source {
    fn shows(&mut self, at: usize, fragment: &Fragment) {
        match self.spells.last_mut() {
            Some(spell)
                if spell.to + 1 == at && spell.fragment.deletion_file == fragment.deletion_file =>
            {
                spell.to = at;
            }
            _ => self.spells.push(Spell {
                from: at,
                to: at,
                fragment: fragment.clone(),
            }),
        }
    }

    /// Its files in the table's folder.
    pub(super) fn files(&self, folder: &Path) -> impl Iterator<Item = PathBuf> {
        self.fragment
            .files
            .iter()
            .filter(|file| file.base_id.is_none())
            .map(|file| folder.join("data").join(&file.path))
    }

    /// Whether all its files are in the table's folder still.
    pub(super) fn is_there(&self, folder: &Path) -> bool {
        self.files(folder).all(|file| files::is_file(&file))
    }
}

impl Key {
    fn of(schema: usize, fragment: &Fragment) -> Self {
        Self {
            schema,
            files: fragment
                .files
                .iter()
                .map(|file| (file.path.clone(), Arc::clone(&file.fields), file.base_id))
                .collect(),
            overlays: if fragment.overlays.is_empty() {
                String::new()
            } else {
                format!("{:?}", fragment.overlays)
            },
        }
    }
}
