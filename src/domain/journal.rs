//! What the lines of the journal say.

use chrono::{DateTime, Utc};

use super::{age, change::Change, count::counted};

impl Change {
    /// The change in a few words: `delete of 3 entries by ann via cli, 2 days ago`.
    #[must_use]
    pub fn summary(&self, now: DateTime<Utc>) -> String {
        format!("{} by {}, {}", self.deed(), self.who, self.age(now))
    }

    /// The same for who knows whose it is: `delete of 3 entries, 2 days ago`.
    #[must_use]
    pub fn in_brief(&self, now: DateTime<Utc>) -> String {
        format!("{}, {}", self.deed(), self.age(now))
    }

    fn deed(&self) -> String {
        let entries = counted(self.entries, "entry", "entries");
        format!("{} of {entries}", self.action.name())
    }

    fn age(&self, now: DateTime<Utc>) -> String {
        age::long(self.at, now)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::change::{Action, ChangeId, ChangeState};

    #[test]
    fn a_change_is_told_in_one_line() {
        let change = Change {
            id: ChangeId("1".into()),
            at: "2026-11-20T09:30:00Z".parse().unwrap(),
            who: "ann via cli".into(),
            action: Action::Delete,
            repositories: vec!["shop".into()],
            entries: 3,
            detail: String::new(),
            of: None,
            state: ChangeState::Done,
        };
        let now = change.at + TimeDelta::days(2);
        assert_eq!(
            change.summary(now),
            "delete of 3 entries by ann via cli, 2 days ago"
        );
    }
}
