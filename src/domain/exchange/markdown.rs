//! Entries as a Markdown document for people, from which every column but the vector comes back.
//!
//! Comments, which a renderer hides, hold what the reader of the text does not need: each entry
//! begins with one that has its columns as JSON and the length of its text, so that a text may hold
//! whatever it likes.

use serde_json::{Map, Value};

use super::{Cell, Record, json};
use crate::domain::printable::printable_line;

/// What every line of lore's own begins with.
pub const MARK: &str = "<!-- lore:";

const ENTRY: &str = "<!-- lore:entry ";
const CHAPTER: &str = "<!-- lore:project -->";
const END: &str = " -->";

/// The key with the length of the text in bytes; null when the column is.
const BYTES: &str = "bytes";

/// How a document begins.
pub const PREAMBLE: &str = "<!-- lore:export Written by `lore export --format md`; `lore import` reads it, all but vectors. -->\n";

/// Whether lore wrote a document: the first line tells, since a text may hold any line of lore's own.
#[must_use]
pub fn is_written(document: &str) -> bool {
    let document = document.trim_start_matches('\u{feff}').trim_start();
    document.starts_with(MARK)
}

/// How the chapter of a project begins.
#[must_use]
pub fn chapter(place: &str) -> String {
    format!("\n{CHAPTER}\n# {}\n", printable_line(place))
}

/// The entry in a document.
#[must_use]
pub fn entry(record: &Record) -> String {
    let mut columns = Map::new();
    let text = record.text.text();
    columns.insert(BYTES.into(), text.map(str::len).into());
    columns.insert("repository".into(), record.repository.clone().into());
    for (name, cell) in record.cells() {
        let key = match name {
            "text" => continue,
            "metadata" => "metadata_text",
            name => name,
        };
        if *cell != Cell::Absent {
            columns.insert(key.into(), cell.text().into());
        }
    }
    // The one character that could end the comment stands in texts alone.
    let columns = Value::from(columns).to_string().replace('>', "\\u003e");
    let told = [&record.timestamp, &record.kind, &record.agent];
    let told: Vec<&str> = told.into_iter().filter_map(Cell::filled).collect();
    let heading = printable_line(&told.join(" · ")).into_owned();
    let text = text.unwrap_or_default();
    format!("\n{ENTRY}{columns}{END}\n## {heading}\n\n{text}\n")
}

/// What stands before the text of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The entry without its text.
    pub record: Record,
    /// How many bytes the text has; `None` when the column is null.
    pub bytes: Option<usize>,
}

impl Head {
    /// Reads a line of lore's own; `None` when it tells of no entry.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    #[must_use]
    pub fn read(line: &str) -> Option<Result<Self, String>> {
        let columns = line.trim_end().strip_prefix(ENTRY)?.strip_suffix(END);
        Some(match columns {
            Some(columns) => Self::parse(columns),
            None => Err("the comment on top of the entry has no end".to_owned()),
        })
    }

    fn parse(columns: &str) -> Result<Self, String> {
        let record = json::from_json(columns)?;
        let all: Map<String, Value> =
            serde_json::from_str(columns).map_err(|_| "its columns are no JSON".to_owned())?;
        let bytes = match all.get(BYTES) {
            Some(Value::Null) => None,
            Some(bytes) => Some(
                bytes
                    .as_u64()
                    .and_then(|bytes| usize::try_from(bytes).ok())
                    .ok_or("its length is no number")?,
            ),
            None => return Err("it does not tell its length".to_owned()),
        };
        Ok(Self { record, bytes })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_columns_come_back(id in any::<String>(), metadata in any::<String>(), text in any::<String>()) {
            let record = Record {
                repository: Some("r".into()),
                id: id.into(),
                text: text.as_str().into(),
                kind: "-->".into(),
                agent: Cell::Null,
                metadata: metadata.into(),
                ..Record::default()
            };
            let document = entry(&record);
            let lines: Vec<&str> = document.splitn(5, '\n').collect();
            let head = Head::read(lines[1]).unwrap().unwrap();
            prop_assert!(lines[1].matches("-->").count() == 1);
            prop_assert_eq!(head.bytes, Some(text.len()));
            prop_assert_eq!(&lines[4][..text.len()], &text);
            let expected = Record { text: Cell::Absent, ..record };
            prop_assert_eq!(head.record, expected);
        }
    }

    #[test]
    fn the_first_line_tells_whose_a_document_is() {
        assert!(is_written(PREAMBLE));
        assert!(is_written("\u{feff}\r\n<!-- lore:project -->\n# shop\n"));
        assert!(!is_written("# Notes\n\n<!-- lore:export -->\n"));
    }

    #[test]
    fn other_lines_tell_of_no_entry() {
        assert_eq!(Head::read("# heading"), None);
        assert_eq!(Head::read(CHAPTER), None);
        for broken in [
            "<!-- lore:entry {} -->",
            "<!-- lore:entry {",
            "<!-- lore:entry {\"bytes\":-1} -->",
        ] {
            assert!(Head::read(broken).unwrap().is_err(), "{broken}");
        }
    }
}
