//! Which entries are meant: the same filter on every command, in every front.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::kind;

/// Values that one field may have.
pub const MOST_VALUES: usize = 1000;

/// Texts that must all occur: each of them is looked for in each entry.
pub const MOST_PARTS: usize = 32;

/// A filter that would take too long to apply.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{given} values of `{field}` are more than the {most} that a filter may have; ask more than once"
)]
pub struct TooManyValues {
    field: &'static str,
    given: usize,
    most: usize,
}

/// A set of entries by their fields. Values of one field are alternatives, fields add up. An empty
/// field admits everything; the default filter admits every entry but those of type `system`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Repositories, by exact name.
    pub repositories: Vec<String>,
    /// Projects, by exact name.
    pub projects: Vec<String>,
    /// Types, by exact name. Naming `system` makes those rows visible.
    pub kinds: Vec<String>,
    /// Agents, by exact name.
    pub agents: Vec<String>,
    /// Sessions, by exact name.
    pub sessions: Vec<String>,
    /// Strictly older than this; undated rows are not old.
    pub before: Option<DateTime<Utc>>,
    /// This moment or newer; undated rows are not new.
    pub after: Option<DateTime<Utc>>,
    /// Each of these must occur in the text, ignoring case.
    pub contains: Vec<String>,
}

/// The fields of a row that a filter looks at, null columns as empty text.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// The row's text.
    pub text: &'a str,
    /// The row's type.
    pub kind: &'a str,
    /// The row's project.
    pub project_id: &'a str,
    /// The row's session.
    pub session_id: &'a str,
    /// The row's agent.
    pub agent: &'a str,
    /// The row's timestamp as stored.
    pub timestamp: &'a str,
}

impl Filter {
    /// Refuses more values than can be looked for in a reasonable time.
    pub fn check(&self) -> Result<(), TooManyValues> {
        let lists = [
            ("repository", &self.repositories, MOST_VALUES),
            ("project", &self.projects, MOST_VALUES),
            ("type", &self.kinds, MOST_VALUES),
            ("agent", &self.agents, MOST_VALUES),
            ("session", &self.sessions, MOST_VALUES),
            ("contains", &self.contains, MOST_PARTS),
        ];
        let too_long = lists.into_iter().find(|(_, list, most)| list.len() > *most);
        too_long.map_or(Ok(()), |(field, list, most)| {
            Err(TooManyValues {
                field,
                given: list.len(),
                most,
            })
        })
    }

    /// Whether no moment lies between its bounds, so that it admits nothing.
    #[must_use]
    pub fn spans_no_time(&self) -> bool {
        matches!((self.after, self.before), (Some(after), Some(before)) if after >= before)
    }

    /// This filter within another that stands: a field that this one leaves open is as the other has it,
    /// exact words of both must occur.
    #[must_use]
    pub fn within(self, standing: &Self) -> Self {
        let or = |own: Vec<String>, other: &Vec<String>| {
            if own.is_empty() { other.clone() } else { own }
        };
        Self {
            repositories: or(self.repositories, &standing.repositories),
            projects: or(self.projects, &standing.projects),
            kinds: or(self.kinds, &standing.kinds),
            agents: or(self.agents, &standing.agents),
            sessions: or(self.sessions, &standing.sessions),
            before: self.before.or(standing.before),
            after: self.after.or(standing.after),
            contains: [self.contains, standing.contains.clone()].concat(),
        }
    }

    /// Whether the filter looks into rows of this repository at all.
    #[must_use]
    pub fn admits_repository(&self, name: &str) -> bool {
        admits(&self.repositories, name)
    }

    /// Whether a row passes, its repository aside.
    #[must_use]
    pub fn admits(&self, row: &Fields<'_>) -> bool {
        let kind = if self.kinds.is_empty() {
            row.kind != kind::SYSTEM
        } else {
            admits(&self.kinds, row.kind)
        };
        kind && admits(&self.projects, row.project_id)
            && admits(&self.agents, row.agent)
            && admits(&self.sessions, row.session_id)
            && self.admits_moment(row.timestamp)
            && self.admits_text(row.text)
    }

    fn admits_moment(&self, timestamp: &str) -> bool {
        if self.before.is_none() && self.after.is_none() {
            return true;
        }
        super::time::parse_timestamp(timestamp).is_some_and(|moment| {
            // To the microsecond, as the store's SQL has it.
            let moment = moment.timestamp_micros();
            self.before
                .is_none_or(|before| moment < before.timestamp_micros())
                && self
                    .after
                    .is_none_or(|after| moment >= after.timestamp_micros())
        })
    }

    fn admits_text(&self, text: &str) -> bool {
        if self.contains.is_empty() {
            return true;
        }
        let text = text.to_lowercase();
        self.contains
            .iter()
            .all(|part| text.contains(&part.to_lowercase()))
    }
}

fn admits(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|one| one == value)
}
