//! Entries brought in from files: lore's own formats, and those of others.
//!
//! A file is read twice, record by record: first all of it is looked at, and nothing written; then
//! it is brought in, batch by batch. A batch is in the table as a whole or not at all. What an
//! import has brought is found again by what it says, so one that was stopped or killed is completed
//! by running it again.

mod ahead;
mod batch;
mod batches;
mod bounded;
mod columns;
mod documents;
mod feed;
mod fitting;
mod imported;
mod left_out;
mod lines;
mod markdown;
mod notes;
mod passed;
mod row_columns;
mod source;
mod tables;
mod tally;
mod target;
mod there;
mod vectors;

use std::{collections::BTreeSet, path::PathBuf};

use super::{
    Cancel, Error, Lore, Progress, Result,
    changing::{Import, Report},
};
use crate::{
    domain::{count::counted, exchange::Format, printable::printable_line},
    store::{self, check_name},
};
use ahead::Ahead;
use batch::Bringing;
use fitting::Fitting;
pub use imported::{BadRecord, Imported, MOST_NAMED};
use source::Source;

/// What is to become of an entry whose id is there already, with something else in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// The one in the store stays.
    #[default]
    Skip,
    /// The one of the file takes its place.
    Replace,
    /// Nothing at all is brought in.
    Fail,
}

/// What is to be brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRequest {
    /// A file or, in some formats, a folder.
    pub path: PathBuf,
    /// What people call it.
    pub name: String,
    /// Its format; without one, its beginning tells.
    pub format: Option<Format>,
    /// What becomes of entries that are there already with something else in them.
    pub on_conflict: OnConflict,
    /// Nothing is written.
    pub dry_run: bool,
    /// The repository that takes everything.
    pub repository: Option<String>,
    /// The project of entries that name none, and no repository either.
    pub project: String,
}

impl Lore {
    /// Brings entries in. Tells of every record that is no good and goes on without it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such file; [`Error::Invalid`] when it cannot be read to
    /// its end, or its format is not told; [`Error::Conflict`] when entries are there with something
    /// else in them and this was to fail then. Nothing was written in all these cases.
    pub async fn import(
        &self,
        request: &ImportRequest,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Imported> {
        if let Some(repository) = &request.repository {
            check_name(repository)?;
        }
        let source = Source::of(request)?;
        // Got ready while all of it is looked at.
        let ahead = (!request.dry_run)
            .then(|| Ahead::of(&source, Fitting::new(self, request, &source, true)));
        let looks_closely = request.dry_run || request.on_conflict == OnConflict::Fail;
        let mut seen = Box::pin(self.look_at(request, &source, looks_closely, cancel)).await?;
        let repositories = std::mem::take(&mut seen.repositories);
        for name in &repositories {
            if let Err(store::Error::NoRepository(_)) = self.store.repository(name).await {
                self.store.check_new(name)?;
                seen.imported.new_repositories.push(name.clone());
            }
        }
        let mut imported = seen.imported;
        if request.on_conflict == OnConflict::Fail && imported.conflicts > 0 {
            return Err(conflict(&imported));
        }
        let Some(ahead) = ahead.filter(|_| !imported.cancelled && imported.records > 0) else {
            return Ok(imported);
        };
        imported = Imported {
            format: imported.format,
            records: imported.records,
            new_repositories: imported.new_repositories,
            ..Imported::default()
        };
        for name in &repositories {
            self.store.repository_or_create(name).await?;
        }
        let names = repositories.iter().map(String::as_str).collect();
        let locked = self.lock(&names).await?;
        let detail = format!("from {}", printable_line(&request.name));
        let import = Import::new(self, &locked, &detail);
        let bringing = Bringing::new(self, request, &locked.repositories, Some(import)).await?;
        let mut imported = Box::pin(bring_in(ahead, bringing, imported, cancel, progress)).await?;
        imported.left_out = source.left_out.counts();
        Ok(imported)
    }

    /// Reads all of a file and writes nothing.
    async fn look_at(
        &self,
        request: &ImportRequest,
        source: &Source,
        closely: bool,
        cancel: &Cancel,
    ) -> Result<Seen> {
        let mut seen = Seen {
            imported: Imported {
                format: Some(source.format),
                ..Imported::default()
            },
            repositories: BTreeSet::new(),
        };
        let all = if closely {
            self.store.repositories().await?
        } else {
            Vec::new()
        };
        let mut bringing = Bringing::new(self, request, &all, None).await?;
        let fitting = Fitting::new(self, request, source, request.dry_run);
        let source = source.without_vectors();
        let mut ahead = Ahead::of(&source, fitting);
        while let Some(fitted) = ahead.next().await? {
            if cancel.is_cancelled() {
                seen.imported.cancelled = true;
                return Ok(seen);
            }
            seen.imported.records += fitted.len();
            seen.imported.take_in(fitted.told);
            seen.repositories.extend(fitted.groups.keys().cloned());
            if closely {
                bringing.compare(fitted.groups, &mut seen.imported).await?;
            }
        }
        seen.imported.left_out = source.left_out.counts();
        Ok(seen)
    }
}

/// Brings all of a file in, batch by batch.
async fn bring_in(
    mut ahead: Ahead,
    mut bringing: Bringing<'_>,
    mut imported: Imported,
    cancel: &Cancel,
    progress: Report<'_>,
) -> Result<Imported> {
    let total = imported.records;
    let mut done = 0;
    progress(Progress { done, total });
    loop {
        let next = ahead.next().await;
        let next = next.map_err(|error| imported.cut_short(error))?;
        let Some(fitted) = next else {
            break;
        };
        let length = fitted.len();
        imported.take_in(fitted.told);
        let mut embedded = |more: usize| {
            let done = (done + more).min(total);
            progress(Progress { done, total });
        };
        let brought = bringing.bring(fitted.groups, &mut imported, cancel, &mut embedded);
        let brought = Box::pin(brought).await;
        if !brought.map_err(|error| imported.cut_short(error))? {
            imported.cancelled = true;
            break;
        }
        done += length;
        progress(Progress { done, total });
    }
    imported.change = bringing.finish(!imported.cancelled).await?;
    Ok(imported)
}

/// What a look at a file told.
struct Seen {
    imported: Imported,
    repositories: BTreeSet<String>,
}

fn conflict(imported: &Imported) -> Error {
    let first = imported.conflicting.first();
    let first = first.map_or(String::new(), |(repository, id)| {
        format!(", the first is {id} in {repository}")
    });
    Error::Conflict(format!(
        "{} in the store with something else in them{first}; nothing was imported: choose --on-conflict skip or replace",
        counted(
            imported.conflicts,
            "entry of the file is",
            "entries of the file are"
        )
    ))
}
