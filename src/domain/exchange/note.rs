//! basic-memory's notes: Markdown with front matter, observations and relations.

use serde_json::json;

use super::{Cell, Dated, Record, front_matter::FrontMatter, named_id};
use crate::domain::kind;

/// A Markdown file of a folder.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// Its path below the folder, or below the root of the git repository that it lies in.
    pub path: &'a str,
    /// What is in it.
    pub document: &'a str,
    /// When it was changed last, for documents that do not tell their date.
    pub changed: Dated,
}

impl Note<'_> {
    /// The file's name without folder and ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// Where notes are from.
const SOURCE: &str = "basic-memory";

/// The type that basic-memory gives who names none.
const PLAIN: &str = "note";

/// The entry that a note becomes: its body as it is, its front matter as metadata.
///
/// # Errors
/// When there is no body.
pub fn note(file: &Note<'_>) -> Result<Record, String> {
    let (front, body) = FrontMatter::split(file.document);
    if body.trim().is_empty() {
        return Err("the note has no body".to_owned());
    }
    let date = ["created", "created_at", "date", "modified"]
        .into_iter()
        .find_map(|key| front.get(key).and_then(Dated::text));
    let kind = front.get("type").filter(|kind| *kind != PLAIN);
    let name = front.get("permalink").unwrap_or(file.path);
    let mut metadata = front.to_json();
    metadata.remove("type");
    metadata
        .entry("title")
        .or_insert_with(|| json!(file.stem()));
    metadata.insert("source".into(), json!(SOURCE));
    metadata.insert("file".into(), json!(file.path));
    Ok(Record {
        id: named_id(PLAIN, [SOURCE, name]).into(),
        text: body.trim_end().into(),
        kind: kind.unwrap_or(kind::GENERAL).into(),
        timestamp: date.map_or(Cell::Absent, |date| date.column().into()),
        changed: Some(file.changed),
        metadata: Cell::Text(serde_json::Value::from(metadata).to_string()),
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_its_body_and_its_front_matter() {
        let document = "---\ntitle: Retries\ntype: decision\ntags: [net, io]\npermalink: net/retries\ncreated: 2026-01-02\n---\n\n# Retries\n\n- [decision] Back off twice #net\n- relates_to [[Timeouts]]\n";
        let file = Note {
            path: "net/retries.md",
            document,
            changed: Dated::epoch(0).unwrap(),
        };
        let record = note(&file).unwrap();
        assert_eq!(record.kind, "decision".into());
        assert_eq!(record.timestamp, "2026-01-02T00:00:00.000Z".into());
        assert!(
            record
                .text
                .text()
                .unwrap()
                .starts_with("# Retries\n\n- [decision]")
        );
        let metadata: serde_json::Value =
            serde_json::from_str(record.metadata.text().unwrap()).unwrap();
        assert_eq!(metadata["permalink"], "net/retries");
        assert_eq!(metadata["tags"], json!(["net", "io"]));
        assert_eq!(metadata["file"], "net/retries.md");
        let edited = document.replace("twice", "thrice");
        let moved = Note {
            path: "io/retries.md",
            document: &edited,
            ..file
        };
        assert_eq!(note(&moved).unwrap().id, record.id);
    }

    #[test]
    fn an_empty_note_is_refused_and_a_bare_one_dated_by_its_file() {
        let file = |document| Note {
            path: "a.md",
            document,
            changed: Dated::epoch(1_767_312_000).unwrap(),
        };
        assert!(note(&file("---\ntitle: x\n---\n \n")).is_err());
        let record = note(&file("words")).unwrap();
        assert_eq!(record.timestamp, Cell::Absent);
        assert_eq!(record.changed, Dated::epoch(1_767_312_000));
        assert_eq!(record.kind, kind::GENERAL.into());
    }
}
