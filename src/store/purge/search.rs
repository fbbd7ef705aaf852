//! The search for texts in all files of a repository, as they lie there and as they read.

use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, File},
    io::{self, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use futures::{StreamExt, TryStreamExt, stream};
use lance::{Dataset, table::format::Fragment};

use super::Needles;
use crate::store::{
    Column, Error, Repository, Result, Watch,
    blocking::compute,
    rows::Texts,
    schema, tables, text_index,
    versions::{self, Source, Versions},
    visit::{BATCH_ROWS, scan_of},
};

/// How much of a file is looked at together.
const CHUNK: usize = 8 << 20;

/// How many files are read at the same time.
const READ_AT_ONCE: usize = 4;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// How many files were read.
    pub files: usize,
    /// Where a text stands that no other entry has.
    pub found_in: Vec<PathBuf>,
    /// Other entries that have one of the texts too. Where such a text stands tells nothing.
    pub also_said_by: Vec<String>,
}

/// Where which texts were seen.
#[derive(Debug, Default)]
struct Seen {
    places: Vec<(PathBuf, HashSet<usize>)>,
    /// The texts that other entries have.
    living: HashSet<usize>,
    also_said_by: BTreeSet<String>,
}

/// Looks for the texts everywhere below the database's folder; `None` when told to stop.
pub(super) async fn search(
    repository: &Repository,
    needles: &Needles,
    watch: Watch<'_>,
) -> Result<Option<Traces>> {
    let mut seen = Seen::default();
    for folder in tables::all(repository.database()) {
        if folder
            .file_name()
            .is_some_and(|name| name != text_index::FOLDER)
            && let Some(table) = tables::open(repository.name(), &folder).await?
        {
            let read = seen.read(&table, &folder, needles).await;
            read.map_err(|error| repository.failed("search", &error))?;
        }
    }
    let files = files_below(repository.database());
    let total = files.len();
    let mut searched = stream::iter(files.into_iter().map(|file| {
        let needles = needles.clone();
        compute(move || {
            let found = in_file(&file, &needles).map_err(|source| (file.clone(), source));
            Ok(found.map(|found| (file, found)))
        })
    }))
    .buffer_unordered(READ_AT_ONCE);
    let mut done = 0;
    while let Some(found) = searched.next().await {
        let found = found.map_err(|error| repository.failed("search", &error))?;
        let (file, found) = found.map_err(|(file, source)| Error::io("search", file, source))?;
        seen.add(file, found);
        done += 1;
        if watch(done, total).is_break() {
            return Ok(None);
        }
    }
    Ok(Some(seen.traces(total)))
}

impl Seen {
    fn add(&mut self, place: PathBuf, found: HashSet<usize>) {
        if !found.is_empty() {
            self.places.push((place, found));
        }
    }

    /// Reads every value of a table: those that it shows, and those that lie in its files without
    /// being shown.
    async fn read(
        &mut self,
        table: &Dataset,
        folder: &Path,
        needles: &Needles,
    ) -> lance::Result<()> {
        let holds_entries = schema::problem(&table.schema().into()).is_none();
        let mut left = HashSet::new();
        let mut batches = scan(table, None).await?;
        while let Some(batch) = batches.try_next().await? {
            let ids = Texts::of(&batch, Column::Id);
            each_value(&batch, |row, column, value| {
                let id = ids.get(row).unwrap_or_default();
                if holds_entries && !needles.are_of(id) {
                    let mut living = HashSet::new();
                    needles.in_value(value, says(column), &mut living);
                    if !living.is_empty() {
                        self.also_said_by.insert(id.to_owned());
                        self.living.extend(living);
                    }
                } else {
                    needles.in_value(value, says(column), &mut left);
                }
            });
        }
        self.add(folder.to_owned(), left);
        let go_on = &mut |_, _| ControlFlow::Continue(());
        let Some(versions) = Versions::read(table, go_on).await? else {
            return Ok(());
        };
        let strays = versions::strays(table, folder, &versions).await;
        let shown: HashSet<&str> = table
            .fragments()
            .iter()
            .filter(|fragment| fragment.deletion_file.is_none())
            .flat_map(|fragment| &fragment.files)
            .map(|file| file.path.as_str())
            .collect();
        let unshown = versions.sources.iter().filter(|source| {
            let mut files = source.fragment.files.iter();
            !files.all(|file| shown.contains(file.path.as_str()))
        });
        for source in unshown.chain(&strays) {
            // A file that cannot be read was cut off, or went in between.
            let found = in_source(source, needles).await.unwrap_or_default();
            for file in source.files(folder) {
                self.add(file, found.clone());
            }
        }
        Ok(())
    }

    fn traces(self, files: usize) -> Traces {
        let found_in: BTreeSet<PathBuf> = self
            .places
            .into_iter()
            .filter(|(_, found)| !found.is_subset(&self.living))
            .map(|(place, _)| place)
            .collect();
        Traces {
            files,
            found_in: found_in.into_iter().collect(),
            also_said_by: self.also_said_by.into_iter().collect(),
        }
    }
}

async fn in_source(source: &Source, needles: &Needles) -> lance::Result<HashSet<usize>> {
    let mut found = HashSet::new();
    let fragment = vec![source.fragment.clone()];
    let mut batches = scan(&source.table, Some(fragment)).await?;
    while let Some(batch) = batches.try_next().await? {
        each_value(&batch, |_, column, value| {
            needles.in_value(value, says(column), &mut found);
        });
    }
    Ok(found)
}

/// The columns of text of a table, of the rows that it shows or of those in some files.
async fn scan(
    table: &Dataset,
    fragments: Option<Vec<Fragment>>,
) -> lance::Result<lance::dataset::scanner::DatasetRecordBatchStream> {
    let columns: Vec<&str> = table
        .schema()
        .fields
        .iter()
        .filter(|field| matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8))
        .map(|field| field.name.as_str())
        .collect();
    let mut scan = scan_of(table);
    scan.batch_size(BATCH_ROWS).project(&columns)?;
    if let Some(fragments) = fragments {
        scan.with_fragments(fragments);
    }
    scan.try_into_stream().await
}

fn each_value(batch: &RecordBatch, mut visit: impl FnMut(usize, &str, &str)) {
    let schema = batch.schema();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let texts = Texts::from_array(column);
        for row in 0..batch.num_rows() {
            if let Some(value) = texts.get(row) {
                visit(row, field.name(), value);
            }
        }
    }
}

/// Whether what an entry says stands in such a column. In others a short text that is all of a value
/// means something else: `edit` is no text of an entry where the journal tells of one.
fn says(column: &str) -> bool {
    [Column::Text.name(), Column::Metadata.name()].contains(&column)
}

/// Every file in a folder and the folders in it. What cannot be looked into holds nothing that was
/// put there by a program of this user.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

/// The texts in a file's bytes; none when it went in between.
fn in_file(file: &Path, needles: &Needles) -> io::Result<HashSet<usize>> {
    let mut found = HashSet::new();
    let mut file = match File::open(file) {
        Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(found),
        file => file?,
    };
    let step = CHUNK.max(needles.longest()) as u64;
    let mut window = Vec::new();
    loop {
        let read = file.by_ref().take(step).read_to_end(&mut window)?;
        let end = (read as u64) < step;
        // The rest of a text that begins behind this may not be here yet.
        let begins = if end {
            window.len()
        } else {
            window.len().saturating_sub(needles.longest())
        };
        needles.in_bytes(&window, begins, end, &mut found);
        if end {
            return Ok(found);
        }
        window.drain(..begins);
    }
}
