//! Entries in words.

use chrono::{DateTime, Utc};

use crate::domain::{
    age,
    entry::{Entry, Flaw},
    printable::{printable, printable_line},
    secret,
};

/// Characters of a text that stand for it in a list.
const BEGINNING: usize = 100;

/// An entry of a list in one line.
pub fn line(entry: &Entry, now: DateTime<Utc>) -> String {
    let mut parts = vec![entry.kind.clone(), entry.place()];
    if !entry.agent.is_empty() {
        parts.push(format!("by {}", entry.agent));
    }
    parts.push(written(entry, now));
    parts.retain(|part| !part.is_empty());
    format!("{}: {}", parts.join(", "), beginning(&entry.text))
}

/// Enough of a text to know it by, on one line.
pub fn beginning(text: &str) -> String {
    let masked = secret::mask_beginning(text.trim_start(), BEGINNING + 1);
    let shown: String = masked.chars().take(BEGINNING).collect();
    let line = printable_line(shown.trim_end()).into_owned();
    if line.is_empty() {
        "no text".to_owned()
    } else if masked.chars().nth(BEGINNING).is_some() {
        format!("{line} ...")
    } else {
        line
    }
}

fn written(entry: &Entry, now: DateTime<Utc>) -> String {
    entry
        .instant()
        .map_or_else(|| "undated".to_owned(), |moment| age::long(moment, now))
}

/// A whole entry, line by line, credentials masked or not.
pub fn whole(entry: &Entry, reveal: bool, now: DateTime<Utc>) -> Vec<String> {
    let mut lines = Vec::new();
    let stated = [
        ("Type", entry.kind.clone()),
        ("Project", entry.place()),
        ("Agent", entry.agent.clone()),
        ("Session", entry.session_id.clone()),
        (
            "Written",
            format!("{}, {}", written(entry, now), entry.timestamp),
        ),
        ("Id", entry.id.clone()),
    ];
    for (name, value) in stated.iter().filter(|(_, value)| !value.is_empty()) {
        lines.push(format!("{name}: {value}"));
    }
    let (text, metadata) = if reveal {
        (entry.text.clone(), entry.metadata.clone())
    } else {
        (
            secret::mask(&entry.text),
            secret::mask_metadata(&entry.metadata),
        )
    };
    if !matches!(metadata.trim(), "" | "{}") {
        lines.push(format!("Metadata: {metadata}"));
    }
    for flaw in entry.flaws() {
        lines.push(format!("Odd: {}", odd(flaw)));
    }
    if text != entry.text || metadata != entry.metadata {
        lines.push("Credentials are masked; reveal and the number says them.".to_owned());
    }
    lines.push("Text:".to_owned());
    lines.extend(printable(&text).lines().map(str::to_owned));
    lines
}

fn odd(flaw: Flaw) -> String {
    match flaw {
        Flaw::NullColumn(name) => format!("{name} is null"),
        Flaw::EmptyText => "it has no text".to_owned(),
        Flaw::MetadataNotJson => "the metadata is no JSON".to_owned(),
        Flaw::TimestampNotDate => "the timestamp is no date".to_owned(),
    }
}
