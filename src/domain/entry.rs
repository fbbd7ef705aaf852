//! One thing an agent wrote down.

use chrono::{DateTime, Utc};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{
    change::{Guard, Target},
    project, time,
};

/// Names one entry in a store of many repositories. Ids alone may repeat across repositories.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryKey {
    /// Folder name of the repository's database.
    pub repository: String,
    /// The row's `id` column.
    pub id: String,
}

/// What is wrong with a row that some other program wrote. Such rows are shown and marked, never
/// refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flaw {
    /// A column that should hold text is null; it reads as the empty string.
    NullColumn(&'static str),
    /// The text is empty or only white space.
    EmptyText,
    /// `metadata` is neither empty nor JSON.
    MetadataNotJson,
    /// `timestamp` is no date; the entry is undated and never "old".
    TimestampNotDate,
}

/// An entry as it stands in a repository's table, without its vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Folder name of the repository's database.
    pub repository: String,
    /// Unique within the repository: `<type>-<ms since epoch>-<6 of a-z0-9>` when lore made it.
    pub id: String,
    /// What was written down. Untrusted: print it through [`super::printable`].
    pub text: String,
    /// The type, an open set: see [`super::kind`].
    pub kind: String,
    /// The project within the repository.
    pub project_id: String,
    /// The agent session that wrote it.
    pub session_id: String,
    /// The agent that wrote it.
    pub agent: String,
    /// ISO 8601 text exactly as stored.
    pub timestamp: String,
    /// JSON as text exactly as stored.
    pub metadata: String,
    /// Short hash over all nine columns; it changes when any of them does.
    pub revision: String,
    /// Which columns were null in the table (they read as empty text here).
    pub null_columns: Vec<&'static str>,
}

impl Entry {
    /// The entry's name in the whole store.
    #[must_use]
    pub fn key(&self) -> EntryKey {
        EntryKey {
            repository: self.repository.clone(),
            id: self.id.clone(),
        }
    }

    /// Where it belongs: see [`project::place`].
    #[must_use]
    pub fn place(&self) -> String {
        project::place(&self.repository, &self.project_id)
    }

    /// The moment in `timestamp`, or `None` when it holds no date.
    #[must_use]
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        time::parse_timestamp(&self.timestamp)
    }

    /// The metadata as JSON: an empty object when empty, the raw text as a JSON string when it
    /// does not parse.
    #[must_use]
    pub fn metadata_json(&self) -> Value {
        metadata_json(&self.metadata)
    }

    /// Everything odd about the row.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws: Vec<Flaw> = self
            .null_columns
            .iter()
            .copied()
            .map(Flaw::NullColumn)
            .collect();
        if self.text.trim().is_empty() {
            flaws.push(Flaw::EmptyText);
        }
        if !self.metadata.trim().is_empty()
            && serde_json::from_str::<IgnoredAny>(&self.metadata).is_err()
        {
            flaws.push(Flaw::MetadataNotJson);
        }
        if self.instant().is_none() {
            flaws.push(Flaw::TimestampNotDate);
        }
        flaws
    }

    /// The hash of what the entry says, see [`content`].
    #[must_use]
    pub fn content(&self) -> String {
        let value = |column, text| (!self.null_columns.contains(&column)).then_some(text);
        content(&[
            value("id", self.id.as_str()),
            value("text", &self.text),
            value("type", &self.kind),
            value("project_id", &self.project_id),
            value("session_id", &self.session_id),
            value("agent", &self.agent),
            value("timestamp", &self.timestamp),
            value("metadata", &self.metadata),
        ])
    }

    /// The entry as it stands here, to be changed only if it still stands so.
    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            key: self.key(),
            guard: Guard::Content(self.content()),
        }
    }

    /// The entry in the shape of the contract ("Entry as JSON").
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::json!({
            "id": self.id,
            "text": self.text,
            "type": self.kind,
            "repository": self.repository,
            "project_id": self.project_id,
            "session_id": self.session_id,
            "agent": self.agent,
            "timestamp": self.timestamp,
            "metadata": self.metadata_json(),
            "revision": self.revision,
        })
    }
}

/// Metadata as JSON, as [`Entry::metadata_json`] gives it.
#[must_use]
pub fn metadata_json(metadata: &str) -> Value {
    if metadata.trim().is_empty() {
        return Value::Object(serde_json::Map::new());
    }
    serde_json::from_str(metadata).unwrap_or_else(|_| Value::String(metadata.to_owned()))
}

/// How many hexadecimal digits [`content`] has.
pub const CONTENT_LENGTH: usize = 16;

/// A short hash over what people and agents wrote: all columns but the vector, which may be made
/// anew at any time without anybody changing the entry. The columns are in the table's order; null
/// is not the empty text.
#[must_use]
pub fn content(columns: &[Option<&str>; 8]) -> String {
    let mut hasher = blake3::Hasher::new();
    for value in columns {
        let text = value.unwrap_or_default();
        hasher.update(&[u8::from(value.is_some())]);
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let mut hash = hasher.finalize().to_hex().to_string();
    hash.truncate(CONTENT_LENGTH);
    hash
}

/// What a writer gives; the store adds id, timestamp and vector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewEntry {
    /// Must hold more than white space and at most [`MAX_TEXT_BYTES`].
    pub text: String,
    /// The type; `general` when empty.
    pub kind: String,
    /// The project within the repository.
    pub project_id: String,
    /// The agent session.
    pub session_id: String,
    /// The agent; `unknown` when empty.
    pub agent: String,
    /// A JSON object as text, stored to the letter; `{}` when empty.
    pub metadata: String,
}

/// Longest text of one entry, in bytes (10 MB, as the HTTP API's body limit).
pub const MAX_TEXT_BYTES: usize = 10 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_nothing_twice() {
        for (repository, project, place) in [
            ("shop", "shop", "shop"),
            ("shop", "", "shop"),
            ("shop", "api", "shop/api"),
        ] {
            let entry = Entry {
                repository: repository.into(),
                project_id: project.into(),
                id: String::new(),
                text: String::new(),
                kind: String::new(),
                session_id: String::new(),
                agent: String::new(),
                timestamp: String::new(),
                metadata: String::new(),
                revision: String::new(),
                null_columns: Vec::new(),
            };
            assert_eq!(entry.place(), place);
        }
    }
}
