//! Entries as JSON and back.

use std::sync::Arc;

use proptest::prelude::*;

use super::{CarriedVector, Cell, Record, Vector, from_json, to_json};

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
                numbers: bits.into_iter().map(f32::from_bits).collect::<Vec<_>>().into(),
                model: model.map(Arc::from),
                parts: 2,
            }),
        };
        let record = Record {
            repository: Some("r".into()),
            id, text, kind, project_id, session_id, agent, timestamp, metadata, vector,
            ..Record::default()
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
    assert!(record.left_out.is_empty(), "{record:?}");
    assert_eq!(record.metadata, Cell::from(r#"{"b":"a  b\" ","a":1}"#));
    assert_eq!(record.kind, Cell::Absent);
    let record = from_json("{\"text\":\"x\",\"vector\":[1,2],\"importance\":1}").unwrap();
    assert_eq!(record.vector, Vector::Absent);
    assert_eq!(record.left_out, ["importance", "vector"]);
}

#[test]
fn what_is_wrong_is_told_in_words() {
    for (json, words) in [
        ("{\"text\":", "it is no JSON"),
        ("[]", "it is no entry: it is a list"),
        (" null", "it is no entry: it is null, not an object"),
        ("7", "a number"),
        ("nul", "it is no JSON"),
        ("{\"text\":true}", "a text"),
        ("{\"id\":\"a\",\"id\":\"b\"}", "duplicate"),
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
