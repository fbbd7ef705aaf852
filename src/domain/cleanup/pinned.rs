//! Whether somebody pinned an entry.

use serde_json::Value;

/// Whether metadata is a JSON object with `"pinned": true` at its top level.
#[must_use]
pub fn is_pinned(metadata: &str) -> bool {
    // Most metadata says nothing of it, and a name may be written in escapes.
    (metadata.contains("pinned") || metadata.contains('\\'))
        && serde_json::from_str::<Value>(metadata)
            .is_ok_and(|metadata| metadata.get("pinned") == Some(&Value::Bool(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_true_at_the_top_level_pins() {
        for (metadata, pinned) in [
            (r#"{"pinned": true}"#, true),
            (r#"{"a":{"b":[]},"pinned":true}"#, true),
            (r#"{"\u0070inned":true}"#, true),
            (r#"{"pinned": "true"}"#, false),
            (r#"{"pinned": 1}"#, false),
            (r#"{"pinned": false}"#, false),
            (r#"{"Pinned": true}"#, false),
            (r#"{"a":{"pinned":true}}"#, false),
            (r#"[{"pinned":true}]"#, false),
            (r#"["pinned", true]"#, false),
            (r#""pinned""#, false),
            (r#"{"pinned": true"#, false),
            ("pinned: true", false),
            ("", false),
        ] {
            assert_eq!(is_pinned(metadata), pinned, "{metadata}");
        }
    }
}
