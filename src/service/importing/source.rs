//! What is to be read: which format it has, and who reads that.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
    time::SystemTime,
};

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    ImportRequest, columns, documents,
    feed::{Feed, Found},
    left_out::LeftOut,
    lines, markdown, notes, tables,
};
use crate::{
    domain::exchange::{Dated, Format},
    service::{Error, Result},
    store::MemoryTable,
};

/// A file or folder of a known format.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub path: PathBuf,
    /// What people call it.
    pub name: String,
    pub format: Format,
    /// When it was changed last: the moment of records that tell none.
    pub changed: Dated,
    /// Whether vectors are handed on, where leaving them out saves work.
    pub vectors: bool,
    /// What no entry has, as far as it was read.
    pub left_out: LeftOut,
}

/// Somebody who reads it, and what they find.
pub(super) struct Reading {
    pub found: mpsc::Receiver<Vec<Found>>,
    pub reader: JoinHandle<Result<()>>,
}

impl Source {
    /// Looks at what is there.
    pub fn of(request: &ImportRequest) -> Result<Self> {
        let (path, name) = (request.path.as_path(), request.name.as_str());
        let unreadable = |error: io::Error| unreadable(name, &error);
        let found = fs::metadata(path).map_err(unreadable)?;
        let changed = changed(&found);
        let told = match request.format {
            Some(format) => Some(format),
            None if found.is_dir() => of_folder(path).map_err(unreadable)?,
            None => of_file(path).map_err(unreadable)?,
        };
        let Some(format) = told else {
            return Err(Error::Invalid(format!(
                "the format of {name} is not told by its beginning; name it with --format"
            )));
        };
        let takes_folders = matches!(
            format,
            Format::BasicMemory | Format::DecisionRecords | Format::OpenClaw | Format::Markdown
        );
        if found.is_dir() && !takes_folders {
            return Err(Error::Invalid(format!(
                "{name} is a folder, and {format} is the format of a file; name the file"
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            name: name.to_owned(),
            format,
            changed,
            vectors: true,
            left_out: LeftOut::default(),
        })
    }

    /// The same for a look at the rest of it.
    pub fn without_vectors(&self) -> Self {
        Self {
            vectors: false,
            left_out: LeftOut::default(),
            ..self.clone()
        }
    }

    /// Begins to read it.
    pub fn read(&self) -> Reading {
        let (feed, found) = Feed::new(self.left_out.clone());
        let source = self.clone();
        let reader = match self.format {
            Format::OpenClaw => tokio::spawn(async move { source.read_table(feed).await }),
            _ => tokio::task::spawn_blocking(move || source.read_file(feed)),
        };
        Reading { found, reader }
    }

    fn read_file(&self, mut feed: Feed) -> Result<()> {
        match self.format {
            Format::JsonLines => lines::read(self.open()?, &mut feed),
            Format::Json | Format::ClaudeMem => documents::read(self.open()?, &mut feed),
            Format::Csv => tables::read(self.open()?, &mut feed),
            Format::Parquet => columns::read(&|| self.open(), self.vectors, &mut feed),
            Format::Markdown if !self.path.is_dir() => {
                markdown::read(self.open()?, None, &mut feed)
            }
            _ => notes::read(self, &mut feed),
        }
        .map_err(|problem| {
            let name = &self.name;
            // The look at all of it, before anything is brought in, is the reading without vectors.
            let so_far = if self.vectors {
                ""
            } else {
                "; nothing was imported"
            };
            Error::Invalid(format!("{name} cannot be read: {problem}{so_far}"))
        })?;
        // Whoever wants no more needs not be told.
        let _ = feed.flush();
        Ok(())
    }

    async fn read_table(&self, mut feed: Feed) -> Result<()> {
        let Some(table) = MemoryTable::find(&self.path) else {
            let name = &self.name;
            return Err(Error::Invalid(format!(
                "{name} is no LanceDB table, and no database with one table of memories; name the table's folder"
            )));
        };
        let mut table = MemoryTable::open(&table).await?;
        let mut number = 0;
        while let Some(rows) = table.next().await? {
            let chunk = rows.into_iter().map(|row| {
                number += 1;
                Found {
                    number,
                    file: None,
                    record: row.record(),
                }
            });
            if feed.send(chunk.collect()).await.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn open(&self) -> Result<File> {
        File::open(&self.path).map_err(|error| unreadable(&self.name, &error))
    }
}

/// When a file was changed last.
pub(super) fn changed(file: &fs::Metadata) -> Dated {
    Dated(file.modified().unwrap_or(SystemTime::UNIX_EPOCH).into())
}

fn of_file(path: &Path) -> io::Result<Option<Format>> {
    /// Enough to tell.
    const BEGINNING: u64 = 8 * 1024;
    let mut beginning = Vec::new();
    File::open(path)?
        .take(BEGINNING)
        .read_to_end(&mut beginning)?;
    let told = Format::of_beginning(&beginning);
    let named = Format::of_name(path);
    Ok(match (told, named) {
        (Some(Format::Markdown), _) | (_, Some(Format::Markdown)) => {
            Some(notes::of_document(&beginning))
        }
        // A file of one document may be either.
        (Some(Format::Json | Format::JsonLines), Some(Format::Json)) => Some(Format::Json),
        (Some(Format::Json), Some(Format::JsonLines)) => Some(Format::JsonLines),
        (None, named) => named,
        (told, _) => told,
    })
}

fn of_folder(path: &Path) -> io::Result<Option<Format>> {
    if MemoryTable::find(path).is_some() {
        return Ok(Some(Format::OpenClaw));
    }
    notes::of_folder(path)
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    let message = format!("{name} cannot be read: {error}");
    if error.kind() == ErrorKind::NotFound {
        Error::NotFound(message)
    } else {
        Error::Invalid(message)
    }
}
