//! Changes to entries: what is asked for, what came of it, and how the journal tells of it.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};

use super::entry::{Entry, EntryKey};

/// Names one change, in every repository that it touched. Ids sort by time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub String);

impl ChangeId {
    /// A name for a change that begins at this moment, in microseconds since the epoch. `pick(n)`
    /// gives a number below `n`; it is the caller's source of chance.
    #[must_use]
    pub fn new(micros: i64, mut pick: impl FnMut(usize) -> usize) -> Self {
        /// In the order of their bytes, so that names sort as the numbers do. None is mistaken for
        /// another.
        const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        const BITS: u32 = DIGITS.len().ilog2();
        /// Enough for a thousand years.
        const LENGTH: u32 = 11;
        const CHANCE: usize = 3;
        let moment = u64::try_from(micros).unwrap_or_default();
        let moment = (0..LENGTH).rev().map(|place| {
            let digit = (moment >> (BITS * place)) % (1 << BITS);
            usize::try_from(digit).unwrap_or_default()
        });
        let chance = (0..CHANCE).map(|_| pick(DIGITS.len()) % DIGITS.len());
        Self(
            moment
                .chain(chance)
                .map(|digit| char::from(DIGITS[digit]))
                .collect(),
        )
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What kind of change it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Fields of entries got new values.
    Edit,
    /// Entries went to the trash.
    Delete,
    /// Entries went to the trash because they were old.
    Cleanup,
    /// Entries went to the trash because another says the same.
    Deduplicate,
    /// Entries came back from the trash.
    Restore,
    /// A change was taken back.
    Undo,
    /// A change that was taken back was made again.
    Redo,
    /// Entries left the trash for good.
    EmptyTrash,
    /// Entries were erased, with everything that told of them.
    Purge,
    /// Entries came from a file.
    Import,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 10] = [
        Self::Edit,
        Self::Delete,
        Self::Cleanup,
        Self::Deduplicate,
        Self::Restore,
        Self::Undo,
        Self::Redo,
        Self::EmptyTrash,
        Self::Purge,
        Self::Import,
    ];

    /// The name in the journal and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Cleanup => "cleanup",
            Self::Deduplicate => "deduplicate",
            Self::Restore => "restore",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::EmptyTrash => "empty-trash",
            Self::Purge => "purge",
            Self::Import => "import",
        }
    }

    /// Whether it is no step back or forth of another change.
    #[must_use]
    pub fn is_first_hand(self) -> bool {
        !matches!(self, Self::Undo | Self::Redo)
    }

    /// Whether such a change can be taken back.
    #[must_use]
    pub fn can_be_undone(self) -> bool {
        !matches!(self, Self::EmptyTrash | Self::Purge)
    }
}

/// The text names no [`Action`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownAction;

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(name: &str) -> Result<Self, UnknownAction> {
        Self::ALL
            .into_iter()
            .find(|action| action.name() == name)
            .ok_or(UnknownAction)
    }
}

/// How an entry must stand for a change to touch it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Guard {
    /// As it may be.
    #[default]
    Any,
    /// All nine columns as they were read: [`super::entry::Entry::revision`].
    Revision(String),
    /// The columns that people wrote as they were read: [`super::entry::Entry::content`]. Vectors
    /// may have been made anew since.
    Content(String),
}

/// An entry that is to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// Which.
    pub key: EntryKey,
    /// How it must stand.
    pub guard: Guard,
}

impl Target {
    /// Whether the guard holds for an entry as it stands.
    #[must_use]
    pub fn admits(&self, entry: &Entry) -> bool {
        match &self.guard {
            Guard::Any => true,
            Guard::Revision(revision) => entry.revision == *revision,
            Guard::Content(content) => entry.content() == *content,
        }
    }
}

/// New values of an entry's fields; `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// What is written down. A new text gets a new vector.
    pub text: Option<String>,
    /// The type.
    pub kind: Option<String>,
    /// The project.
    pub project_id: Option<String>,
    /// The agent session.
    pub session_id: Option<String>,
    /// The agent.
    pub agent: Option<String>,
    /// A JSON object as text.
    pub metadata: Option<String>,
}

