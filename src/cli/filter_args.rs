//! The filter flags, the same on every command that takes a set of entries.

use chrono::{DateTime, Utc};
use clap::Args;

use super::failure::Failure;
use crate::domain::{filter::Filter, when};

/// Which entries a command is about. Values of one flag are alternatives, flags add up.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Only this project (repeatable)
    #[arg(long, value_name = "P")]
    pub project: Vec<String>,

    /// Only this repository (repeatable)
    #[arg(long, value_name = "R")]
    pub repo: Vec<String>,

    /// Only this type (repeatable)
    #[arg(long = "type", value_name = "T")]
    pub kind: Vec<String>,

    /// Only this agent (repeatable)
    #[arg(long, value_name = "A")]
    pub agent: Vec<String>,

    /// Only this session
    #[arg(long, value_name = "S")]
    pub session: Option<String>,

    /// Only what is older: 2026-01-31, an RFC 3339 moment, or an age such as 90d, 12h, 6w
    #[arg(long, value_name = "WHEN")]
    pub before: Option<String>,

    /// Only what is as new or newer
    #[arg(long, value_name = "WHEN")]
    pub after: Option<String>,

    /// Only texts that contain this, ignoring case
    #[arg(long = "match", value_name = "TEXT")]
    pub contains: Option<String>,
}

impl FilterArgs {
    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.repo.is_empty() && self.is_empty_but_for_repo()
    }

    /// Whether nothing but repositories is filtered.
    #[must_use]
    pub fn is_empty_but_for_repo(&self) -> bool {
        self.project.is_empty()
            && self.kind.is_empty()
            && self.agent.is_empty()
            && self.session.is_none()
            && self.before.is_none()
            && self.after.is_none()
            && self.contains.is_none()
    }

    /// The filters in words, for the journal: what to look for in texts is left out, since the
    /// journal holds nothing of texts.
    #[must_use]
    pub fn in_words(&self) -> String {
        let lists = [
            ("project", &self.project),
            ("repository", &self.repo),
            ("type", &self.kind),
            ("agent", &self.agent),
        ];
        let single = [
            ("session", &self.session),
            ("before", &self.before),
            ("after", &self.after),
        ];
        let mut words: Vec<String> = lists
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| format!("{name} {}", values.join(" or ")))
            .chain(
                single
                    .into_iter()
                    .filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?))),
            )
            .collect();
        if self.contains.is_some() {
            words.push("by words of the text".to_owned());
        }
        words.join(", ")
    }

    /// The filter meant. `now` is what ages count back from.
    pub fn to_filter(&self, now: DateTime<Utc>) -> Result<Filter, Failure> {
        Ok(Filter {
            repositories: self.repo.clone(),
            projects: self.project.clone(),
            kinds: self.kind.clone(),
            agents: self.agent.clone(),
            sessions: self.session.iter().cloned().collect(),
            before: moment("--before", self.before.as_deref(), now)?,
            after: moment("--after", self.after.as_deref(), now)?,
            contains: self.contains.iter().cloned().collect(),
        })
    }
}

fn moment(
    flag: &str,
    text: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    text.map(|text| when::parse(text, now))
        .transpose()
        .map_err(|error| Failure::invalid(format!("{flag}: {error}")))
}
