//! One entry as a file has it.

use std::sync::Arc;

use super::{Cell, Dated, SharedNumbers};
use crate::domain::entry::Entry;

/// An entry on its way in or out. What a file does not say is [`Cell::Absent`] and gets a default on
/// its way in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// The repository that it came from.
    pub repository: Option<String>,
    /// The column `id`.
    pub id: Cell,
    /// The column `text`.
    pub text: Cell,
    /// The column `type`.
    pub kind: Cell,
    /// The column `project_id`.
    pub project_id: Cell,
    /// The column `session_id`.
    pub session_id: Cell,
    /// The column `agent`.
    pub agent: Cell,
    /// The column `timestamp`.
    pub timestamp: Cell,
    /// The column `metadata`: JSON as text.
    pub metadata: Cell,
    /// The column `vector`.
    pub vector: Vector,
    /// When the file of a record that has one for itself was changed last: its moment, where it tells
    /// none.
    pub changed: Option<Dated>,
    /// What else the file has of it, by name, that no entry has.
    pub left_out: Vec<String>,
}

/// What lore and its kin write beside an entry, and make anew wherever it is.
const DERIVED: [&str; 5] = ["revision", "score", "similarity", "match", "bytes"];

/// The column `vector`, as far as a file has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Vector {
    /// The file says nothing of it, or does not say what its numbers mean.
    #[default]
    Absent,
    /// The column is null.
    Null,
    /// It came out of a store.
    Carried(CarriedVector),
}

/// A vector that came out of a store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CarriedVector {
    /// The numbers, bit by bit.
    pub numbers: SharedNumbers,
    /// The model that made it of this text, as far as the store knew.
    pub model: Option<Arc<str>>,
    /// How many vectors of later parts of the text there were beside it.
    pub parts: u32,
}

impl Record {
    /// The entry as it stands in its repository, without its vector.
    #[must_use]
    pub fn of(entry: Entry) -> Self {
        let cell = |column: &str, value: String| {
            if entry.null_columns.contains(&column) {
                Cell::Null
            } else {
                Cell::Text(value)
            }
        };
        Self {
            id: cell("id", entry.id),
            text: cell("text", entry.text),
            kind: cell("type", entry.kind),
            project_id: cell("project_id", entry.project_id),
            session_id: cell("session_id", entry.session_id),
            agent: cell("agent", entry.agent),
            timestamp: cell("timestamp", entry.timestamp),
            metadata: cell("metadata", entry.metadata),
            repository: Some(entry.repository),
            vector: Vector::Absent,
            changed: None,
            left_out: Vec::new(),
        }
    }

    /// The texts of all columns but the vector, by their names in the order of the tables.
    #[must_use]
    pub fn cells(&self) -> [(&'static str, &Cell); 8] {
        [
            ("id", &self.id),
            ("text", &self.text),
            ("type", &self.kind),
            ("project_id", &self.project_id),
            ("session_id", &self.session_id),
            ("agent", &self.agent),
            ("timestamp", &self.timestamp),
            ("metadata", &self.metadata),
        ]
    }

    /// The column of this name, to be filled.
    pub fn cell_mut(&mut self, column: &str) -> Option<&mut Cell> {
        Some(match column {
            "id" => &mut self.id,
            "text" => &mut self.text,
            "type" => &mut self.kind,
            "project_id" => &mut self.project_id,
            "session_id" => &mut self.session_id,
            "agent" => &mut self.agent,
            "timestamp" => &mut self.timestamp,
            "metadata" => &mut self.metadata,
            _ => return None,
        })
    }

    /// Takes note of something that no entry has.
    pub fn leave_out(&mut self, name: &str) {
        if !DERIVED.contains(&name) {
            self.left_out.push(name.to_owned());
        }
    }

    /// How much memory it takes, in bytes, more or less.
    #[must_use]
    pub fn weight(&self) -> usize {
        let texts = self
            .cells()
            .map(|(_, cell)| cell.text().map_or(0, str::len));
        let numbers = match &self.vector {
            Vector::Carried(vector) => size_of_val(&*vector.numbers),
            Vector::Absent | Vector::Null => 0,
        };
        texts.iter().sum::<usize>() + numbers
    }
}
