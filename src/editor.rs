//! Editing an entry in the editor that `VISUAL` or `EDITOR` names.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use tempfile::TempDir;
use thiserror::Error;

use crate::domain::{
    draft::{self, DraftError},
    entry::Entry,
    fields::Fields,
};

/// The variables that may name an editor, in the order in which they are asked.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];

/// What a shell ends with when there is no such program.
const NO_SUCH_PROGRAM: i32 = 127;

/// An editor, as its command line: `vim`, `code --wait`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    command: String,
}

/// How editing ended.
#[derive(Debug)]
pub enum Ending {
    /// With something else than it began with.
    Changed(Edited),
    /// As it began.
    Unchanged,
    /// With nothing at all, which nobody means as an entry.
    Emptied,
}

/// An entry that was edited.
#[derive(Debug)]
pub struct Edited {
    /// What it is to say now.
    pub fields: Fields,
    document: Document,
}

/// Why editing gave nothing.
#[derive(Debug, Error)]
pub enum Error {
    /// No variable names one.
    #[error("no editor is named; set VISUAL or EDITOR, such as EDITOR=nano")]
    NoEditor,
    /// The editor is not installed.
    #[error("the editor `{0}` was not found; set VISUAL or EDITOR to one that is there")]
    NotFound(String),
    /// The editor failed or was killed, or its user told it to fail.
    #[error("the editor `{command}` ended with {status}, so nothing is changed{}", whereabouts(.kept.as_deref()))]
    Failed {
        /// Its command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// Where the document is, if something was written into it.
        kept: Option<PathBuf>,
    },
    /// The document was wrong, and was left so.
    #[error("{reason}; nothing is changed{}", whereabouts(Some(.kept)))]
    Broken {
        /// What is wrong with it; where, stands at its top.
        reason: String,
        /// Where it is.
        kept: PathBuf,
    },
    /// The document could not be written or read.
    #[error("cannot edit {path}: {source}")]
    Io {
        /// The document.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn whereabouts(path: Option<&Path>) -> String {
    path.map_or_else(String::new, |path| {
        format!("; the document is kept in {}", path.display())
    })
}

impl Editor {
    /// The editor that the environment names.
    pub fn of_environment() -> Result<Self, Error> {
        VARIABLES
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|command| !command.trim().is_empty())
            .map(|command| Self { command })
            .ok_or(Error::NoEditor)
    }

    /// Lets a person edit a draft of an entry, until it is one that can be stored or they give
    /// up. The terminal is the editor's until this returns. Blocks.
    pub fn edit(&self, entry: &Entry, draft: &Fields) -> Result<Ending, Error> {
        let document = Document::new(&entry.id)?;
        let mut given = draft::to_document(draft, entry).into_bytes();
        let mut wrong: Option<DraftError> = None;
        loop {
            document.write(&given)?;
            let status = document.run(&self.command)?;
            let found = document.read()?;
            if !status.success() {
                return Err(self.failed(status, document, found != given || wrong.is_some()));
            }
            if found.trim_ascii().is_empty() {
                return Ok(Ending::Emptied);
            }
            if found == given {
                return match wrong {
                    None => Ok(Ending::Unchanged),
                    Some(wrong) => Err(Error::Broken {
                        reason: wrong.reason,
                        kept: document.keep(),
                    }),
                };
            }
            match read(&found, entry) {
                Ok(edited) if edited == *draft => return Ok(Ending::Unchanged),
                Ok(fields) => return Ok(Ending::Changed(Edited { fields, document })),
                Err(reason) => {
                    // What is no UTF-8 can only be shown with marks in place of it.
                    let shown = String::from_utf8_lossy(&found);
                    given = draft::with_complaint(&shown, &reason).into_bytes();
                    wrong = Some(reason);
                }
            }
        }
    }

    fn failed(&self, status: ExitStatus, document: Document, worth_keeping: bool) -> Error {
        if status.code() == Some(NO_SUCH_PROGRAM) {
            return Error::NotFound(self.command.clone());
        }
        Error::Failed {
            command: self.command.clone(),
            status,
            kept: worth_keeping.then(|| document.keep()),
        }
    }
}

impl Edited {
    /// Keeps the document, which otherwise goes with this value, and tells where it is.
    #[must_use]
    pub fn keep(self) -> PathBuf {
        self.document.keep()
    }
}

fn read(document: &[u8], entry: &Entry) -> Result<Fields, DraftError> {
    let document = std::str::from_utf8(document).map_err(|error| {
        let good = &document[..error.valid_up_to()];
        DraftError {
            line: good.split(|byte| *byte == b'\n').count(),
            reason: "the document is not UTF-8 here; save it as UTF-8".to_owned(),
        }
    })?;
    draft::parse(document, entry)
}

/// A file that only this user can read, in a folder of its own: editors put their backups beside it.
#[derive(Debug)]
struct Document {
    folder: TempDir,
    name: String,
}

impl Document {
    fn new(id: &str) -> Result<Self, Error> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("lore-edit-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir().map_err(|source| Error::Io {
            path: std::env::temp_dir(),
            source,
        })?;
        Ok(Self {
            folder,
            name: file_name(id),
        })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    fn write(&self, document: &[u8]) -> Result<(), Error> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(self.path())
            .and_then(|mut file| file.write_all(document))
            .map_err(|source| self.failed(source))
    }

    /// What the editor left; nothing, when it took the file away.
    fn read(&self) -> Result<Vec<u8>, Error> {
        match fs::read(self.path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(|source| self.failed(source)),
        }
    }

    /// Runs the editor on the file as git and crontab do: by the shell, so that a command may have
    /// arguments and quotes. Ctrl-C is the editor's; the shell must outlive it to tell how it ended.
    #[cfg(unix)]
    fn run(&self, command: &str) -> Result<ExitStatus, Error> {
        Command::new("sh")
            .args(["-c", &format!("trap : INT; {command} \"$@\""), command])
            .arg(self.path())
            .status()
            .map_err(|source| self.failed(source))
    }

    #[cfg(not(unix))]
    fn run(&self, command: &str) -> Result<ExitStatus, Error> {
        let mut words = command.split_whitespace();
        Command::new(words.next().unwrap_or_default())
            .args(words)
            .arg(self.path())
            .status()
            .map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => Error::NotFound(command.to_owned()),
                _ => self.failed(source),
            })
    }

    fn keep(self) -> PathBuf {
        self.folder.keep().join(self.name)
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Io {
            path: self.path(),
            source,
        }
    }
}

/// A file name that shows the entry's id, of which nothing but plain characters is taken.
fn file_name(id: &str) -> String {
    const LONGEST: usize = 60;
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let id: String = id.chars().filter(plain).take(LONGEST).collect();
    format!("{}.md", if id.is_empty() { "entry" } else { &id })
}

#[cfg(all(test, unix))]
mod tests;
