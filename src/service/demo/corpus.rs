//! The written part of sample stores: notes as they are, and sentences to make more of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::service::{Error, Result};

const NOTES: [&str; 4] = [
    include_str!("../../../assets/demo/harbor.toml"),
    include_str!("../../../assets/demo/lumen.toml"),
    include_str!("../../../assets/demo/atlas.toml"),
    include_str!("../../../assets/demo/scribe.toml"),
];

const FRAMES: &str = include_str!("../../../assets/demo/frames.toml");

/// Everything that was written for sample stores.
#[derive(Debug)]
pub struct Corpus {
    books: Vec<Book>,
    /// Sentences with gaps.
    pub frames: Vec<Frame>,
    /// What fills the gaps, by their names.
    pub slots: BTreeMap<String, Vec<String>>,
}

/// One repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    repository: String,
    project: Vec<Project>,
    note: Vec<WrittenNote>,
}

/// A project, and what sentences about it may name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its parts, as a sentence names them.
    pub components: Vec<String>,
    /// Who works on it.
    pub agents: Vec<String>,
    /// Some of its files.
    pub files: Vec<String>,
}

/// A note written by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenNote {
    /// Its project's name.
    pub project: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who wrote it.
    pub agent: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// What it says.
    pub text: String,
    /// How old it is, for notes that answer each other.
    pub days: Option<u32>,
    /// Metadata as stored, for a row that is odd in it.
    pub metadata: Option<String>,
    /// Timestamp as stored, for a row that is odd in it.
    pub timestamp: Option<String>,
}

/// A sentence with gaps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The type of notes made of it.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sentence; `{name}` is a gap.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Frames {
    slots: BTreeMap<String, Vec<String>>,
    frame: Vec<Frame>,
}

impl Corpus {
    /// Reads what is bundled with the program.
    pub fn bundled() -> Result<Self> {
        let books = NOTES
            .into_iter()
            .map(toml::from_str)
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| unreadable(&error))?;
        let frames: Frames = toml::from_str(FRAMES).map_err(|error| unreadable(&error))?;
        Ok(Self {
            books,
            frames: frames.frame,
            slots: frames.slots,
        })
    }

    /// The names of the repositories.
    pub fn repositories(&self) -> impl Iterator<Item = &str> {
        self.books.iter().map(|book| book.repository.as_str())
    }

    /// Each project with its repository.
    pub fn projects(&self) -> impl Iterator<Item = (&str, &Project)> {
        self.books.iter().flat_map(|book| {
            book.project
                .iter()
                .map(|project| (book.repository.as_str(), project))
        })
    }

    /// Each note written by hand, with its repository.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &WrittenNote)> {
        self.books.iter().flat_map(|book| {
            book.note
                .iter()
                .map(|note| (book.repository.as_str(), note))
        })
    }
}

/// Only a wrong build can have an unreadable corpus; its tests would have said so.
fn unreadable(error: &toml::de::Error) -> Error {
    Error::Invalid(format!(
        "the bundled sample notes are damaged: {}",
        error.message()
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn notes_are_many_and_distinct() {
        let corpus = Corpus::bundled().unwrap();
        let texts: HashSet<&str> = corpus.notes().map(|(_, note)| note.text.as_str()).collect();
        assert_eq!(texts.len(), corpus.notes().count());
        assert!(texts.len() >= 120);
    }

    #[test]
    fn every_note_belongs_to_a_project_of_its_repository() {
        let corpus = Corpus::bundled().unwrap();
        for (repository, note) in corpus.notes() {
            assert!(
                corpus
                    .projects()
                    .any(|(home, project)| home == repository && project.name == note.project),
                "{}",
                note.project
            );
        }
    }
}
