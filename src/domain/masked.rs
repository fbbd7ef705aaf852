//! Entries without their credentials, for everything that shows them.

use serde_json::Value;

use super::{entry::Entry, secret};

/// The entry with every credential in its text and metadata made unreadable; `None` when it holds
/// none.
#[must_use]
pub fn masked(entry: &Entry) -> Option<Entry> {
    let text = changed(&entry.text);
    let metadata = masked_metadata(&entry.metadata);
    if text.is_none() && metadata.is_none() {
        return None;
    }
    let mut masked = entry.clone();
    masked.text = text.unwrap_or(masked.text);
    masked.metadata = metadata.unwrap_or(masked.metadata);
    Some(masked)
}

/// The masked text, when it holds a credential.
fn changed(text: &str) -> Option<String> {
    (!secret::find(text).is_empty()).then(|| secret::mask(text))
}

/// Metadata stays JSON: its texts are masked one by one, as they read without escapes.
fn masked_metadata(metadata: &str) -> Option<String> {
    let Ok(mut value) = serde_json::from_str::<Value>(metadata) else {
        return changed(metadata);
    };
    if mask_texts(&mut value) {
        return Some(value.to_string());
    }
    // What no text of it holds may still stand across several of them.
    changed(metadata)
}

/// Masks the texts of a value, the names of its fields too. Tells whether there was anything.
fn mask_texts(value: &mut Value) -> bool {
    match value {
        Value::String(text) => match changed(text) {
            Some(masked) => {
                *text = masked;
                true
            }
            None => false,
        },
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |any, item| mask_texts(item) || any),
        Value::Object(fields) => {
            let mut any = false;
            let mut masked = serde_json::Map::new();
            for (name, mut value) in std::mem::take(fields) {
                any |= mask_texts(&mut value);
                let hidden = changed(&name);
                any |= hidden.is_some();
                masked.insert(hidden.unwrap_or(name), value);
            }
            *fields = masked;
            any
        }
        _ => false,
    }
}
