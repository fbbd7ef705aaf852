//! A retention policy: ages by type, kept under a name.

use chrono::{DateTime, Utc};

use super::Policy;
use crate::domain::{
    filter::Filter,
    kind,
    when::{self, WhenError},
};

/// Stands for every type that has no age of its own.
pub const EVERY_OTHER: &str = "*";

/// How long entries are kept. Every type with an age is a rule of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retention {
    /// Types, or [`EVERY_OTHER`], and the ages from which they go, as in [`when`].
    pub older_than: Vec<(String, String)>,
    /// So many of the newest entries of each project stay, counted by rule.
    pub keep_newest: usize,
    /// Entries of these types stay.
    pub protect: Vec<String>,
    /// Only these repositories; all when empty.
    pub repositories: Vec<String>,
    /// Only these projects; all when empty.
    pub projects: Vec<String>,
    /// Only these agents'; all when empty.
    pub agents: Vec<String>,
}

impl Retention {
    /// Which entries it looks at, whatever their types.
    #[must_use]
    pub fn filter(&self) -> Filter {
        Filter {
            repositories: self.repositories.clone(),
            projects: self.projects.clone(),
            agents: self.agents.clone(),
            ..Filter::default()
        }
    }

    /// The rules as policies, given the types that there are.
    pub fn policies(&self, kinds: &[String], now: DateTime<Utc>) -> Result<Vec<Policy>, WhenError> {
        let named = |name: &str| self.older_than.iter().any(|(kind, _)| kind == name);
        let mut policies = Vec::new();
        for (name, age) in &self.older_than {
            let kinds: Vec<String> = if name == EVERY_OTHER {
                let others = kinds
                    .iter()
                    .filter(|kind| !named(kind) && *kind != kind::SYSTEM);
                others.cloned().collect()
            } else {
                vec![name.clone()]
            };
            // A filter without types would mean all of them.
            if kinds.is_empty() {
                continue;
            }
            policies.push(Policy {
                before: when::parse(age, now)?,
                filter: Filter {
                    kinds,
                    ..self.filter()
                },
                keep_newest: self.keep_newest,
                protected_types: self.protect.clone(),
            });
        }
        Ok(policies)
    }

    /// The policy in words, for the journal.
    #[must_use]
    pub fn words(&self, name: &str) -> String {
        let ages = self
            .older_than
            .iter()
            .map(|(kind, age)| match kind.as_str() {
                EVERY_OTHER => format!("older than {age}"),
                kind => format!("{kind} older than {age}"),
            });
        let mut words: Vec<String> = ages.collect();
        for (field, values) in [
            ("repository", &self.repositories),
            ("project", &self.projects),
            ("agent", &self.agents),
        ] {
            if !values.is_empty() {
                words.push(format!("{field} {}", values.join(" or ")));
            }
        }
        words.extend(super::exceptions(self.keep_newest, &self.protect));
        format!("policy {name}: {}", words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_type_is_what_has_no_age_of_its_own() {
        let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        let retention = Retention {
            older_than: vec![("issue".into(), "90d".into()), ("*".into(), "2y".into())],
            keep_newest: 3,
            protect: vec!["decision".into()],
            projects: vec!["api".into()],
            ..Retention::default()
        };
        let kinds = ["issue", "pattern", "system", "decision"].map(str::to_owned);
        let policies = retention.policies(&kinds, now).unwrap();
        assert_eq!(policies[0].filter.kinds, ["issue"]);
        assert_eq!(policies[0].before.to_rfc3339(), "2025-12-01T12:00:00+00:00");
        assert_eq!(policies[1].filter.kinds, ["pattern", "decision"]);
        assert_eq!(policies[1].before.to_rfc3339(), "2024-03-01T12:00:00+00:00");
        assert!(policies.iter().all(|policy| policy.keep_newest == 3
            && policy.filter.projects == ["api"]
            && policy.protected_types == ["decision"]));
        let policies = retention.policies(&["issue".to_owned()], now).unwrap();
        assert_eq!(
            policies.len(),
            1,
            "no other types, no rule that would mean all"
        );
        assert_eq!(
            retention.words("q"),
            "policy q: issue older than 90d, older than 2y, project api, newest 3 of each project stay, type decision stays"
        );
    }
}
