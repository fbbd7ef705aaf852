//! What came of an import.

use std::collections::BTreeMap;

use super::feed::Found;
use crate::{
    domain::{
        change::{ChangeId, Refused},
        count::counted,
        exchange::Format,
    },
    service::Error,
};

/// Bad records that are named one by one.
pub const MOST_NAMED: usize = 1_000;

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
    /// Entries whose vectors were null: they got new ones, since no table of lore's takes a null.
    pub null_vectors: usize,
    /// What is in the file and no entry has, by name, and how often.
    pub left_out: BTreeMap<String, usize>,
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

impl Imported {
    /// Adds what there is to tell of a batch that was got ready.
    pub(super) fn take_in(&mut self, batch: Self) {
        self.credentials += batch.credentials;
        self.bad_total += batch.bad_total;
        let room = MOST_NAMED.saturating_sub(self.bad.len());
        self.bad.extend(batch.bad.into_iter().take(room));
    }

    pub(super) fn add_bad(&mut self, found: Found, reason: String) {
        self.bad_total += 1;
        if self.bad.len() < MOST_NAMED {
            self.bad.push(BadRecord {
                number: found.number,
                file: found.file,
                reason,
            });
        }
    }

    /// What went wrong, with how much of the file is in the store all the same.
    pub(super) fn cut_short(&self, error: Error) -> Error {
        let done = self.added + self.replaced;
        if done == 0 {
            return error;
        }
        let done = counted(done, "entry was", "entries were");
        Error::Partly {
            why: Box::new(error),
            done: format!(
                "{done} imported before: the same command goes on from there, `lore undo` takes back what was imported"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_tells_what_it_did_before() {
        let full = || Error::Busy("no space left".into());
        let none = Imported::default().cut_short(full());
        assert_eq!(none.to_string(), "no space left");
        let some = Imported {
            added: 8_384,
            ..Imported::default()
        };
        let told = some.cut_short(full());
        assert_eq!(told.code(), full().code());
        let told = told.to_string();
        assert!(
            told.starts_with("no space left; 8,384 entries were imported before"),
            "{told}"
        );
    }
}
