//! Fields by their names, from a query string or a part of a body; what is wrong names the field.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};
use serde_json::{Map, Value, map::Entry};

/// The fields of a query string. One that stands there more than once is a list.
pub(super) fn of_query(pairs: Vec<(String, String)>) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in pairs {
        let value = Value::String(value);
        match fields.entry(name) {
            Entry::Vacant(first) => drop(first.insert(value)),
            Entry::Occupied(mut known) => match known.get_mut() {
                Value::Array(list) => list.push(value),
                first => *first = Value::Array(vec![first.take(), value]),
            },
        }
    }
    fields
}

/// What is read from fields, or why it cannot be.
pub(super) fn read<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    let mut object = Value::Object(fields);
    let error = match T::deserialize(&object) {
        Ok(read) => return Ok(read),
        Err(error) => error.to_string(),
    };
    match culprit::<T>(&mut object, &error) {
        Some(name) => Err(format!("`{name}`: {error}")),
        None => Err(error),
    }
}

/// The field that must be another for there to be no such error, unless the error names it itself.
fn culprit<T: DeserializeOwned>(object: &mut Value, error: &str) -> Option<String> {
    if error.contains(" field `") {
        return None;
    }
    let names: Vec<String> = object.as_object()?.keys().cloned().collect();
    let mut required = None;
    for name in names {
        let Some(value) = object.as_object_mut()?.remove(&name) else {
            continue;
        };
        let without = T::deserialize(&*object).map_err(|other| other.to_string());
        object[&name] = value;
        match without {
            Err(same) if same == error => {}
            // It must be there; should no other be wrong, it is.
            Err(missing) if missing.contains(&format!("missing field `{name}`")) => {
                required = required.or(Some(name));
            }
            _ => return Some(name),
        }
    }
    required
}

/// Reads a number that stands in a query string.
pub(super) fn number<'de, D, N>(text: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: FromStr<Err: std::fmt::Display>,
{
    let text = String::deserialize(text)?;
    let number = text.parse().map(Some);
    number.map_err(|error| D::Error::custom(format!("{text:?} is not as it must be: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        name: String,
        #[serde(default, deserialize_with = "number")]
        limit: Option<u8>,
        #[serde(default)]
        list: Vec<String>,
    }

    fn asked(pairs: &[(&str, &str)]) -> Result<Wanted, String> {
        let pairs = pairs
            .iter()
            .map(|&(name, value)| (name.into(), value.into()));
        read(of_query(pairs.collect()))
    }

    #[test]
    fn a_field_may_be_there_more_than_once() {
        let wanted = asked(&[("list", "a"), ("name", "n"), ("list", "b"), ("limit", "7")]);
        let expected = json!({"name": "n", "list": ["a", "b"]});
        let expected = Wanted {
            limit: Some(7),
            ..Wanted::deserialize(expected).unwrap()
        };
        assert_eq!(wanted, Ok(expected));
    }

    #[test]
    fn what_is_wrong_names_the_field() {
        for (pairs, reason) in [
            (&[("name", "x"), ("limit", "300")][..], "`limit`: \"300\""),
            (
                &[("limit", "1"), ("name", "x"), ("name", "y")],
                "`name`: invalid type",
            ),
            (&[("limit", "1")], "missing field `name`"),
            (&[("name", "x"), ("limt", "1")], "unknown field `limt`"),
        ] {
            let told = asked(pairs).unwrap_err();
            assert!(told.starts_with(reason), "{told}");
        }
    }
}
