//! Arguments of tools: read strictly in their names, leniently in their forms.

use std::fmt;

use rmcp::{
    model::JsonObject,
    schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use serde_json::Value;

use super::failure::Failure;

/// Reads the arguments of a tool. One that the tool does not know is refused: a filter that is misspelt
/// must not become none.
pub fn read<T: DeserializeOwned>(arguments: JsonObject, schema: &JsonObject) -> Result<T, Failure> {
    let known = schema.get("properties").and_then(Value::as_object);
    let is_known = |name: &str| known.is_some_and(|known| known.contains_key(name));
    if let Some(name) = arguments.keys().find(|name| !is_known(name)) {
        let names: Vec<&str> = known
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        return Err(Failure::invalid(format!(
            "there is no argument `{}`: use {}",
            name.escape_debug(),
            names.join(", ")
        )));
    }
    let arguments = Value::Object(arguments);
    T::deserialize(&arguments)
        .map_err(|error| Failure::invalid(what_is_wrong::<T>(&arguments, &error)))
}

/// Names the argument that cannot be read: the one without which the others can.
fn what_is_wrong<T: DeserializeOwned>(arguments: &Value, error: &serde_json::Error) -> String {
    let told = error.to_string();
    let given = arguments.as_object();
    let names = || given.into_iter().flatten().map(|(name, _)| name);
    if told.starts_with("missing field") {
        return told;
    }
    let culprit = names().find(|name| {
        let mut others = given.cloned().unwrap_or_default();
        others.remove(*name);
        match T::deserialize(&Value::Object(others)) {
            Ok(_) => true,
            // Without an argument that must be there, something else is wrong.
            Err(error) => error
                .to_string()
                .starts_with(&format!("missing field `{name}`")),
        }
    });
    match culprit {
        Some(name) => format!("`{name}`: {told}"),
        None => told,
    }
}

/// A list of texts. A single text is taken for a list of one, since models often write it so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Texts;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list of texts, or one text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![text.to_owned()]))
            }

            fn visit_unit<E>(self) -> Result<Texts, E> {
                Ok(Texts::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Texts, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Texts)
            }
        }

        deserializer.deserialize_any(OneOrMany)
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "items": {"type": "string"}})
    }
}

/// An object of any content; stored as it is written here.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Metadata(JsonObject);

impl Metadata {
    /// As the table holds it.
    pub fn to_text(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

impl JsonSchema for Metadata {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Metadata".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}

/// A number of items, which must be in some range.
pub fn bounded(name: &str, given: Option<u64>, default: u64, most: u64) -> Result<usize, Failure> {
    let number = given.unwrap_or(default);
    if !(1..=most).contains(&number) {
        return Err(Failure::invalid(format!(
            "`{name}` is {number}: it can be 1 to {most}"
        )));
    }
    Ok(usize::try_from(number).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mcp::schema;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[schemars(crate = "rmcp::schemars")]
    struct Arguments {
        query: String,
        limit: Option<u64>,
        #[serde(default)]
        projects: Texts,
    }

    fn read_json(value: Value) -> Result<Arguments, String> {
        let Value::Object(arguments) = value else {
            panic!("no object");
        };
        read(arguments, &schema::input::<Arguments>()).map_err(|failure| failure.message)
    }

    #[test]
    fn one_text_is_a_list_of_one() {
        for (given, read) in [
            (json!("a"), vec!["a"]),
            (json!(["a", "b"]), vec!["a", "b"]),
            (json!(null), vec![]),
        ] {
            let arguments = read_json(json!({"query": "x", "projects": given})).unwrap();
            assert_eq!(arguments.projects.0, read);
            assert_eq!((arguments.query.as_str(), arguments.limit), ("x", None));
        }
    }

    #[test]
    fn errors_name_the_argument() {
        for (given, message) in [
            (
                json!({"query": "x", "project": "a"}),
                "there is no argument `project`: use ",
            ),
            (json!({}), "missing field `query`"),
            (
                json!({"query": 5}),
                "`query`: invalid type: integer `5`, expected a string",
            ),
            (
                json!({"query": "x", "projects": [1]}),
                "`projects`: invalid type: integer `1`",
            ),
            (
                json!({"query": "x", "limit": "many"}),
                "`limit`: invalid type: string \"many\"",
            ),
        ] {
            let told = read_json(given).unwrap_err();
            assert!(told.starts_with(message), "{told}");
        }
    }

    #[test]
    fn numbers_have_bounds() {
        assert_eq!(bounded("limit", None, 10, 100), Ok(10));
        assert_eq!(bounded("limit", Some(100), 10, 100), Ok(100));
        for wrong in [0, 101, u64::MAX] {
            let failure = bounded("limit", Some(wrong), 10, 100).unwrap_err();
            assert!(failure.message.contains("1 to 100"), "{failure:?}");
        }
    }
}
