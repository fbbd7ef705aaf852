//! JSON objects alone: for serde, a list of the fields' values would do as well.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// What is read from a JSON object, and from nothing else.
#[derive(Debug, Clone, Default)]
pub(super) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Point {
        x: u8,
        y: Option<u8>,
    }

    #[test]
    fn only_an_object_will_do() {
        let read = serde_json::from_str::<Object<Point>>;
        assert_eq!(read(r#"{"x":1}"#).unwrap().0, Point { x: 1, y: None });
        for (wrong, reason) in [
            ("[1,2]", "expected a JSON object"),
            ("1", "expected a JSON object"),
            ("null", "expected a JSON object"),
            (r#"{"x":1,"z":2}"#, "unknown field `z`"),
            (r#"{"y":2}"#, "missing field `x`"),
            (r#"{"x":300}"#, "line 1 column"),
        ] {
            let error = read(wrong).unwrap_err().to_string();
            assert!(error.contains(reason), "{wrong}: {error}");
        }
    }
}
