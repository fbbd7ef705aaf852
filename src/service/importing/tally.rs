//! Which entries of a file are in the store already.

use std::collections::HashMap;

/// What is to become of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is there as it is.
    Same,
    /// It is not there; so many rows with its id are, each of which the file has too.
    New {
        /// How many.
        beside: u32,
    },
    /// Its id is there with something else in it: the contents of these rows.
    Conflict(Vec<String>),
}

/// The entries of a file that were dealt with. A file may have an id more than once, as stores of
/// others do: then each of its rows is one of its own.
#[derive(Debug, Default)]
pub(super) struct Tally(HashMap<[u8; 16], u32>);

impl Tally {
    /// How an entry stands, given what the rows of its id say in the store.
    pub fn standing(
        &self,
        repository: &str,
        id: &str,
        content: &str,
        there: &[String],
    ) -> Standing {
        let count = |content: &str| there.iter().filter(|one| *one == content).count();
        let dealt = |content: &str| self.dealt(repository, id, content) as usize;
        if dealt(content) < count(content) {
            return Standing::Same;
        }
        let mut others: Vec<String> = there.to_vec();
        others.sort_unstable();
        others.dedup();
        others.retain(|other| count(other) > dealt(other));
        if others.is_empty() {
            let beside = u32::try_from(there.len()).unwrap_or(u32::MAX);
            Standing::New { beside }
        } else {
            Standing::Conflict(others)
        }
    }

    /// An entry was found in the store, or goes there.
    pub fn add(&mut self, repository: &str, id: &str, content: &str) {
        *self.0.entry(name(repository, id, content)).or_default() += 1;
    }

    fn dealt(&self, repository: &str, id: &str, content: &str) -> u32 {
        let dealt = self.0.get(&name(repository, id, content));
        dealt.copied().unwrap_or_default()
    }
}

/// An entry's name in little room: files may have millions.
fn name(repository: &str, id: &str, content: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in [repository, id, content] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut name = [0; 16];
    hasher.finalize_xof().fill(&mut name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(contents: &[&str]) -> Vec<String> {
        contents.iter().map(|&content| content.to_owned()).collect()
    }

    #[test]
    fn an_id_is_new_the_same_or_in_conflict() {
        let tally = Tally::default();
        let standing = |content, rows: &[&str]| tally.standing("r", "a", content, &there(rows));
        assert_eq!(standing("x", &[]), Standing::New { beside: 0 });
        assert_eq!(standing("x", &["x"]), Standing::Same);
        assert_eq!(standing("x", &["y"]), Standing::Conflict(there(&["y"])));
    }

    #[test]
    fn rows_that_share_an_id_are_each_brought_once() {
        let mut tally = Tally::default();
        tally.add("r", "a", "x");
        // The first was put in before, or was there.
        assert_eq!(
            tally.standing("r", "a", "y", &there(&["x"])),
            Standing::New { beside: 1 }
        );
        assert_eq!(
            tally.standing("r", "a", "x", &there(&["x"])),
            Standing::New { beside: 1 }
        );
        tally.add("r", "a", "y");
        assert_eq!(
            tally.standing("r", "a", "z", &there(&["x", "y"])),
            Standing::New { beside: 2 }
        );
        // In another repository it is another's.
        assert_eq!(
            tally.standing("s", "a", "x", &there(&["x"])),
            Standing::Same
        );
    }
}
