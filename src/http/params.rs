//! What stands in a request's path and query string.

use axum::{
    extract::{FromRequestParts, Path, Query},
    http::{header::IF_MATCH, request::Parts},
};
use serde::de::DeserializeOwned;

use super::{
    failure::{Failure, Result},
    fields,
};

/// The part of the path that varies, decoded.
#[derive(Debug)]
pub(super) struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(segment)) => Ok(Self(segment)),
            Err(error) => Err(Failure::invalid(format!(
                "the path is not what is expected: {}",
                error.body_text()
            ))),
        }
    }
}

/// The query string. A field that stands there more than once is a list.
#[derive(Debug)]
pub(super) struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let read = match Query::from_request_parts(parts, state).await {
            Ok(Query(pairs)) => fields::read(fields::of_query(pairs)),
            Err(error) => Err(error.body_text()),
        };
        read.map(Self).map_err(|why| {
            Failure::invalid(format!("the query string is not what is expected: {why}"))
        })
    }
}

/// The revision that an entry must be at, from the header `If-Match`: bare, or quoted as an entity tag.
/// A star, or no header, is any revision.
#[derive(Debug)]
pub(super) struct IfMatch(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let mut values = parts.headers.get_all(IF_MATCH).iter();
        let Some(value) = values.next() else {
            return Ok(Self(None));
        };
        let revision = value
            .to_str()
            .ok()
            .filter(|_| values.next().is_none())
            .and_then(revision)
            .ok_or_else(|| {
                Failure::invalid(
                    "the header `If-Match` names no revision; send the `revision` of the entry as it was read",
                )
            })?;
        Ok(Self((revision != "*").then(|| revision.to_owned())))
    }
}

fn revision(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    let revision = quoted.unwrap_or(tag);
    let is_one = !revision.is_empty() && !revision.contains(['"', ',', ' ']);
    is_one.then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_may_be_quoted() {
        for tag in ["abc123", "\"abc123\"", "W/\"abc123\"", " abc123 "] {
            assert_eq!(revision(tag), Some("abc123"), "{tag}");
        }
        assert_eq!(revision("*"), Some("*"));
        for wrong in ["", "\"\"", "\"a\", \"b\"", "a,b", "\"a", "a b"] {
            assert_eq!(revision(wrong), None, "{wrong}");
        }
    }
}
