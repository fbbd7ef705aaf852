//! JSON schemas, plain enough for every client.
//!
//! Some clients refuse a list of types, references and formats of their own; a schema without these says
//! the same.

use std::sync::Arc;

use rmcp::{
    model::JsonObject,
    schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema},
};
use serde_json::{Map, Value, json};

/// The schema of what a tool takes: nothing else goes.
pub fn input<T: JsonSchema>() -> Arc<JsonObject> {
    let mut schema = object(root::<T>(SchemaSettings::draft2020_12()));
    schema.entry("properties").or_insert_with(|| json!({}));
    schema.insert("additionalProperties".to_owned(), json!(false));
    Arc::new(schema)
}

/// The schema of what a tool answers.
pub fn output<T: JsonSchema>() -> Arc<JsonObject> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    Arc::new(object(root::<T>(settings)))
}

fn root<T: JsonSchema>(mut settings: SchemaSettings) -> Schema {
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>()
}

fn object(schema: Schema) -> Map<String, Value> {
    let mut value = schema.to_value();
    simplify(&mut value);
    match value {
        Value::Object(mut object) => {
            for noise in ["$schema", "title", "description"] {
                object.remove(noise);
            }
            object.insert("type".to_owned(), json!("object"));
            object
        }
        _ => Map::new(),
    }
}

/// Says of what may be left away only what it is when it is there.
fn simplify(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|name| name != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    object.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(choices)) = object.get("anyOf") {
                let is_null = |choice: &Value| *choice == json!({"type": "null"});
                let real: Vec<&Value> = choices.iter().filter(|choice| !is_null(choice)).collect();
                if let [Value::Object(only)] = real.as_slice() {
                    let only = only.clone();
                    object.remove("anyOf");
                    for (key, part) in only {
                        object.entry(key).or_insert(part);
                    }
                }
            }
            if object.get("default") == Some(&Value::Null) {
                object.remove("default");
            }
            if object.get("format").is_some_and(Value::is_string) {
                object.remove("format");
            }
            object.values_mut().for_each(simplify);
        }
        Value::Array(items) => items.iter_mut().for_each(simplify),
        _ => {}
    }
}

/// An entry ("Entry as JSON").
pub fn entry(_: &mut SchemaGenerator) -> Schema {
    let text = |description: &str| json!({"type": "string", "description": description});
    json_schema!({
        "type": "object",
        "properties": {
            "id": text("names the entry"),
            "text": text("what was written down"),
            "type": text("decision, pattern, issue, ...: an open set"),
            "repository": text("the repository whose database holds it"),
            "project_id": text("the project within"),
            "session_id": text("the session of the agent that wrote it"),
            "agent": text("the agent that wrote it"),
            "timestamp": text("when, ISO 8601"),
            "metadata": {"description": "anything else: an object, or a text where it is no JSON"},
            "revision": text("changes whenever the entry does"),
            "score": {"type": "number", "description": "of a hit: 0 to 1, higher is better"},
            "match": {
                "type": "array",
                "items": {"type": "string"},
                "description": "of a hit: what found it",
            },
            "text_length": {
                "type": "integer",
                "description": "only when the text is cut here: its characters in all; get_entry has it whole",
            },
        },
        "required": [
            "id", "text", "type", "repository", "project_id", "session_id", "agent", "timestamp",
            "metadata", "revision",
        ],
    })
}

/// A list of entries.
pub fn entries(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": entry(generator)})
}

/// A number for each of some names.
pub fn counts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "object", "additionalProperties": {"type": "integer"}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(JsonSchema)]
    #[schemars(crate = "rmcp::schemars")]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Arguments {
        /// What to look for.
        query: String,
        limit: Option<u32>,
        mode: Option<Mode>,
    }

    #[derive(JsonSchema)]
    #[schemars(crate = "rmcp::schemars", rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its shape matters")]
    enum Mode {
        One,
        Two,
    }

    #[test]
    fn a_schema_of_arguments_is_plain() {
        let schema = Value::Object((*input::<Arguments>()).clone());
        assert_eq!(
            schema,
            json!({
                "type": "object",
                "properties": {
                    "query": {"type": "string", "description": "What to look for."},
                    "limit": {"type": "integer", "minimum": 0, "maximum": u32::MAX},
                    "mode": {"type": "string", "enum": ["one", "two"]},
                },
                "required": ["query"],
                "additionalProperties": false,
            })
        );
    }
}
