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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            1 => Just(Cell::Null),
            9 => any::<String>().prop_map(Cell::Text),
        ]
    }

    fn metadata_cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            cell(),
            prop::sample::select(vec![
                "",
                "{}",
                " {}",
                "null",
                "\"x\"",
                "{\n}",
                "{\"a\":1,\"a\":2}",
                "1e400",
                "[1 ,2]",
                "{\"b\":12345678901234567890123,\"a\":\"\\n\\\"\"}",
                "{",
                "tru",
                "{}\n",
                "\u{a0}{}",
            ])
            .prop_map(Cell::from),
        ]
    }

    proptest! {
        #[test]
        fn every_record_comes_back(
            cells in proptest::collection::vec(cell(), 7),
            metadata in metadata_cell(),
            bits in proptest::option::of(proptest::collection::vec(any::<u32>(), 0..4)),
            model in proptest::option::of("[a-z]{1,5}"),
        ) {
            let [id, text, kind, project_id, session_id, agent, timestamp] =
                <[Cell; 7]>::try_from(cells).unwrap();
            let vector = match bits {
                None => Vector::Null,
                Some(bits) => Vector::Carried(CarriedVector {
                    numbers: bits.into_iter().map(f32::from_bits).collect(),
                    model,
                    parts: 2,
                }),
            };
            let record = Record {
                repository: Some("r".into()),
                id, text, kind, project_id, session_id, agent, timestamp, metadata, vector,
            };
            let line = to_json(&record);
            prop_assert!(!line.contains(['\n', '\r']), "{}", line);
            let back = from_json(&line).unwrap();
            // NaN is not equal to itself.
            prop_assert_eq!(to_json(&back), line);
            prop_assert_eq!(format!("{:?}", back), format!("{:?}", record));
        }
    }

    #[test]
    fn metadata_is_json_to_those_who_read_json() {
        let shown = |metadata: &str| {
            let record = Record {
                metadata: metadata.into(),
                ..Record::default()
            };
            let line: serde_json::Value = serde_json::from_str(&to_json(&record)).unwrap();
            line["metadata"].clone()
        };
        assert_eq!(shown("{\"a\": [1]}"), serde_json::json!({"a": [1]}));
        assert_eq!(shown("{\n \"a\": [1]}"), serde_json::json!({"a": [1]}));
        assert_eq!(shown(""), serde_json::json!({}));
        assert_eq!(shown("{broken"), serde_json::json!("{broken"));
    }

    #[test]
    fn what_others_write_is_read() {
        let record = from_json(
            "{\"id\":7,\"text\":\"x\",\"score\":0.5,\"metadata\":{\n  \"b\": \"a  b\\\" \",\n \"a\": 1\n}}",
        )
        .unwrap();
        assert_eq!(record.id, Cell::from("7"));
        assert_eq!(record.metadata, Cell::from(r#"{"b":"a  b\" ","a":1}"#));
        assert_eq!(record.kind, Cell::Absent);
        let vector = from_json("{\"text\":\"x\",\"vector\":[1,2]}")
            .unwrap()
            .vector;
        assert_eq!(vector, Vector::Absent);
    }

    #[test]
    fn what_is_wrong_is_told_in_words() {
        for (json, words) in [
            ("{\"text\":", "it is no JSON"),
            ("[]", "it is no entry"),
            ("{\"text\":true}", "a text"),
            (
                "{\"text\":\"x\",\"model\":null,\"vector\":[true]}",
                "no number",
            ),
        ] {
            let told = from_json(json).unwrap_err();
            assert!(
                told.contains(words) && !told.contains(" line "),
                "{json}: {told}"
            );
        }
    }
}
