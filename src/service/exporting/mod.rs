//! Entries written out: into a file that is there whole or not at all, or wherever somebody wants
//! them.

mod columns;
mod destination;
mod documents;
mod rows;
mod writer;

use std::{io::Write, path::Path};

use super::{Cancel, Error, Lore, Progress, Result, changing::Report};
use crate::domain::{
    change::Target,
    exchange::{Format, Record},
    filter::Filter,
    kind,
    search::{SearchRequest, Sort},
};
use destination::Destination;
use rows::Rows;
use writer::Writer;

/// Which entries go out.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportScope {
    /// These, as they stand now; those that are gone are left out.
    Targets(Vec<Target>),
    /// All that a filter admits, in the order of a list.
    Listed(Filter, Sort),
    /// All that a search ranks, the best first.
    Found(SearchRequest),
    /// All that a filter admits by repository, moment and id: the same in every run. A document for
    /// people has the projects of a repository one after the other.
    All {
        /// The filter.
        filter: Filter,
        /// Whether the vectors come along.
        vectors: bool,
    },
}

/// What is to be written, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Which entries.
    pub scope: ExportScope,
    /// One of [`Format::WRITTEN`].
    pub format: Format,
    /// A file that is there is replaced.
    pub replace: bool,
}

impl Export {
    /// Entries as JSON lines, or in the format that a new file's name tells.
    #[must_use]
    pub fn named(scope: ExportScope, path: &Path) -> Self {
        let told = Format::of_name(path).filter(|format| Format::WRITTEN.contains(format));
        Self {
            scope,
            format: told.unwrap_or(Format::JsonLines),
            replace: false,
        }
    }

    fn vectors(&self) -> bool {
        matches!(self.scope, ExportScope::All { vectors: true, .. })
    }
}

/// What came of an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Entries that were written.
    pub entries: usize,
    /// Entries that were gone.
    pub gone: usize,
    /// Rows of type `system` that the filter hides.
    pub hidden: usize,
    /// It was stopped; there is no file.
    pub cancelled: bool,
}

impl Lore {
    /// Writes entries into a new file, in the format that its name tells, else as JSON lines.
    ///
    /// # Errors
    /// As [`Lore::export_file`].
    pub async fn export(
        &self,
        scope: &ExportScope,
        path: &Path,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        let export = Export::named(scope.clone(), path);
        self.export_file(&export, path, cancel, progress).await
    }

    /// Writes entries into a file, which appears when all of it is on disk.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the file exists and is not to be replaced, [`Error::Invalid`] when
    /// it cannot be written.
    pub async fn export_file(
        &self,
        export: &Export,
        path: &Path,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        let mut destination = Destination::new(path, export.replace)?;
        let written = destination.file();
        let exported = Box::pin(self.write_out(export, written, cancel, progress)).await?;
        if !exported.cancelled {
            destination.finish()?;
        }
        Ok(exported)
    }

    /// Writes entries out. When it is stopped, what was written is incomplete.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it cannot be written.
    pub async fn write_out(
        &self,
        export: &Export,
        out: &mut (dyn Write + Send),
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        let mut rows = Rows::of(self, export).await?;
        let mut writer =
            Writer::new(export.format, export.vectors(), out).map_err(|error| failed(&error))?;
        let mut exported = Exported {
            entries: 0,
            gone: 0,
            hidden: self.hidden(&export.scope).await?,
            cancelled: false,
        };
        let total = rows.total();
        let mut done = 0;
        while done < total {
            if cancel.is_cancelled() {
                exported.cancelled = true;
                return Ok(exported);
            }
            let page = rows.next(self, export.vectors()).await?;
            done += page.len();
            for row in page {
                match row {
                    Some(record) => {
                        writer.write(&record).map_err(|error| failed(&error))?;
                        exported.entries += 1;
                    }
                    None => exported.gone += 1,
                }
            }
            progress(Progress { done, total });
        }
        writer.finish().map_err(|error| failed(&error))?;
        Ok(exported)
    }

    /// How many rows of type `system` are left out.
    async fn hidden(&self, scope: &ExportScope) -> Result<usize> {
        let ExportScope::All { filter, .. } = scope else {
            return Ok(0);
        };
        if !filter.kinds.is_empty() {
            return Ok(0);
        }
        let system = Filter {
            kinds: vec![kind::SYSTEM.to_owned()],
            ..filter.clone()
        };
        let mut hidden = 0;
        for snapshot in self.snapshots(&system).await? {
            hidden += snapshot.count(&system).await?;
        }
        Ok(hidden)
    }
}

fn failed(error: &std::io::Error) -> Error {
    Error::Invalid(format!("the export cannot be written: {error}"))
}

/// One row of an export; `None` where an entry is gone.
type Row = Option<Record>;
