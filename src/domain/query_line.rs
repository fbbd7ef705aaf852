//! A filter as a line of the query language, for boxes in which people go on changing it.

use chrono::SecondsFormat;

use super::filter::Filter;

/// The line that means this filter. A value that holds both white space and a quotation mark
/// cannot be written in the language; what such a line means is the nearest that can.
#[must_use]
pub fn query_line(filter: &Filter) -> String {
    let mut parts = Vec::new();
    for (field, values) in [
        ("repo", &filter.repositories),
        ("project", &filter.projects),
        ("type", &filter.kinds),
        ("agent", &filter.agents),
        ("session", &filter.sessions),
    ] {
        parts.extend(
            values
                .iter()
                .map(|value| format!("{field}:{}", quoted(value))),
        );
    }
    for (field, moment) in [("after", filter.after), ("before", filter.before)] {
        if let Some(moment) = moment {
            let moment = moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            parts.push(format!("{field}:{}", moment.trim_end_matches("T00:00:00Z")));
        }
    }
    parts.extend(filter.contains.iter().map(|text| format!("\"{text}\"")));
    parts.join(" ")
}

/// A value as it stands behind a field's colon; `None` when the language cannot write it.
#[must_use]
pub fn written(value: &str) -> Option<String> {
    let bare = is_bare(value);
    (bare || !value.contains('"')).then(|| quoted(value))
}

fn quoted(value: &str) -> String {
    if is_bare(value) {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

fn is_bare(value: &str) -> bool {
    !value.is_empty()
        && !value.contains(char::is_whitespace)
        && !value.starts_with([':', '"'])
        && !value.starts_with("//")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::query::Query;

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn lines_read_as_people_write_them() {
        let line = "repo:shop project:api type:issue before:2026-01-31 \"exact words\"";
        assert_eq!(query_line(&Query::parse(line, now()).filter), line);
        assert_eq!(query_line(&Filter::default()), "");
    }

    proptest! {
        #[test]
        fn a_line_means_its_filter(
            values in prop::collection::vec("[a-z:/ é]{0,6}", 5),
            seconds in prop::option::of(0i64..2_000_000_000),
            text in "[a-z][a-z ]{0,8}",
        ) {
            let list = |at: usize| vec![values[at].clone()];
            let filter = Filter {
                repositories: list(0),
                projects: list(1),
                kinds: list(2),
                agents: list(3),
                sessions: list(4),
                after: seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
                before: None,
                contains: vec![text],
            };
            prop_assert_eq!(Query::parse(&query_line(&filter), now()).filter, filter);
        }
    }
}
