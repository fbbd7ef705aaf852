//! What stands near the entry of the detail pane: similar entries, and those of its session.

use std::sync::Arc;

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        neighbours::{SameSession, Similar},
    },
    tui::{msg::Failure, read::Surroundings},
};

/// Similar entries that are asked for.
pub const SIMILAR: usize = 5;

/// Entries of the same session that are asked for, on each side.
pub const SESSION: usize = 3;

/// How an entry is near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Nearness {
    /// Its meaning is, by this cosine.
    Similar(f32),
    /// The same session wrote it before.
    Before,
    /// The same session wrote it after.
    After,
}

/// An entry that is near.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// How.
    pub nearness: Nearness,
    /// The entry.
    pub entry: Arc<Entry>,
}

/// A line of the section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NeighbourLine {
    /// A line between parts.
    Blank,
    /// The heading of a part.
    Heading(String),
    /// A neighbour, by its number.
    Row(usize),
    /// There is nothing; why.
    Note(&'static str),
    /// The entry has no vector to compare others with.
    NoVector,
    /// Why they could not be read.
    Error(Failure),
}

/// The neighbours of an entry.
#[derive(Debug, Default)]
pub struct Neighbours {
    /// The entry, as it stood.
    of: Option<(EntryKey, String)>,
    /// The read that is under way.
    pub(crate) reading: Option<u64>,
    /// Somebody wrote into the store since.
    pub(crate) stale: bool,
    /// The one that is chosen.
    pub cursor: Option<usize>,
    rows: Vec<Neighbour>,
    lines: Vec<NeighbourLine>,
}

impl Neighbours {
    /// Whether these are, or will be, those of an entry as it stands.
    #[must_use]
    pub fn are_of(&self, entry: &Entry) -> bool {
        self.of
            .as_ref()
            .is_some_and(|(key, revision)| *key == entry.key() && *revision == entry.revision)
    }

    /// Waits for those of an entry. What showed of the same entry stays until they come.
    pub fn await_those_of(&mut self, entry: &Entry, reading: u64) {
        let key = entry.key();
        if self.of.as_ref().is_none_or(|(known, _)| *known != key) {
            *self = Self {
                lines: section(vec![
                    NeighbourLine::Heading("Similar".to_owned()),
                    NeighbourLine::Note("looking…"),
                ]),
                ..Self::default()
            };
        }
        self.of = Some((key, entry.revision.clone()));
        self.reading = Some(reading);
        self.stale = false;
    }

    /// Takes them in.
    pub fn set(&mut self, answer: Result<Surroundings, Failure>) {
        self.reading = None;
        self.rows.clear();
        match answer {
            Ok(surroundings) => {
                let mut lines = vec![NeighbourLine::Heading("Similar".to_owned())];
                lines.extend(self.take_similar(surroundings.similar));
                lines.extend(self.take_session(surroundings.session));
                self.lines = section(lines);
            }
            Err(failure) => {
                self.lines = section(vec![
                    NeighbourLine::Heading("Similar".to_owned()),
                    NeighbourLine::Error(failure),
                ]);
            }
        }
        self.cursor = self.cursor.filter(|cursor| *cursor < self.rows.len());
    }

    fn take_similar(&mut self, similar: Similar) -> Vec<NeighbourLine> {
        match similar {
            Similar::Unknown => vec![NeighbourLine::NoVector],
            Similar::Known(answer) if answer.hits.is_empty() => {
                vec![NeighbourLine::Note("nothing similar")]
            }
            Similar::Known(answer) => answer
                .hits
                .into_iter()
                .map(|hit| self.row(Nearness::Similar(hit.score), hit.entry))
                .collect(),
        }
    }

    fn take_session(&mut self, session: SameSession) -> Vec<NeighbourLine> {
        if session.session.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![NeighbourLine::Blank];
        let (place, total) = (session.place + 1, session.total);
        if session.before.is_empty() && session.after.is_empty() {
            lines.push(NeighbourLine::Heading("Same session".to_owned()));
            lines.push(NeighbourLine::Note("nothing else"));
            return lines;
        }
        let heading = format!("Same session · {place} of {total}");
        lines.push(NeighbourLine::Heading(heading));
        for entry in session.before.into_iter().rev() {
            lines.push(self.row(Nearness::Before, entry));
        }
        for entry in session.after {
            lines.push(self.row(Nearness::After, entry));
        }
        lines
    }

    fn row(&mut self, nearness: Nearness, entry: Entry) -> NeighbourLine {
        let entry = Arc::new(entry);
        self.rows.push(Neighbour { nearness, entry });
        NeighbourLine::Row(self.rows.len() - 1)
    }

    /// The lines of the section; none while no entry is looked at.
    #[must_use]
    pub fn lines(&self) -> &[NeighbourLine] {
        &self.lines
    }

    /// A neighbour.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&Neighbour> {
        self.rows.get(number)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The line of the chosen one.
    #[must_use]
    pub fn cursor_line(&self) -> Option<usize> {
        let row = NeighbourLine::Row(self.cursor?);
        self.lines.iter().position(|line| *line == row)
    }
}

fn section(mut lines: Vec<NeighbourLine>) -> Vec<NeighbourLine> {
    lines.insert(0, NeighbourLine::Blank);
    lines
}
