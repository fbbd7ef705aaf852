//! Entries written into a file, one JSON document a line.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, ErrorKind, Write},
    path::Path,
};

use super::{Cancel, Error, Lore, Progress, Result, changing::Report};
use crate::domain::{
    change::Target,
    entry::Entry,
    filter::Filter,
    search::{SearchRequest, Sort},
};

/// Entries read at a time.
const CHUNK: usize = 1_000;

/// Which entries go into the file.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportScope {
    /// These, as they stand now; those that are gone are left out.
    Targets(Vec<Target>),
    /// All that a filter admits, in order.
    Listed(Filter, Sort),
    /// All that a search ranks, the best first.
    Found(SearchRequest),
}

/// What came of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// Entries in the file.
    pub entries: usize,
    /// Entries that were gone.
    pub gone: usize,
    /// It was stopped; there is no file.
    pub cancelled: bool,
}

impl Lore {
    /// Writes entries into a new file.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the file exists, [`Error::Invalid`] when it cannot be written. A
    /// file that was begun is removed.
    pub async fn export(
        &self,
        scope: &ExportScope,
        path: &Path,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        let file = create(path).map_err(|error| cannot_begin(path, &error))?;
        let written = self
            .export_into(BufWriter::new(file), scope, path, cancel, progress)
            .await;
        if !matches!(written, Ok(exported) if !exported.cancelled)
            && let Err(error) = std::fs::remove_file(path)
        {
            tracing::warn!("{} could not be removed: {error}", path.display());
        }
        written
    }

    async fn export_into(
        &self,
        mut file: BufWriter<File>,
        scope: &ExportScope,
        path: &Path,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        let failed = |error: std::io::Error| {
            Error::Invalid(format!("{} cannot be written: {error}", path.display()))
        };
        let source = self.source(scope).await?;
        let total = source.total();
        let mut exported = Exported {
            entries: 0,
            gone: 0,
            cancelled: false,
        };
        for offset in (0..total).step_by(CHUNK) {
            if cancel.is_cancelled() {
                exported.cancelled = true;
                return Ok(exported);
            }
            for entry in self.chunk(&source, offset).await? {
                match entry {
                    Some(entry) => {
                        writeln!(file, "{}", entry.to_json()).map_err(failed)?;
                        exported.entries += 1;
                    }
                    None => exported.gone += 1,
                }
            }
            progress(Progress {
                done: (offset + CHUNK).min(total),
                total,
            });
        }
        file.into_inner()
            .map_err(|error| failed(error.into_error()))?
            .sync_all()
            .map_err(failed)?;
        Ok(exported)
    }

    async fn source(&self, scope: &ExportScope) -> Result<Source> {
        Ok(match scope {
            ExportScope::Targets(targets) => Source::Targets(targets.clone()),
            ExportScope::Found(request) => Source::Targets(self.matches(request).await?),
            ExportScope::Listed(filter, sort) => Source::Listing(self.list(filter, *sort).await?),
        })
    }

    async fn chunk(&self, source: &Source, offset: usize) -> Result<Vec<Option<Entry>>> {
        match source {
            Source::Listing(listing) => {
                let page = listing.page(offset, CHUNK).await?;
                Ok(page.into_iter().map(Some).collect())
            }
            Source::Targets(targets) => {
                let end = (offset + CHUNK).min(targets.len());
                self.look_up(&targets[offset..end]).await
            }
        }
    }
}

/// Where entries come from.
enum Source {
    Listing(super::Listing),
    Targets(Vec<Target>),
}

impl Source {
    fn total(&self) -> usize {
        match self {
            Self::Listing(listing) => listing.total(),
            Self::Targets(targets) => targets.len(),
        }
    }
}

/// A new file for this user alone, like the store that it comes from.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn cannot_begin(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    if error.kind() == ErrorKind::AlreadyExists {
        Error::Conflict(format!("{path} exists; choose another name"))
    } else {
        Error::Invalid(format!("{path} cannot be written: {error}"))
    }
}
