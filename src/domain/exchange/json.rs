//! An entry as JSON on one line, and back.
//!
//! The shape is that of an entry everywhere else, without the revision, which is the store's. What
//! that shape cannot tell stands beside it: `metadata_text` has the column's very text where it is no
//! JSON, or would not come back as it is; a null column is null.

use serde::{Deserialize, Serialize};
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

#[derive(Deserialize)]
struct Read {
    #[serde(default)]
    id: Cell,
    #[serde(default)]
    text: Cell,
    #[serde(default, rename = "type")]
    kind: Cell,
    #[serde(default)]
    repository: Cell,
    #[serde(default)]
    project_id: Cell,
    #[serde(default)]
    session_id: Cell,
    #[serde(default)]
    agent: Cell,
    #[serde(default)]
    timestamp: Cell,
    #[serde(default, deserialize_with = "present")]
    metadata: Option<Box<RawValue>>,
    #[serde(default)]
    metadata_text: Cell,
    #[serde(default)]
    model: Cell,
    #[serde(default)]
    parts: u32,
    #[serde(default, deserialize_with = "present")]
    vector: Option<Box<RawValue>>,
}

/// Also null is there.
fn present<'de, D: serde::Deserializer<'de>>(json: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(json).map(Some)
}

/// Reads an entry, whoever wrote it: a key that is not there says nothing.
///
/// # Errors
/// What is wrong, in words.
pub fn from_json(json: &str) -> Result<Record, String> {
    // Of a list serde would take the values by their places.
    if json.trim_start().starts_with('[') {
        return Err("it is no entry: it is a list, not an object".to_owned());
    }
    let read: Read = serde_json::from_str(json).map_err(|error| told(&error))?;
    let metadata = match (read.metadata_text, read.metadata) {
        (Cell::Absent, None) => Cell::Absent,
        (Cell::Absent, Some(json)) => Cell::Text(as_column(json.get())),
        (exact, _) => exact,
    };
    let vector = match (read.vector, read.model) {
        // Numbers that nobody answers for.
        (None, _) | (_, Cell::Absent) => Vector::Absent,
        (Some(json), _) if json.get() == "null" => Vector::Null,
        (Some(json), model) => Vector::Carried(CarriedVector {
            numbers: numbers::read(json.get())?,
            model: model.filled().map(str::to_owned),
            parts: read.parts,
        }),
    };
    Ok(Record {
        repository: read.repository.filled().map(str::to_owned),
        id: read.id,
        text: read.text,
        kind: read.kind,
        project_id: read.project_id,
        session_id: read.session_id,
        agent: read.agent,
        timestamp: read.timestamp,
        metadata,
        vector,
    })
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
