//! What a bar of the stats stands for, and the filter that leads to its entries.

use chrono::NaiveDate;

use crate::domain::{
    age_band::AgeBand,
    calendar::Unit,
    query::Field,
    stats::{Count, Stats},
};

/// A bar, by what it counts: it stays the same when numbers and sizes change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// The unit of time that begins with this day.
    Time(NaiveDate),
    /// A value of a field.
    Value(List, String),
    /// What a list does not show.
    More(List),
    /// Entries of an age.
    Age(AgeBand),
    /// Entries without a date.
    Undated,
    /// What semantic search sees of a repository.
    Meaning(String),
    /// How a repository stands.
    Repository(String),
}

/// A list of values with counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum List {
    /// By type.
    Kinds,
    /// By agent.
    Agents,
    /// By project.
    Projects,
    /// By repository.
    Repositories,
}

/// A field of the search box and the value that it is to have.
pub type Term = (Field, String);

impl List {
    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Kinds => "Types",
            Self::Agents => "Agents",
            Self::Projects => "Projects",
            Self::Repositories => "Repositories",
        }
    }

    /// The field of the search box that names its values.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Kinds => Field::Type,
            Self::Agents => Field::Agent,
            Self::Projects => Field::Project,
            Self::Repositories => Field::Repo,
        }
    }

    /// Its counts.
    #[must_use]
    pub fn counts(self, stats: &Stats) -> &[Count] {
        match self {
            Self::Kinds => &stats.by_kind,
            Self::Agents => &stats.by_agent,
            Self::Projects => &stats.by_project,
            Self::Repositories => &stats.by_repository,
        }
    }
}

impl Bar {
    /// What the search box has to say for its entries; nothing when no filter names them.
    #[must_use]
    pub fn terms(&self, unit: Unit, today: NaiveDate) -> Vec<Term> {
        let between = |after: Option<NaiveDate>, before: Option<NaiveDate>| {
            let bound = |field, day: Option<NaiveDate>| day.map(|day| (field, day.to_string()));
            bound(Field::After, after)
                .into_iter()
                .chain(bound(Field::Before, before))
                .collect()
        };
        match self {
            Self::Time(first) => between(Some(*first), unit.first_day(unit.number(*first) + 1)),
            Self::Age(band) => {
                let (from, to) = band.bounds(today);
                between(from, to)
            }
            Self::Value(list, value) => vec![(list.field(), value.clone())],
            Self::Meaning(name) | Self::Repository(name) => {
                vec![(List::Repositories.field(), name.clone())]
            }
            Self::More(_) | Self::Undated => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_name_their_entries() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let terms = |bar: Bar, unit| -> String {
            let terms = bar.terms(unit, day("2026-11-23"));
            let terms: Vec<_> = terms
                .iter()
                .map(|(field, value)| format!("{}:{value}", field.name()))
                .collect();
            terms.join(" ")
        };
        assert_eq!(
            terms(Bar::Time(day("2026-11-16")), Unit::Week),
            "after:2026-11-16 before:2026-11-23"
        );
        assert_eq!(
            terms(Bar::Time(day("2026-12-01")), Unit::Month),
            "after:2026-12-01 before:2027-01-01"
        );
        assert_eq!(
            terms(Bar::Age(AgeBand::Today), Unit::Day),
            "after:2026-11-23"
        );
        assert_eq!(
            terms(Bar::Age(AgeBand::Older), Unit::Day),
            "before:2025-11-24"
        );
        let agent = Bar::Value(List::Agents, "qa".to_owned());
        assert_eq!(terms(agent, Unit::Day), "agent:qa");
        assert_eq!(terms(Bar::Repository("a".to_owned()), Unit::Day), "repo:a");
        assert_eq!(terms(Bar::Undated, Unit::Day), "");
    }
}
