//! What happens to entries, as those hear of it who watch a store.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// It is new.
    Stored,
    /// It says something else than before.
    Edited,
    /// It is gone: to the trash, or erased.
    Deleted,
    /// It is back.
    Restored,
}

impl EventKind {
    /// The name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Edited => "edited",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
        }
    }
}

/// Something that happened to an entry, whoever did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// The entry's id.
    pub id: String,
    /// Its repository.
    pub repository: String,
    /// Its project; of an entry that is gone, the one it had.
    pub project_id: String,
    /// Its type, in the same way.
    pub entry_kind: String,
    /// Its revision now; `None` when it is gone.
    pub revision: Option<String>,
    /// When it was noticed.
    pub at: DateTime<Utc>,
}

impl Event {
    /// The event as those read it who watch over HTTP.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "kind": self.kind.name(),
            "id": self.id,
            "repository": self.repository,
            "project_id": self.project_id,
            "type": self.entry_kind,
            "revision": self.revision,
            "timestamp": self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        })
    }
}
