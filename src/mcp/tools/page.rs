//! Entries as a list holds them: a long text is cut, since an agent's context is small.

use serde_json::{Value, json};

/// So many characters of a text stand in a list.
const LISTED: usize = 4_000;

/// The JSON of an entry or a hit for a list.
pub fn listed(mut entry: Value) -> Value {
    let Some(text) = entry["text"].as_str() else {
        return entry;
    };
    if let Some((end, _)) = text.char_indices().nth(LISTED) {
        let (length, cut) = (text.chars().count(), text[..end].to_owned());
        entry["text"] = json!(cut);
        entry["text_length"] = json!(length);
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_texts_are_cut() {
        let whole = json!({"text": "é".repeat(LISTED)});
        assert_eq!(listed(whole.clone()), whole);
        let cut = listed(json!({"text": "é".repeat(LISTED + 1)}));
        assert_eq!(cut["text"], json!("é".repeat(LISTED)));
        assert_eq!(cut["text_length"], json!(LISTED + 1));
    }
}