impl Edit {
    /// Whether nothing is to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an entry would be another than it is.
    #[must_use]
    pub fn changes(&self, entry: &Entry) -> bool {
        [
            (&self.text, &entry.text),
            (&self.kind, &entry.kind),
            (&self.project_id, &entry.project_id),
            (&self.session_id, &entry.session_id),
            (&self.agent, &entry.agent),
            (&self.metadata, &entry.metadata),
        ]
        .into_iter()
        .any(|(new, old)| new.as_ref().is_some_and(|new| new != old))
    }

    /// The names of the fields that are to change.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        [
            ("text", self.text.is_some()),
            ("type", self.kind.is_some()),
            ("project", self.project_id.is_some()),
            ("session", self.session_id.is_some()),
            ("agent", self.agent.is_some()),
            ("metadata", self.metadata.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, changes)| changes.then_some(name))
        .collect()
    }
}

/// What became of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The journal's name for it; `None` when nothing changed.
    pub change: Option<ChangeId>,
    /// The entries that changed.
    pub changed: Vec<Changed>,
    /// The entries that were left alone.
    pub refused: Vec<Refused>,
    /// Somebody stopped it before its end; what is listed as changed is changed.
    pub cancelled: bool,
}

/// An entry that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub key: EntryKey,
    /// Its revision now; for one that went to the trash, its last.
    pub revision: String,
    /// Its [`super::entry::Entry::content`], in the same way.
    pub content: String,
}

impl From<&Entry> for Changed {
    fn from(entry: &Entry) -> Self {
        Self {
            key: entry.key(),
            revision: entry.revision.clone(),
            content: entry.content(),
        }
    }
}

/// An entry that was left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub key: EntryKey,
    /// Why.
    pub why: Refusal,
}

/// Why an entry was left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It is not there (any more).
    Gone,
    /// Somebody changed it since it was read.
    Changed,
    /// An entry with its id is there (again).
    Exists,
    /// It was removed from the trash for good.
    Erased,
    /// It is what it would become.
    Same,
    /// Two entries have its id, and nothing tells which is meant.
    Ambiguous,
    /// Others wrote without a pause, again and again.
    Busy,
}

impl Refusal {
    /// The reason as people read it, after "left alone: ".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Gone => "it is no longer there",
            Self::Changed => "somebody changed it since",
            Self::Exists => "an entry with its id is there",
            Self::Erased => "it was erased from the trash",
            Self::Same => "it already is like that",
            Self::Ambiguous => "several entries have its id",
            Self::Busy => "other programs were changing its table without a pause",
        }
    }
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub id: ChangeId,
    /// When it began.
    pub at: DateTime<Utc>,
    /// Who made it: the user and, behind ` via `, the front.
    pub who: String,
    /// What kind of change it was.
    pub action: Action,
    /// The repositories that it touched, sorted.
    pub repositories: Vec<String>,
    /// How many entries it changed.
    pub entries: usize,
    /// What tells more, without any entry's text: `type=decision`, `older than 90d`, `3 of 40 refused`.
    pub detail: String,
    /// The change that it takes back or makes again.
    pub of: Option<ChangeId>,
    /// Where it stands.
    pub state: ChangeState,
}

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeState {
    /// It holds.
    Done,
    /// It was taken back.
    Undone,
    /// It is going on, or was cut off and will be settled by the next change.
    Unfinished,
}

/// An entry in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    /// As it was.
    pub entry: Entry,
    /// When it went there.
    pub at: DateTime<Utc>,
    /// The change that brought it there.
    pub change: ChangeId,
    /// What kind of change that was: delete, cleanup, deduplicate, or an undo or redo.
    pub action: Action,
    /// Who made it.
    pub who: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_actions_come_back() {
        for action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(action));
        }
        assert_eq!("dance".parse::<Action>(), Err(UnknownAction));
    }

    #[test]
    fn names_of_changes_sort_by_time() {
        let early = ChangeId::new(1_790_000_000_000_000, |below| below - 1);
        let late = ChangeId::new(1_790_000_000_000_001, |_| 0);
        assert!(early < late, "{early} {late}");
        assert_eq!(early.0.len(), 14);
        assert!(early.0.starts_with('1') && early.0.ends_with("zzz"));
    }

    #[test]
    fn an_edit_tells_its_fields() {
        let edit = Edit {
            kind: Some(String::new()),
            metadata: Some("{}".into()),
            ..Edit::default()
        };
        assert_eq!(edit.fields(), ["type", "metadata"]);
        assert!(!edit.is_empty());
        assert!(Edit::default().is_empty());
    }
}
