//! Which entries a tool looks at: the same filter on every tool that takes a set.

use chrono::{DateTime, Utc};
use rmcp::schemars::JsonSchema;
use serde::Deserialize;

use super::{arguments::Texts, failure::Failure};
use crate::domain::{filter::Filter, when};

/// A set of entries by their fields. Values of one field are alternatives, fields add up.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct SetArguments {
    /// Only these projects, by exact name. `project_stats` lists them.
    #[serde(default)]
    project_id: Texts,
    /// Only these repositories, by exact name. A repository holds one or more projects.
    #[serde(default)]
    repository: Texts,
    /// Only these types: architecture, decision, implementation, configuration, credential, issue,
    /// pattern, general, or any other.
    #[serde(default, rename = "type")]
    kind: Texts,
    /// Only entries of these agents, by exact name.
    #[serde(default)]
    agent: Texts,
    /// Only entries of these sessions.
    #[serde(default)]
    session_id: Texts,
    /// Only entries older than this: `2026-01-31`, RFC 3339, or an age such as `90d`, `12h`, `6w`.
    before: Option<String>,
    /// Only entries of this moment or newer, written as for `before`.
    after: Option<String>,
    /// Only entries whose text holds all of these, ignoring case.
    #[serde(default)]
    contains: Texts,
}

impl SetArguments {
    /// The filter meant. `now` is what ages count back from.
    pub fn to_filter(&self, now: DateTime<Utc>) -> Result<Filter, Failure> {
        Ok(Filter {
            repositories: self.repository.0.clone(),
            projects: self.project_id.0.clone(),
            kinds: self.kind.0.clone(),
            agents: self.agent.0.clone(),
            sessions: self.session_id.0.clone(),
            before: moment("before", self.before.as_deref(), now)?,
            after: moment("after", self.after.as_deref(), now)?,
            contains: self.contains.0.clone(),
        })
    }

    /// The set in words, for the journal: what to look for in texts is left out, since the journal
    /// holds nothing of texts.
    pub fn in_words(&self) -> Vec<String> {
        let lists = [
            ("project", &self.project_id.0),
            ("repository", &self.repository.0),
            ("type", &self.kind.0),
            ("agent", &self.agent.0),
            ("session", &self.session_id.0),
        ];
        let bounds = [("before", &self.before), ("after", &self.after)];
        let mut words: Vec<String> = lists
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| format!("{name} {}", values.join(" or ")))
            .collect();
        words.extend(
            bounds
                .into_iter()
                .filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?))),
        );
        if !self.contains.0.is_empty() {
            words.push("by words of the text".to_owned());
        }
        words
    }
}

/// A moment as an argument names it.
pub fn moment(
    name: &str,
    text: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    text.map(|text| when::parse(text, now))
        .transpose()
        .map_err(|error| Failure::invalid(format!("`{name}`: {error}")))
}
