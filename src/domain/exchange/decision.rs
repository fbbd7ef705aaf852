//! Architecture decision records: MADR's, with front matter or a list on top, and Nygard's, with
//! sections for status, context and decision.

use serde_json::{Map, Value, json};

use super::{Cell, Dated, Note, Record, front_matter::FrontMatter, named_id};

/// The type of the entry that it becomes.
const KIND: &str = "decision";

/// What a record says on top, and how others call the same.
const FIELDS: [(&str, &[&str]); 3] = [
    ("status", &["status"]),
    ("date", &["date"]),
    ("deciders", &["deciders", "decision-makers"]),
];

/// The entry that a decision record becomes: its document as it is, with what it says on top as
/// metadata.
///
/// # Errors
/// When it is none: it has neither a title nor any of the sections of one.
pub fn decision(file: &Note<'_>) -> Result<Record, String> {
    let (front, body) = FrontMatter::split(file.document);
    let Some(title) = title(body).or(front.get("title")) else {
        return Err("the document has no title".to_owned());
    };
    let sections = ["context", "decision", "status"];
    if !body.lines().filter_map(heading).any(|(_, name)| {
        let name = name.to_lowercase();
        sections.iter().any(|section| name.contains(section))
    }) && front.get("status").is_none()
    {
        return Err("the document has no section for status, context or decision".to_owned());
    }
    let mut metadata = Map::new();
    metadata.insert("title".into(), json!(without_number(title)));
    for (name, keys) in FIELDS {
        let value = keys
            .iter()
            .find_map(|key| in_front(&front, key).or_else(|| listed(body, key).map(Value::from)))
            .or_else(|| section(body, name).map(Value::from));
        if let Some(value) = value {
            metadata.insert(name.into(), value);
        }
    }
    let number: String = file
        .stem()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    if let Ok(number) = number.parse::<u32>() {
        metadata.insert("number".into(), json!(number));
    }
    metadata.insert("source".into(), json!("adr"));
    metadata.insert("file".into(), json!(file.path));
    let date = metadata.get("date").and_then(Value::as_str);
    let date = date.and_then(Dated::text);
    Ok(Record {
        id: named_id(KIND, ["adr", file.path]).into(),
        text: body.trim_end().into(),
        kind: KIND.into(),
        timestamp: date.map_or(Cell::Absent, |date| date.column().into()),
        changed: Some(file.changed),
        metadata: Cell::Text(Value::from(metadata).to_string()),
        ..Record::default()
    })
}

fn in_front(front: &FrontMatter, key: &str) -> Option<Value> {
    match front.list(key) {
        [] => None,
        [one] => Some(json!(one)),
        many => Some(json!(many)),
    }
}

/// A heading's level and words.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let words = line[level..].strip_prefix(' ')?;
    (1..=6)
        .contains(&level)
        .then(|| (level, words.trim().trim_end_matches('#').trim()))
}

fn title(body: &str) -> Option<&str> {
    let mut headings = body.lines().filter_map(heading);
    headings.find_map(|(level, words)| (level == 1 && !words.is_empty()).then_some(words))
}

/// A title without the number that Nygard's have: `3. Use X`, `ADR-3: Use X`.
fn without_number(title: &str) -> &str {
    let rest = title
        .trim_start_matches("ADR")
        .trim_start_matches(['-', ' ']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = rest[digits..].strip_prefix(['.', ':']).map(str::trim_start);
    rest.filter(|rest| digits > 0 && !rest.is_empty())
        .unwrap_or(title)
}

/// A field of the list on top: `* Status: accepted`, `Date: 2026-01-02`.
fn listed(body: &str, key: &str) -> Option<String> {
    let value = |line: &str| {
        let line = line.trim_start_matches(['*', '-', ' ']);
        let (name, value) = line.split_once(':')?;
        let name = name.trim_matches(['*', '_', ' ']).to_lowercase();
        let value = value.trim().trim_matches(['*', '_']).trim();
        (name == key && !value.is_empty()).then(|| value.to_owned())
    };
    let mut top = body.lines().take_while(|line| !is_section(line));
    top.find_map(value)
}

fn is_section(line: &str) -> bool {
    heading(line).is_some_and(|(level, _)| level > 1)
}

/// The first line of the section of this name.
fn section(body: &str, name: &str) -> Option<String> {
    let is_it = |line: &&str| {
        heading(line).is_some_and(|(level, words)| level > 1 && words.eq_ignore_ascii_case(name))
    };
    let mut lines = body.lines().skip_while(|line| !is_it(line)).skip(1);
    let first = lines.find(|line| !line.trim().is_empty())?;
    heading(first).is_none().then(|| first.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, document: &str) -> (Record, Value) {
        let file = Note {
            path,
            document,
            changed: Dated::epoch(0).unwrap(),
        };
        let record = decision(&file).unwrap();
        let metadata = serde_json::from_str(record.metadata.text().unwrap()).unwrap();
        (record, metadata)
    }

    #[test]
    fn a_record_of_nygard_s() {
        let document = "# 7. Sign tokens with RS256\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWords.\n\n## Decision\n\nWe will.\n";
        let (record, metadata) = read("adr/0007-sign-tokens.md", document);
        assert_eq!(record.text, document.trim_end().into());
        assert_eq!(record.kind, "decision".into());
        assert_eq!(record.timestamp, "2026-01-02T00:00:00.000Z".into());
        assert_eq!(
            metadata,
            json!({"title": "Sign tokens with RS256", "status": "Accepted", "date": "2026-01-02",
                "number": 7, "source": "adr", "file": "adr/0007-sign-tokens.md"})
        );
    }

    #[test]
    fn a_record_of_madr_s() {
        let document = "---\nstatus: accepted\ndate: 2026-01-02\ndecision-makers: [ann, bob]\n---\n\n# Use X\n\n## Context and Problem Statement\n\nWhy.\n\n## Decision Outcome\n\nX.\n";
        let (record, metadata) = read("0001-use-x.md", document);
        assert!(record.text.text().unwrap().starts_with("# Use X"));
        assert_eq!(metadata["deciders"], json!(["ann", "bob"]));
        assert_eq!(metadata["status"], "accepted");
        let older = "# Use X\n\n* Status: proposed\n* Date: 2026-01-02\n\n## Context\n\nWhy.\n";
        let (record, metadata) = read("use-x.md", older);
        assert_eq!(metadata["status"], "proposed");
        assert_eq!(metadata.get("number"), None);
        let accepted = older.replace("proposed", "accepted");
        assert_eq!(read("use-x.md", &accepted).0.id, record.id);
        assert_ne!(read("use-y.md", older).0.id, record.id);
        assert_eq!(record.timestamp, "2026-01-02T00:00:00.000Z".into());
    }

    #[test]
    fn other_documents_are_refused() {
        for document in [
            "",
            "words",
            "# Title\n\nwords\n",
            "## Context\n\nno title\n",
        ] {
            let file = Note {
                path: "README.md",
                document,
                changed: Dated::epoch(0).unwrap(),
            };
            assert!(decision(&file).is_err(), "{document}");
        }
    }
}
