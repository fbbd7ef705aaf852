//! Credentials within JSON text, whose strings may be written with escapes.

use std::ops::Range;

use super::{Secret, assignment, cover, find, is_hinted_at, join, shapes::long_words};

/// The credentials in metadata: JSON as text or, when it is none, any text. A string that is written
/// with escapes counts as a whole.
#[must_use]
pub fn find_in_metadata(metadata: &str) -> Vec<Secret> {
    let may_hold = is_hinted_at(metadata) || long_words(metadata).next().is_some();
    // Without escapes its strings stand there as they are read.
    if !may_hold && !metadata.contains('\\') {
        return Vec::new();
    }
    if serde_json::from_str::<serde::de::IgnoredAny>(metadata).is_err() {
        return find(metadata);
    }
    let mut found = Vec::new();
    let mut name = String::new();
    for literal in Literals::new(metadata) {
        let written = &metadata[literal.clone()];
        let read: String = serde_json::from_str(&format!("\"{written}\"")).unwrap_or_default();
        if metadata[literal.end + 1..].trim_start().starts_with(':') {
            name = read;
            continue;
        }
        found.extend(
            in_string(&name, written, &read)
                .into_iter()
                .map(|mut secret| {
                    secret.span =
                        literal.start + secret.span.start..literal.start + secret.span.end;
                    secret
                }),
        );
    }
    // What only the text as a whole shows, such as names within names.
    let whole = find(metadata).into_iter();
    join(
        found,
        whole
            .map(|secret| with_whole_escapes(metadata, secret))
            .collect(),
    )
}

/// A credential widened so that it cuts no escape of a JSON text in two.
fn with_whole_escapes(json: &str, mut secret: Secret) -> Secret {
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        let start = at + found;
        let is_code = json.as_bytes().get(start + 1) == Some(&b'u');
        at = json.len().min(start + if is_code { 6 } else { 2 });
        if (start + 1..at).contains(&secret.span.start) {
            secret.span.start = start;
            secret.head = 0;
        }
        if (start + 1..at).contains(&secret.span.end) {
            secret.span.end = at;
        }
    }
    secret
}

/// The same metadata with every credential in it made unreadable; JSON stays JSON.
#[must_use]
pub fn mask_metadata(metadata: &str) -> String {
    cover(metadata, &find_in_metadata(metadata))
}

fn in_string(name: &str, written: &str, read: &str) -> Vec<Secret> {
    let mut secrets = find(read);
    if secrets.is_empty() && assignment::is_secret_field(name, read) {
        secrets.push(Secret {
            kind: "key or token",
            span: 0..read.len(),
            head: 0,
        });
    }
    if written != read
        && let Some(first) = secrets.first()
    {
        let whole = Secret {
            kind: first.kind,
            span: 0..written.len(),
            head: 0,
        };
        return vec![whole];
    }
    secrets
}

/// The places of a JSON text's strings, quotes aside.
struct Literals<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Literals<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Literals<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at + self.text[self.at..].find('"')? + 1;
        let mut is_escaped = false;
        let end = self.text[start..].bytes().position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        })?;
        self.at = start + end + 1;
        Some(start..start + end)
    }
}
