//! What can go wrong below the service.

use std::{io, path::PathBuf, time::Duration};

use thiserror::Error;

use crate::domain::location;

pub(crate) use super::reason::reason;

/// Result of the store.
pub type Result<T> = std::result::Result<T, Error>;

/// Failures of the store. Each names what, why and what to do, on one line.
#[derive(Debug, Error)]
pub enum Error {
    /// Nothing is at the path.
    #[error("no store at {}: the folder does not exist; name another with --store or LORE_STORE, make one with `lore store`, or try `lore demo`", .0.display())]
    Missing(PathBuf),
    /// A file is where the store's folder should be.
    #[error("no store at {}: that is a file; a store is a folder, name one with --store or LORE_STORE", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds no repository.
    #[error("no store at {}: the folder holds no repository (<name>/orchestra_knowledge.lance); name another with --store or LORE_STORE, or make one with `lore store`", .0.display())]
    NotAStore(PathBuf),
    /// The store is in an object store that this program cannot reach.
    #[error("cannot open {}: {why}", .store.display())]
    Unreachable {
        /// Where the store is said to be.
        store: PathBuf,
        /// Why not, and what to do.
        why: String,
    },
    /// Something that is done to folders on disk alone.
    #[error("{store} is in an object store, and {why}", store = .store.display())]
    OnlyOnDisk {
        /// The store.
        store: PathBuf,
        /// What is not done there, why, and what to do.
        why: &'static str,
    },
    /// An object store refuses, or does not answer.
    #[error("cannot {doing} {}: {}; check the address, the credentials and the network", .path.display(), describe_io(.source))]
    Remote {
        /// What was tried, as a verb.
        doing: &'static str,
        /// On which object or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The operating system refuses.
    #[error("cannot {doing} {}: {}; check the permissions and the disk", .path.display(), describe_io(.source))]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The store has no repository of this name.
    #[error("no repository '{}' in the store; the list of projects tells which there are", .0.escape_debug())]
    NoRepository(String),
    /// The name cannot become a folder of the store.
    #[error("'{}' cannot name a repository: {why}; use letters, digits, '-', '_' and '.'", .name.escape_debug())]
    InvalidName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The path is one repository's database; it cannot hold another.
    #[error("{} is the database of one repository, '{}', and cannot hold '{}'; name the folder above it with --store", .store.display(), .holds.escape_debug(), .asked.escape_debug())]
    OneRepository {
        /// The database.
        store: PathBuf,
        /// The repository it is.
        holds: String,
        /// The repository that was asked for.
        asked: String,
    },
    /// A table's files make no sense.
    #[error("repository '{}' cannot be read: {reason} (in {}); restore it from a backup or move the folder away", .repository.escape_debug(), .table.display())]
    Damaged {
        /// The repository.
        repository: String,
        /// The table's folder.
        table: PathBuf,
        /// What LanceDB says.
        reason: String,
    },
    /// A table of lore's own, beside the shared one, makes no sense.
    #[error("lore's own table of repository '{}' cannot be read: {reason} (in {}); restore it from a backup, or move that folder away to go on without what it holds", .repository.escape_debug(), .table.display())]
    DamagedSide {
        /// The repository.
        repository: String,
        /// The table's folder.
        table: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another lore is changing the repository.
    #[error("repository '{}' is being changed by another lore, which has not finished within {} seconds; try again (the lock is {})", .repository.escape_debug(), .waited.as_secs(), .lock.display())]
    Locked {
        /// The repository.
        repository: String,
        /// The file that is locked.
        lock: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The lock of a repository in an object store could not be kept up.
    #[error("the change of repository '{}' was stopped: the object store did not answer for so long that another lore may have begun to change it (the lock was {}); check the network and try again", .repository.escape_debug(), .lock.display())]
    LockLost {
        /// The repository.
        repository: String,
        /// The folder of those who want the lock.
        lock: PathBuf,
    },
    /// A table is not of the shape that every reader relies on.
    #[error("repository '{}' has another table layout: {problem} (in {}); it was not made by a knowledge manager, move the folder away", .repository.escape_debug(), .table.display())]
    WrongSchema {
        /// The repository.
        repository: String,
        /// The table's folder.
        table: PathBuf,
        /// The difference.
        problem: String,
    },
    /// Others wrote at the same time, again and again.
    #[error("repository '{}' is being changed by other programs without a pause: {reason}; try again", .repository.escape_debug())]
    Conflict {
        /// The repository.
        repository: String,
        /// What LanceDB says.
        reason: String,
    },
    /// A read or write of a sound table failed.
    #[error("cannot {doing} repository '{}': {reason}; try again, and check the disk", .repository.escape_debug())]
    Table {
        /// What was tried, as a verb.
        doing: &'static str,
        /// The repository.
        repository: String,
        /// What LanceDB says.
        reason: String,
    },
    /// A vector of the wrong width was about to be written.
    #[error("a vector of {0} numbers cannot be stored, the table holds {width}; use a model with {width} dimensions", width = crate::store::schema::VECTOR_WIDTH)]
    WrongWidth(usize),
    /// A question in SQL makes no sense, or wants to change something.
    #[error("the query cannot be answered: {0}")]
    Query(String),
    /// A question in SQL could not be answered to its end.
    #[error("the query was given up: {0}")]
    QueryFailed(String),
}

impl Error {
    /// Whether what was asked for does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(
            self,
            Self::Missing(_) | Self::NotAFolder(_) | Self::NotAStore(_) | Self::NoRepository(_)
        )
    }

    /// Whether the caller asked for something impossible.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        matches!(
            self,
            Self::InvalidName { .. }
                | Self::OneRepository { .. }
                | Self::Unreachable { .. }
                | Self::OnlyOnDisk { .. }
                | Self::WrongWidth(_)
                | Self::Query(_)
        )
    }

    /// Whether another writer was in the way; trying again may succeed.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. } | Self::Locked { .. } | Self::LockLost { .. }
        )
    }

    pub(crate) fn io(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        if location::is_remote(&path) {
            return Self::Remote {
                doing,
                path,
                source,
            };
        }
        Self::Io {
            doing,
            path,
            source,
        }
    }

    /// A failed read or write; contention becomes [`Error::Conflict`].
    pub(crate) fn table(doing: &'static str, repository: &str, source: &lance::Error) -> Self {
        let repository = repository.to_owned();
        let reason = reason(source);
        if is_contention(source) {
            Self::Conflict { repository, reason }
        } else {
            Self::Table {
                doing,
                repository,
                reason,
            }
        }
    }
}

/// Whether other writers were in the way.
pub(crate) fn is_contention(error: &lance::Error) -> bool {
    matches!(
        error,
        lance::Error::CommitConflict { .. }
            | lance::Error::RetryableCommitConflict { .. }
            | lance::Error::TooMuchWriteContention { .. }
    )
}

/// The system's words without its error number.
fn describe_io(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_one_line() {
        let messages = [
            Error::NoRepository("a\nb".into()).to_string(),
            Error::InvalidName {
                name: "a\n\u{1b}b".into(),
                why: "it holds control characters",
            }
            .to_string(),
            Error::io("read", "/x", io::Error::from_raw_os_error(13)).to_string(),
        ];
        for message in messages {
            assert!(!message.contains(['\n', '\u{1b}']), "{message:?}");
        }
    }
}
