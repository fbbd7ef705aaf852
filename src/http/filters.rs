//! Which entries a request is about, and how many of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Map, Value};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, RefOr, Schema, Type},
};

use super::failure::{Failure, Result};
use crate::domain::{filter::Filter, when};

/// Most entries of one answer.
pub(super) const MOST: u32 = 1000;

/// A set of entries by their fields. Values of one field are alternatives, fields add up; an empty
/// value is as good as none.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Filters {
    /// Only these repositories
    #[serde(default)]
    #[schema(required = false)]
    #[param(value_type = Vec<String>, required = false)]
    pub repository: Texts,
    /// Only these projects
    #[serde(default)]
    #[schema(required = false)]
    #[param(value_type = Vec<String>, required = false)]
    pub project_id: Texts,
    /// Only these types; `system` shows the Node manager's rows of that type
    #[serde(rename = "type", default)]
    #[schema(required = false)]
    #[param(value_type = Vec<String>, required = false)]
    pub kind: Texts,
    /// Only what these agents wrote
    #[serde(default)]
    #[schema(required = false)]
    #[param(value_type = Vec<String>, required = false)]
    pub agent: Texts,
    /// Only what was written in these sessions
    #[serde(default)]
    #[schema(required = false)]
    #[param(value_type = Vec<String>, required = false)]
    pub session_id: Texts,
    /// Only what was written then or later: 2026-01-31, 2026-01-31T12:00:00Z, or an age such as 90d
    pub after: Option<String>,
    /// Only what was written before
    pub before: Option<String>,
    /// The same as `after`
    pub start_date: Option<String>,
    /// Only what was written then or before; a day with all its hours
    pub end_date: Option<String>,
    /// Only texts in which each of these occurs, ignoring case; at most 32
    #[serde(default)]
    #[schema(required = false)]
    #[param(value_type = Vec<String>, required = false)]
    pub contains: Texts,
}

impl Filters {
    /// The filter that is meant.
    pub fn to_filter(&self, now: DateTime<Utc>) -> Result<Filter> {
        let begin =
            |name: &str, text: Option<&str>| moment(name, text, |text| when::parse(text, now));
        let end = moment("end_date", self.end_date.as_deref(), |text| {
            when::end(text, now)
        })?;
        Ok(Filter {
            repositories: self.repository.0.clone(),
            projects: self.project_id.0.clone(),
            kinds: self.kind.0.clone(),
            agents: self.agent.0.clone(),
            sessions: self.session_id.0.clone(),
            before: begin("before", self.before.as_deref())?
                .into_iter()
                .chain(end)
                .min(),
            after: begin("after", self.after.as_deref())?
                .max(begin("start_date", self.start_date.as_deref())?),
            contains: self.contains.0.clone(),
        })
    }

    /// Reads what is left of an object when its other fields are read, and refuses what is no filter: a
    /// misspelt one would let everything through.
    pub fn rest<'de, D: Deserializer<'de>>(object: D) -> std::result::Result<Self, D::Error> {
        let fields = Map::<String, Value>::deserialize(object)?;
        Self::deserialize(Value::Object(fields)).map_err(D::Error::custom)
    }
}

fn moment(
    name: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> std::result::Result<DateTime<Utc>, when::WhenError>,
) -> Result<Option<DateTime<Utc>>> {
    text.filter(|text| !text.is_empty())
        .map(parse)
        .transpose()
        .map_err(|error| Failure::invalid(format!("`{name}`: {error}")))
}

/// One text, or several; an empty one says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Texts(pub Vec<String>);

impl TryFrom<Value> for Texts {
    type Error = &'static str;

    fn try_from(value: Value) -> std::result::Result<Self, Self::Error> {
        let values = match value {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            one => vec![one],
        };
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            match value {
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => texts.push(text),
                _ => return Err("a filter is a text, or a list of texts"),
            }
        }
        Ok(Self(texts))
    }
}

impl PartialSchema for Texts {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        OneOfBuilder::new()
            .item(text())
            .item(ArrayBuilder::new().items(text()))
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .into()
    }
}

impl ToSchema for Texts {}

/// How many entries are wanted.
pub(super) fn limit(wanted: Option<u32>, usual: u32) -> Result<usize> {
    match wanted.unwrap_or(usual) {
        limit @ 1..=MOST => Ok(limit as usize),
        limit => Err(Failure::invalid(format!(
            "`limit` is {limit}; give a number from 1 to {MOST}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter(value: Value) -> std::result::Result<Filter, String> {
        let filters: Filters = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let now = "2026-03-31T10:00:00Z".parse().unwrap();
        filters
            .to_filter(now)
            .map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn one_value_or_many() {
        let filter = filter(json!({
            "type": "issue", "agent": ["qa", "", "go"], "project_id": "", "session_id": null,
        }));
        let wanted = Filter {
            kinds: vec!["issue".into()],
            agents: vec!["qa".into(), "go".into()],
            ..Filter::default()
        };
        assert_eq!(filter, Ok(wanted));
    }

    #[test]
    fn days_end_at_midnight() {
        let filter = filter(json!({"start_date": "2026-01-01", "end_date": "2026-01-31"})).unwrap();
        let moment = |text: &str| Some(text.parse().unwrap());
        assert_eq!(filter.after, moment("2026-01-01T00:00:00Z"));
        assert_eq!(filter.before, moment("2026-02-01T00:00:00Z"));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            json!({"projct_id": "x"}),
            json!({"type": 1}),
            json!({"type": [["x"]]}),
            json!({"before": "yesterday"}),
            json!({"after": "90m"}),
            json!({"start_date": "1"}),
        ] {
            assert!(filter(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_have_bounds() {
        assert_eq!(limit(None, 10).unwrap(), 10);
        assert_eq!(limit(Some(MOST), 10).unwrap(), MOST as usize);
        assert!(limit(Some(0), 10).is_err() && limit(Some(MOST + 1), 10).is_err());
    }
}
