//! The fields that may stand before a colon.

use super::super::filter::Filter;

/// Names that other programs use for our fields, too far from them to be taken for a slip.
const FOREIGN_NAMES: [(&str, Field); 3] = [
    ("repository", Field::Repo),
    ("since", Field::After),
    ("until", Field::Before),
];

/// What entries are restricted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The type.
    Type,
    /// The agent.
    Agent,
    /// The project.
    Project,
    /// The repository.
    Repo,
    /// The agent session.
    Session,
    /// Older than this.
    Before,
    /// This old or newer.
    After,
}

impl Field {
    /// All fields, those used most first.
    pub const ALL: [Self; 7] = [
        Self::Type,
        Self::Agent,
        Self::Project,
        Self::Repo,
        Self::Session,
        Self::Before,
        Self::After,
    ];

    /// How it is written, without the colon.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Agent => "agent",
            Self::Project => "project",
            Self::Repo => "repo",
            Self::Session => "session",
            Self::Before => "before",
            Self::After => "after",
        }
    }

    /// What it restricts entries to, in a few words.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Type => "decision, issue, pattern and so on",
            Self::Agent => "who wrote it",
            Self::Project => "the project it belongs to",
            Self::Repo => "the repository it lies in",
            Self::Session => "the agent session that wrote it",
            Self::Before => "older than an age or a date",
            Self::After => "newer than an age or a date",
        }
    }

    /// Whether its value is a moment. Of these, one stands in a line at most.
    #[must_use]
    pub fn is_moment(self) -> bool {
        matches!(self, Self::Before | Self::After)
    }

    /// The field of this name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|field| field.name().eq_ignore_ascii_case(name))
    }

    /// The values that a filter holds for it; `None` for a moment.
    pub fn values_in(self, filter: &mut Filter) -> Option<&mut Vec<String>> {
        match self {
            Self::Type => Some(&mut filter.kinds),
            Self::Agent => Some(&mut filter.agents),
            Self::Project => Some(&mut filter.projects),
            Self::Repo => Some(&mut filter.repositories),
            Self::Session => Some(&mut filter.sessions),
            Self::Before | Self::After => None,
        }
    }

    /// The field that a name is one slip away from: a letter missing, added, wrong, or two swapped.
    pub(super) fn nearest(name: &str) -> Option<Self> {
        FOREIGN_NAMES
            .into_iter()
            .find_map(|(foreign, field)| (foreign == name).then_some(field))
            .or_else(|| {
                Self::ALL
                    .into_iter()
                    .find(|field| one_slip_apart(name, field.name()))
            })
    }
}

fn one_slip_apart(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() {
        (one, two)
    } else {
        (two, one)
    };
    let same = short
        .bytes()
        .zip(long.bytes())
        .take_while(|(x, y)| x == y)
        .count();
    let (short, long) = (&short.as_bytes()[same..], &long.as_bytes()[same..]);
    match (short.len(), long.len()) {
        (0, 0) => false,
        (less, more) if less + 1 == more => short == &long[1..],
        (equal, more) if equal == more => {
            let swapped =
                equal >= 2 && short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..];
            swapped || short[1..] == long[1..]
        }
        _ => false,
    }
}
