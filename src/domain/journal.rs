//! What the lines of the journal say.

use chrono::{DateTime, Utc};

use super::{
    age,
    change::{Action, Change, ChangeState},
    count::counted,
};

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

/// The change that was taken back last and could be made again. `log` has the latest first.
#[must_use]
pub fn last_undone(log: &[Change]) -> Option<&Change> {
    let undo = log
        .iter()
        .find(|change| change.action == Action::Undo && change.state == ChangeState::Done)?;
    let of = undo.of.as_ref()?;
    log.iter().find(|change| change.id == *of)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::change::ChangeId;

    fn change(id: &str, action: Action, of: Option<&str>, state: ChangeState) -> Change {
        Change {
            id: ChangeId(id.into()),
            at: "2026-11-20T09:30:00Z".parse().unwrap(),
            who: "ann via cli".into(),
            action,
            repositories: vec!["shop".into()],
            entries: 3,
            detail: String::new(),
            of: of.map(|id| ChangeId(id.into())),
            state,
        }
    }

    #[test]
    fn a_change_is_told_in_one_line() {
        let change = change("1", Action::Delete, None, ChangeState::Done);
        let now = change.at + TimeDelta::days(2);
        assert_eq!(
            change.summary(now),
            "delete of 3 entries by ann via cli, 2 days ago"
        );
    }

    #[test]
    fn what_was_taken_back_last_is_found() {
        let log = [
            change("4", Action::Undo, Some("3"), ChangeState::Undone),
            change("3", Action::Edit, None, ChangeState::Done),
            change("2", Action::Undo, Some("1"), ChangeState::Done),
            change("1", Action::Delete, None, ChangeState::Undone),
        ];
        assert_eq!(last_undone(&log), Some(&log[3]));
        assert_eq!(last_undone(&log[..1]), None);
    }
}
