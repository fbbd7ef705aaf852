//! A plan as a file that people review: a line of JSON that tells of the plan, then one an entry.
//! Lines of entries may be taken out; what is left is a plan still.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Plan, Planned, Spared, is_spared};
use crate::domain::{
    change::{Guard, Target},
    entry::{CONTENT_LENGTH, EntryKey},
    time,
};

/// The format that is written, and the only one that is read.
const FORMAT: u32 = 1;

/// What to do about a plan that cannot be used.
const ANEW: &str = "`lore cleanup --save` makes a plan anew";

/// What is wrong with a plan file, and on which line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}; {ANEW}")]
pub struct FileError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    lore_plan: u32,
    made: DateTime<Utc>,
    rule: String,
    entries: usize,
    by_type: BTreeMap<String, usize>,
    by_agent: BTreeMap<String, usize>,
    by_project: BTreeMap<String, usize>,
    stay: Stay,
}

/// What was old enough and stays.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stay {
    system: usize,
    pinned: usize,
    protected: usize,
    newest: usize,
}

/// An entry's line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    repository: String,
    id: String,
    #[serde(rename = "type")]
    kind: String,
    project: String,
    agent: String,
    timestamp: String,
    text: String,
    content: String,
}

impl Plan {
    /// The plan as the text of a file.
    #[must_use]
    pub fn to_file(&self) -> String {
        let count = |value: fn(&Planned) -> &str| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for planned in &self.entries {
                *counts.entry(value(planned).to_owned()).or_default() += 1;
            }
            counts
        };
        let header = Header {
            lore_plan: FORMAT,
            made: self.made,
            rule: self.rule.clone(),
            entries: self.entries.len(),
            by_type: count(|planned| &planned.kind),
            by_agent: count(|planned| &planned.agent),
            by_project: count(|planned| &planned.project_id),
            stay: Stay {
                system: self.spared.system,
                pinned: self.spared.pinned,
                protected: self.spared.protected,
                newest: self.spared.newest,
            },
        };
        let lines = self
            .entries
            .iter()
            .map(|planned| as_line(&Line::new(planned)));
        std::iter::once(as_line(&header)).chain(lines).collect()
    }

    /// Reads such a text back, and checks everything in it.
    pub fn from_file(text: &str) -> Result<Self, FileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.trim().is_empty());
        let Some((number, first)) = lines.next() else {
            return Err(wrong(1, "the file is empty"));
        };
        let header = Header::read(number, first)?;
        let mut seen = HashSet::new();
        let mut entries = Vec::new();
        for (number, line) in lines {
            let planned = Line::read(number, line)?;
            if !seen.insert(planned.target.key.clone()) {
                let id = &planned.target.key.id;
                return Err(wrong(number, format!("`{id}` stands in the plan twice")));
            }
            entries.push(planned);
            if entries.len() > header.entries {
                let made = header.entries;
                return Err(wrong(
                    number,
                    format!("the plan was made of {made} entries, and here is one more"),
                ));
            }
        }
        Ok(Self {
            made: header.made,
            rule: header.rule,
            spared: Spared {
                system: header.stay.system,
                pinned: header.stay.pinned,
                protected: header.stay.protected,
                newest: header.stay.newest,
            },
            entries,
        })
    }
}

impl Header {
    fn read(number: usize, line: &str) -> Result<Self, FileError> {
        #[derive(Deserialize)]
        struct Format {
            lore_plan: u32,
        }
        let Ok(Format { lore_plan: format }) = serde_json::from_str(line) else {
            return Err(wrong(
                number,
                "this is no plan of a cleanup: `lore_plan` is missing",
            ));
        };
        if format != FORMAT {
            let message =
                format!("`lore_plan` is {format}, and this lore reads format {FORMAT} alone");
            return Err(wrong(number, message));
        }
        serde_json::from_str(line).map_err(|error| wrong(number, json_error(&error)))
    }
}

impl Line {
    fn new(planned: &Planned) -> Self {
        Self {
            repository: planned.target.key.repository.clone(),
            id: planned.target.key.id.clone(),
            kind: planned.kind.clone(),
            project: planned.project_id.clone(),
            agent: planned.agent.clone(),
            timestamp: planned.timestamp.clone(),
            text: planned.excerpt.clone(),
            content: match &planned.target.guard {
                Guard::Content(content) => content.clone(),
                // A plan is made with nothing else, and such a line is refused.
                Guard::Any | Guard::Revision(_) => String::new(),
            },
        }
    }

