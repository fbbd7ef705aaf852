//! What an entry said before.

use chrono::{DateTime, Utc};

use super::{change::ChangeId, entry::Entry};

/// An entry as it stood for some time.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// As it stood.
    pub entry: Entry,
    /// Since when; for the first that is known, not later than this.
    pub since: DateTime<Utc>,
    /// It stood like that before lore's change of this name, which can be taken back.
    pub before: Option<ChangeId>,
    /// It is how the entry stands now.
    pub current: bool,
}
