//! What an entry said before, for people and as JSON.

use std::io::{self, Write};

use anstyle::Style;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    failure::{Code, Failure, Stop},
    output::Output,
    selection::quoted,
};
use crate::{
    domain::{
        age,
        diff::{self, Piece},
        entry::{Entry, EntryKey},
        history::Past,
        printable::{printable, printable_line},
        secret,
    },
    service::Lore,
};

/// Texts stand below the line that tells of their state.
const INDENT: &str = "    ";

/// The one entry of which something is known under an id, be it gone.
pub async fn known(lore: &Lore, id: &str, repository: Option<&String>) -> Result<EntryKey, Stop> {
    let repositories: Vec<String> = repository.into_iter().cloned().collect();
    let keys = lore
        .known_keys(&[id.to_owned()], &repositories)
        .await?
        .pop()
        .unwrap_or_default();
    Ok(only(id, keys, || missing(lore, &[id]))?)
}

/// The only entry of an id, or why it is not.
pub fn only(
    id: &str,
    mut keys: Vec<EntryKey>,
    missing: impl FnOnce() -> Failure,
) -> Result<EntryKey, Failure> {
    match keys.len() {
        0 => Err(missing()),
        1 => Ok(keys.remove(0)),
        _ => Err(several(id, &keys)),
    }
}

/// Nothing is known under these ids.
pub fn missing(lore: &Lore, ids: &[&str]) -> Failure {
    let names = quoted(ids.iter().copied());
    let message = format!(
        "no entry {names} in {}, in its trash or in old versions; `lore list` and `lore trash` show the ids",
        lore.path().display()
    );
    Failure::new(Code::NotFound, message)
}

/// An id stands for more than one entry.
pub fn several(id: &str, keys: &[EntryKey]) -> Failure {
    let places: Vec<&str> = keys.iter().map(|key| key.repository.as_str()).collect();
    Failure::invalid(format!(
        "`{id}` is known in {} repositories ({}): name one with --repo",
        places.len(),
        places.join(", ")
    ))
}

/// An entry and its history, the latest first.
#[must_use]
pub fn document(entry: Option<&Entry>, past: &[Past]) -> Value {
    let states = past.iter().enumerate().map(|(at, state)| {
        let mut value = state.entry.to_json();
        if let Value::Object(fields) = &mut value {
            fields.insert("state".to_owned(), json!(past.len() - at));
            fields.insert("since".to_owned(), json!(state.since));
            let before = state.before.as_ref().map(|change| &change.0);
            fields.insert("before_change".to_owned(), json!(before));
            fields.insert("current".to_owned(), json!(state.current));
        }
        value
    });
    json!({
        "entry": entry.map(Entry::to_json),
        "history": states.collect::<Vec<_>>(),
    })
}

/// Prints the states, each as what it changed of the one before.
pub fn write(out: &mut Output, past: &[Past], now: DateTime<Utc>) -> io::Result<()> {
    for (at, state) in past.iter().enumerate() {
        let earlier = past.get(at + 1);
        write_head(out, past.len() - at, state, earlier.is_none(), now)?;
        if let Some(earlier) = earlier {
            write_changes(out, &earlier.entry, &state.entry)?;
        } else {
            let text = out.shown(&state.entry.text, secret::mask);
            write_indented(out, &printable(&text))?;
        }
    }
    Ok(())
}

fn write_head(
    out: &mut Output,
    number: usize,
    state: &Past,
    first: bool,
    now: DateTime<Utc>,
) -> io::Result<()> {
    let styles = out.styles;
    let since = state.since.format("%Y-%m-%d %H:%M");
    let age = age::long(state.since, now);
    let mut told = format!("since {since} ({age})");
    if first {
        told.push_str(" or earlier");
    }
    if state.current {
        told.push_str(", now");
    }
    if let Some(change) = &state.before {
        told.push_str(", until change ");
        told.push_str(&change.0);
    }
    writeln!(
        out,
        "{0}{number}{0:#}  {1}{told}{1:#}",
        styles.number, styles.faint
    )
}

fn write_changes(out: &mut Output, old: &Entry, new: &Entry) -> io::Result<()> {
    let metadata = |out: &mut Output, entry: &Entry| {
        out.shown(&entry.metadata, secret::mask_metadata)
            .into_owned()
    };
    let metadata = (metadata(out, old), metadata(out, new));
    let fields: [(&str, &str, &str); 6] = [
        ("type", &old.kind, &new.kind),
        ("project", &old.project_id, &new.project_id),
        ("agent", &old.agent, &new.agent),
        ("session", &old.session_id, &new.session_id),
        ("written", &old.timestamp, &new.timestamp),
        ("metadata", &metadata.0, &metadata.1),
    ];
    for (name, old, new) in fields.into_iter().filter(|(_, old, new)| old != new) {
        let label = out.styles.label;
        let value = difference(out, old, new, plain_line);
        writeln!(out, "{INDENT}{label}{name:<10}{label:#}  {value}")?;
    }
    if old.text != new.text {
        let old = out.shown(&old.text, secret::mask);
        let new = out.shown(&new.text, secret::mask);
        let text = difference(out, &old, &new, plain_text);
        write_indented(out, &text)?;
    }
    Ok(())
}

fn plain_line(text: &str) -> String {
    printable_line(text).into_owned()
}

fn plain_text(text: &str) -> String {
    printable(text).into_owned()
}

/// Both texts as one: what went stands in `[-...-]`, what came in `{+...+}`, or in colours.
fn difference(out: &Output, old: &str, new: &str, show: fn(&str) -> String) -> String {
    let styles = out.styles;
    let coloured = styles.added != Style::new();
    diff::words(old, new)
        .into_iter()
        .map(|piece| match piece {
            Piece::Same(_, range) => show(&new[range]),
            Piece::Removed(range) => {
                let text = show(&old[range]);
                if coloured {
                    format!("{0}{text}{0:#}", styles.removed)
                } else {
                    format!("[-{text}-]")
                }
            }
            Piece::Added(range) => {
                let text = show(&new[range]);
                if coloured {
                    format!("{0}{text}{0:#}", styles.added)
                } else {
                    format!("{{+{text}+}}")
                }
            }
        })
        .collect()
}

fn write_indented(out: &mut Output, text: &str) -> io::Result<()> {
    for line in text.lines() {
        writeln!(out, "{INDENT}{line}")?;
    }
    Ok(())
}