    fn read(number: usize, line: &str) -> Result<Planned, FileError> {
        let line: Self =
            serde_json::from_str(line).map_err(|error| wrong(number, json_error(&error)))?;
        let is_hash = |text: &str| {
            text.len() == CONTENT_LENGTH
                && text
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        if line.repository.is_empty() {
            return Err(wrong(number, "`repository` is empty"));
        }
        if !is_hash(&line.content) {
            let message = format!("`content` is no hash of {CONTENT_LENGTH} digits");
            return Err(wrong(number, message));
        }
        let at = time::parse_timestamp(&line.timestamp);
        if at.is_none() {
            return Err(wrong(
                number,
                "`timestamp` is no date, and undated entries are never old",
            ));
        }
        if is_spared(&line.kind, at, false) {
            return Err(wrong(
                number,
                format!("`type` is {}, which no cleanup takes", line.kind),
            ));
        }
        Ok(Planned {
            target: Target {
                key: EntryKey {
                    repository: line.repository,
                    id: line.id,
                },
                guard: Guard::Content(line.content),
            },
            kind: line.kind,
            project_id: line.project,
            agent: line.agent,
            timestamp: line.timestamp,
            excerpt: line.text,
        })
    }
}

fn as_line(value: &impl Serialize) -> String {
    // Maps of texts and numbers always become JSON.
    let mut line = serde_json::to_string(value).unwrap_or_default();
    line.push('\n');
    line
}

/// What `serde_json` says, without its own count of lines.
fn json_error(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    format!("{message} (column {})", error.column())
}

fn wrong(line: usize, message: impl Into<String>) -> FileError {
    FileError {
        line,
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(id: &str, text: &str) -> Planned {
        Planned {
            target: Target {
                key: EntryKey {
                    repository: "shop".into(),
                    id: id.into(),
                },
                guard: Guard::Content("0123456789abcdef".into()),
            },
            kind: "issue".into(),
            project_id: "api".into(),
            agent: "qa".into(),
            timestamp: "2020-01-01T00:00:00Z".into(),
            excerpt: text.into(),
        }
    }

    fn plan() -> Plan {
        Plan {
            made: "2026-03-01T12:00:00Z".parse().unwrap(),
            rule: "older than 90d".into(),
            spared: Spared {
                pinned: 2,
                ..Spared::default()
            },
            entries: vec![
                planned("a", "\"quoted\" 日本"),
                planned("b", "b"),
                planned("c", ""),
            ],
        }
    }

    fn complaint(text: &str) -> String {
        Plan::from_file(text).unwrap_err().to_string()
    }

    #[test]
    fn a_plan_comes_back() {
        let text = plan().to_file();
        assert_eq!(text.lines().count(), 4, "one line an entry");
        assert_eq!(Plan::from_file(&text), Ok(plan()));
        assert_eq!(Plan::from_file(&text.replace('\n', "\r\n\r\n")), Ok(plan()));
    }

    #[test]
    fn entries_can_be_taken_out() {
        let text = plan().to_file();
        for out in 1..4 {
            let lines: Vec<&str> = text.lines().collect();
            let rest = [&lines[..out], &lines[out + 1..]].concat().join("\n");
            let mut expected = plan();
            expected.entries.remove(out - 1);
            assert_eq!(Plan::from_file(&rest), Ok(expected));
        }
        let header = text.lines().next().unwrap();
        assert_eq!(Plan::from_file(header).unwrap().entries, []);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let text = plan().to_file();
        let lines: Vec<&str> = text.lines().collect();
        for (wrong, expected) in [
            (String::new(), "line 1: the file is empty"),
            ("{}".to_owned(), "line 1: this is no plan"),
            (lines[1].to_owned(), "line 1: this is no plan"),
            (
                text.replace("\"lore_plan\":1", "\"lore_plan\":2"),
                "line 1: `lore_plan` is 2",
            ),
            (
                text.replace("\"rule\"", "\"role\""),
                "line 1: unknown field `role`",
            ),
            (
                text.replacen("\"agent\":\"qa\"", "\"agent\":7", 1),
                "line 2: invalid type: integer `7`",
            ),
            (
                text.replacen(",\"agent\":\"qa\"", "", 1),
                "line 2: missing field `agent`",
            ),
            (
                text.replacen("abcdef", "ABCDEF", 1),
                "line 2: `content` is no hash",
            ),
            (
                text.replacen("\"shop\"", "\"\"", 1),
                "line 2: `repository` is empty",
            ),
            (
                text.replacen("2020-01-01", "2020-13-01", 1),
                "line 2: `timestamp` is no date",
            ),
            (
                text.replacen("\"type\":\"issue\"", "\"type\":\"system\"", 1),
                "line 2: `type` is system",
            ),
            (
                text.replacen("\"b\"", "\"a\"", 1),
                "line 3: `a` stands in the plan twice",
            ),
            (
                format!("{text}{}", lines[1].replace("\"a\"", "\"d\"")),
                "line 5: the plan was made of 3",
            ),
            (format!("{text}not json"), "line 5: expected"),
            (format!("{text}{text}"), "line 5: unknown field"),
        ] {
            let error = complaint(&wrong);
            assert!(error.starts_with(expected), "{error} instead of {expected}");
            assert!(
                error.contains("lore cleanup") && !error.contains('\n'),
                "{error}"
            );
        }
    }
}
