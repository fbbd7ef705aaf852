//! An entry as JSON on one line, and back.
//!
//! The shape is that of an entry everywhere else, without the revision, which is the store's. What
//! that shape cannot tell stands beside it: `metadata_text` has the column's very text where it is no
//! JSON, or would not come back as it is; a null column is null.

use std::{fmt, sync::Arc};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    CarriedVector, Cell, Record, Vector,
    numbers::{self, Numbers},
};

/// The JSON that stands for no metadata.
const NOTHING: &str = "{}";

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Cell,
    text: &'a Cell,
    #[serde(rename = "type")]
    kind: &'a Cell,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
    project_id: &'a Cell,
    session_id: &'a Cell,
    agent: &'a Cell,
    timestamp: &'a Cell,
    metadata: Box<RawValue>,
    #[serde(skip_serializing_if = "Cell::is_absent")]
    metadata_text: &'a Cell,
    #[serde(flatten)]
    vector: Option<VectorPart<'a>>,
}

#[derive(Serialize)]
struct VectorPart<'a> {
    /// Also null: a vector whose model is told, be it that nobody knows, is one out of a store.
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "is_zero")]
    parts: u32,
    vector: Option<Numbers<'a>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The record as one line of JSON, without a line break.
#[must_use]
pub fn to_json(record: &Record) -> String {
    let (metadata, metadata_text) = metadata(&record.metadata);
    let line = Line {
        id: &record.id,
        text: &record.text,
        kind: &record.kind,
        repository: record.repository.as_deref(),
        project_id: &record.project_id,
        session_id: &record.session_id,
        agent: &record.agent,
        timestamp: &record.timestamp,
        metadata,
        metadata_text,
        vector: match &record.vector {
            Vector::Absent => None,
            Vector::Null => Some(VectorPart {
                model: None,
                parts: 0,
                vector: None,
            }),
            Vector::Carried(carried) => Some(VectorPart {
                model: carried.model.as_deref(),
                parts: carried.parts,
                vector: Some(Numbers(&carried.numbers)),
            }),
        },
    };
    // Texts and numbers always have a JSON.
    serde_json::to_string(&line).unwrap_or_default()
}

/// Metadata as JSON, and as its text where the JSON alone does not tell it.
fn metadata(cell: &Cell) -> (Box<RawValue>, &Cell) {
    let text = cell.text();
    let as_it_is = |text: &&str| !text.contains(['\n', '\r']) && text.trim() == *text;
    let raw = |json: &str| RawValue::from_string(json.to_owned()).ok();
    if let Some(json) = text.filter(as_it_is).and_then(raw) {
        return (json, &Cell::Absent);
    }
    let shown = match text {
        Some(text) if !text.trim().is_empty() => compact(text)
            .or_else(|| serde_json::to_string(text).ok())
            .and_then(|json| raw(&json)),
        _ => raw(NOTHING),
    };
    (shown.unwrap_or_default(), cell)
}

/// An entry that is read, as far as the keys are there; a null is there too.
#[derive(Default)]
struct Read {
    id: Option<Cell>,
    text: Option<Cell>,
    kind: Option<Cell>,
    repository: Option<Cell>,
    project_id: Option<Cell>,
    session_id: Option<Cell>,
    agent: Option<Cell>,
    timestamp: Option<Cell>,
    metadata: Option<Box<RawValue>>,
    metadata_text: Option<Cell>,
    model: Option<Cell>,
    parts: Option<u32>,
    vector: Option<Box<RawValue>>,
    /// The keys of all else.
    others: Vec<String>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Id,
    Text,
    Type,
    Repository,
    ProjectId,
    SessionId,
    Agent,
    Timestamp,
    Metadata,
    MetadataText,
    Model,
    Parts,
    Vector,
    Other(String),
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Entry;

        impl<'de> Visitor<'de> for Entry {
            type Value = Read;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an entry")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
                let mut read = Read::default();
                while let Some(key) = map.next_key()? {
                    read.take(key, &mut map)?;
                }
                Ok(read)
            }
        }

        json.deserialize_map(Entry)
    }
}

