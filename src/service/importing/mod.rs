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
mod lines;
mod markdown;
mod notes;
mod source;
mod tables;
mod tally;
mod vectors;

use std::{collections::BTreeSet, path::PathBuf};

use super::{
    Cancel, Error, Lore, Progress, Result,
    changing::{Import, Report},
};
use crate::{
    domain::{
        change::{ChangeId, Refused},
        count::counted,
        exchange::Format,
        printable::printable_line,
    },
    store::{self, check_name},
};
use ahead::{Ahead, Fitted};
use batch::Bringing;
use feed::Found;
use fitting::Fitting;
use source::Source;

/// Bad records that are named one by one.
pub const MOST_NAMED: usize = 1_000;

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

/// A record that could not be brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRecord {
    /// The line, in formats of lines; else the number of the record, from 1.
    pub number: u64,
    /// The file, where several were read.
    pub file: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}

/// What came of an import or, on a dry run, would come of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The format that was read.
    pub format: Option<Format>,
    /// The journal's name for it; `None` when nothing changed.
    pub change: Option<ChangeId>,
    /// Good records in the file.
    pub records: usize,
    /// Entries that are new.
    pub added: usize,
    /// Entries that took another's place.
    pub replaced: usize,
    /// Entries that were there already as they are in the file.
    pub same: usize,
    /// Entries whose ids are there with something else in them, and stay so.
    pub conflicts: usize,
    /// The first of these, by repository and id.
    pub conflicting: Vec<(String, String)>,
    /// Vectors that were made anew.
    pub embedded: usize,
    /// Vectors of no known model that were kept; `lore reembed` makes them anew.
    pub unknown_vectors: usize,
    /// Good records that hold credentials.
    pub credentials: usize,
    /// Entries with null columns that became empty texts, since the table takes no null.
    pub nulls: usize,
    /// Records that could not be brought in, at most [`MOST_NAMED`] of them.
    pub bad: Vec<BadRecord>,
    /// How many there were of these.
    pub bad_total: usize,
    /// Entries that others put there while it ran.
    pub refused: Vec<Refused>,
    /// Repositories that it makes.
    pub new_repositories: Vec<String>,
    /// It was stopped; running it again completes it.
    pub cancelled: bool,
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
        if request.dry_run || imported.cancelled || imported.records == 0 {
            return Ok(imported);
        }
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
        Box::pin(self.bring_in(request, &source, bringing, imported, cancel, progress)).await
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
        let mut ahead = Ahead::of(&source.without_vectors(), fitting);
        while let Some(Fitted { drafts, told }) = ahead.next().await? {
            if cancel.is_cancelled() {
                seen.imported.cancelled = true;
                return Ok(seen);
            }
            seen.imported.take_in(told);
            seen.imported.records += drafts.len();
            let names = drafts.iter().map(|draft| &draft.entry.repository);
            seen.repositories.extend(names.cloned());
            if closely {
                bringing.compare(drafts, &mut seen.imported).await?;
            }
        }
        Ok(seen)
    }

    /// Brings all of a file in, batch by batch.
    async fn bring_in(
        &self,
        request: &ImportRequest,
        source: &Source,
        mut bringing: Bringing<'_>,
        mut imported: Imported,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Imported> {
        let total = imported.records;
        let mut done = 0;
        progress(Progress { done, total });
        let mut ahead = Ahead::of(source, Fitting::new(self, request, source, true));
        while let Some(Fitted { drafts, told }) = ahead.next().await? {
            imported.take_in(told);
            let length = drafts.len();
            let mut embedded = |more: usize| {
                let done = (done + more).min(total);
                progress(Progress { done, total });
            };
            let brought = bringing.bring(drafts, &mut imported, cancel, &mut embedded);
            if !Box::pin(brought).await? {
                imported.cancelled = true;
                break;
            }
            done += length;
            progress(Progress { done, total });
        }
        imported.change = bringing.finish(!imported.cancelled).await?;
        Ok(imported)
    }
}

/// What a look at a file told.
struct Seen {
    imported: Imported,
    repositories: BTreeSet<String>,
}

impl Imported {
    /// Adds what there is to tell of a batch that was got ready.
    fn take_in(&mut self, batch: Self) {
        self.credentials += batch.credentials;
        self.bad_total += batch.bad_total;
        let room = MOST_NAMED.saturating_sub(self.bad.len());
        self.bad.extend(batch.bad.into_iter().take(room));
    }

    fn add_bad(&mut self, found: Found, reason: String) {
        self.bad_total += 1;
        if self.bad.len() < MOST_NAMED {
            self.bad.push(BadRecord {
                number: found.number,
                file: found.file,
                reason,
            });
        }
    }
}

fn conflict(imported: &Imported) -> Error {
    let first = imported.conflicting.first();
    let first = first.map_or(String::new(), |(repository, id)| {
        format!(", the first is {id} in {repository}")
    });
    Error::Conflict(format!(
        "{} of the file are in the store with something else in them{first}; nothing was imported: choose --on-conflict skip or replace",
        counted(imported.conflicts, "entry", "entries")
    ))
}