impl Read {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        match key {
            Key::Id => once("id", &mut self.id, map),
            Key::Text => once("text", &mut self.text, map),
            Key::Type => once("type", &mut self.kind, map),
            Key::Repository => once("repository", &mut self.repository, map),
            Key::ProjectId => once("project_id", &mut self.project_id, map),
            Key::SessionId => once("session_id", &mut self.session_id, map),
            Key::Agent => once("agent", &mut self.agent, map),
            Key::Timestamp => once("timestamp", &mut self.timestamp, map),
            Key::Metadata => once("metadata", &mut self.metadata, map),
            Key::MetadataText => once("metadata_text", &mut self.metadata_text, map),
            Key::Model => once("model", &mut self.model, map),
            Key::Parts => once("parts", &mut self.parts, map),
            Key::Vector => once("vector", &mut self.vector, map),
            Key::Other(key) => {
                map.next_value::<IgnoredAny>()?;
                self.others.push(key);
                Ok(())
            }
        }
    }
}

fn once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    key: &'static str,
    value: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    if value.is_some() {
        return Err(A::Error::duplicate_field(key));
    }
    *value = Some(map.next_value()?);
    Ok(())
}

/// Reads an entry, whoever wrote it: a key that is not there says nothing.
///
/// # Errors
/// What is wrong, in words.
pub fn from_json(json: &str) -> Result<Record, String> {
    // Of a list serde would take the values by their places; of what else it is, it speaks in its own way.
    if let Some(what) = what_else(json) {
        return Err(format!("it is no entry: it is {what}, not an object"));
    }
    let read: Read = serde_json::from_str(json).map_err(|error| told(&error))?;
    let mut record = Record {
        repository: filled(read.repository),
        id: read.id.unwrap_or_default(),
        text: read.text.unwrap_or_default(),
        kind: read.kind.unwrap_or_default(),
        project_id: read.project_id.unwrap_or_default(),
        session_id: read.session_id.unwrap_or_default(),
        agent: read.agent.unwrap_or_default(),
        timestamp: read.timestamp.unwrap_or_default(),
        metadata: match (read.metadata_text, read.metadata) {
            (Some(exact), _) => exact,
            (None, Some(json)) => Cell::Text(as_column(json.get())),
            (None, None) => Cell::Absent,
        },
        ..Record::default()
    };
    for key in read.others {
        record.leave_out(&key);
    }
    match (read.vector, read.model) {
        (None, _) => {}
        (Some(json), model) if json.get() == "null" => {
            if model.is_some() {
                record.vector = Vector::Null;
            }
        }
        // Numbers that nobody answers for.
        (Some(_), None) => record.leave_out("vector"),
        (Some(json), model) => {
            record.vector = Vector::Carried(CarriedVector {
                numbers: numbers::read(json.get())?.into(),
                model: filled(model).map(Arc::from),
                parts: read.parts.unwrap_or_default(),
            });
        }
    }
    Ok(record)
}

fn filled(cell: Option<Cell>) -> Option<String> {
    cell?.filled().map(str::to_owned)
}

/// What a document is that is no object; `None` for objects, and for what is no JSON.
fn what_else(json: &str) -> Option<&'static str> {
    let json = json.trim_start();
    let what = match json.as_bytes().first()? {
        b'{' => return None,
        b'[' => return Some("a list"),
        b'"' => "a text",
        b'n' => "null",
        b't' | b'f' => "true or false",
        _ => "a number",
    };
    let is_json = serde_json::from_str::<&RawValue>(json).is_ok();
    is_json.then_some(what)
}

/// The JSON of a document as a column holds it: on one line.
fn as_column(json: &str) -> String {
    if json.contains(['\n', '\r']) {
        compact(json).unwrap_or_else(|| json.to_owned())
    } else {
        json.to_owned()
    }
}

/// The same JSON without the white space between its parts; nothing else changes, neither the order
/// of keys nor the digits of numbers. `None` when it is no JSON.
fn compact(json: &str) -> Option<String> {
    serde_json::from_str::<&RawValue>(json).ok()?;
    let mut compact = String::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    for c in json.chars() {
        if in_text {
            in_text = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            in_text = true;
        } else if c.is_ascii_whitespace() {
            continue;
        }
        compact.push(c);
    }
    Some(compact)
}

/// What serde says, without the place: lines are counted by who reads them.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        serde_json::error::Category::Data => format!("it is no entry: {text}"),
        _ => format!("it is no JSON: {text}"),
    }
}
