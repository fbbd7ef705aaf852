//! What claude-mem's export holds: observations and summaries of sessions.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Cell, Dated, Record, named_id};

/// One observation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Observation {
    id: Cell,
    memory_session_id: Cell,
    sdk_session_id: Cell,
    project: Cell,
    text: Cell,
    #[serde(rename = "type")]
    kind: Cell,
    title: Cell,
    subtitle: Cell,
    facts: Value,
    narrative: Cell,
    concepts: Value,
    files_read: Value,
    files_modified: Value,
    prompt_number: Value,
    discovery_tokens: Value,
    created_at: Cell,
    created_at_epoch: Option<i64>,
}

/// The summary of a session.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SessionSummary {
    id: Cell,
    memory_session_id: Cell,
    sdk_session_id: Cell,
    project: Cell,
    request: Cell,
    investigated: Cell,
    learned: Cell,
    completed: Cell,
    next_steps: Cell,
    notes: Cell,
    files_read: Value,
    files_edited: Value,
    prompt_number: Value,
    created_at: Cell,
    created_at_epoch: Option<i64>,
}

/// Where all of it is from.
const SOURCE: &str = "claude-mem";

/// What ids of observations begin with: their types may be anything.
const OBSERVATION: &str = "observation";

/// The type of the entry that a summary becomes.
const SUMMARY: &str = "summary";

impl Observation {
    /// The entry that it becomes.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn record(self) -> Result<Record, String> {
        let mut parts = Vec::new();
        parts.extend(self.title.filled().map(|title| format!("# {title}")));
        let words = [&self.subtitle, &self.narrative, &self.text];
        parts.extend(
            words
                .into_iter()
                .filter_map(Cell::filled)
                .map(str::to_owned),
        );
        let facts = list(&self.facts);
        if !facts.is_empty() {
            let facts: Vec<String> = facts.iter().map(|fact| format!("- {fact}")).collect();
            parts.push(facts.join("\n"));
        }
        let metadata = [
            ("concepts", unpacked(self.concepts)),
            ("files_read", unpacked(self.files_read)),
            ("files_modified", unpacked(self.files_modified)),
            ("prompt_number", self.prompt_number),
            ("discovery_tokens", self.discovery_tokens),
        ];
        Common {
            number: self.id,
            session: [self.memory_session_id, self.sdk_session_id],
            project: self.project,
            table: OBSERVATION,
            kind: self.kind,
            at: (self.created_at_epoch, self.created_at),
        }
        .record(&parts, metadata)
    }
}

impl SessionSummary {
    /// The entry that it becomes.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn record(self) -> Result<Record, String> {
        let sections = [
            ("Request", &self.request),
            ("Investigated", &self.investigated),
            ("Learned", &self.learned),
            ("Completed", &self.completed),
            ("Next steps", &self.next_steps),
            ("Notes", &self.notes),
        ];
        let parts: Vec<String> = sections
            .into_iter()
            .filter_map(|(name, cell)| Some(format!("## {name}\n\n{}", cell.filled()?)))
            .collect();
        let metadata = [
            ("files_read", unpacked(self.files_read)),
            ("files_edited", unpacked(self.files_edited)),
            ("prompt_number", self.prompt_number),
        ];
        Common {
            number: self.id,
            session: [self.memory_session_id, self.sdk_session_id],
            project: self.project,
            table: SUMMARY,
            kind: SUMMARY.into(),
            at: (self.created_at_epoch, self.created_at),
        }
        .record(&parts, metadata)
    }
}

/// What both have.
struct Common {
    number: Cell,
    /// By its name now, and by its earlier one.
    session: [Cell; 2],
    project: Cell,
    /// Which of their tables it is from.
    table: &'static str,
    kind: Cell,
    at: (Option<i64>, Cell),
}

impl Common {
    fn record<const N: usize>(
        self,
        parts: &[String],
        metadata: [(&str, Value); N],
    ) -> Result<Record, String> {
        if parts.is_empty() {
            return Err("it says nothing".to_owned());
        }
        let (epoch, text) = self.at;
        let moment = epoch
            .and_then(Dated::epoch)
            .or_else(|| text.text().and_then(Dated::text));
        let mut object = Map::new();
        object.insert("source".into(), SOURCE.into());
        object.extend(
            self.number
                .filled()
                .map(|id| ("claude_mem_id".into(), id.into())),
        );
        object.extend(
            metadata
                .into_iter()
                .filter(|(_, value)| !is_empty(value))
                .map(|(name, value)| (name.to_owned(), value)),
        );
        let session = self
            .session
            .into_iter()
            .find(|cell| cell.filled().is_some());
        let session = session.unwrap_or_default();
        let moment = moment.map_or(Cell::Absent, |moment| moment.column().into());
        // Each of their databases numbers from 1.
        let id = self.number.filled().map(|number| {
            let [session, moment] = [&session, &moment].map(|cell| cell.text().unwrap_or_default());
            named_id(self.table, [SOURCE, number, session, moment])
        });
        let given = |cell: Cell| {
            if cell.filled().is_some() {
                cell
            } else {
                Cell::Absent
            }
        };
        Ok(Record {
            id: id.map_or(Cell::Absent, Cell::Text),
            text: Cell::Text(parts.join("\n\n")),
            kind: given(self.kind),
            project_id: given(self.project),
            session_id: session,
            timestamp: moment,
            metadata: Cell::Text(Value::from(object).to_string()),
            ..Record::default()
        })
    }
}

/// A list that stands as a text in a column of theirs.
fn unpacked(value: Value) -> Value {
    match &value {
        Value::String(text) => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    }
}

fn list(value: &Value) -> Vec<String> {
    match unpacked(value.clone()) {
        Value::Array(items) => items
            .into_iter()
            .map(|item| match item {
                Value::String(text) => text,
                other => other.to_string(),
            })
            .collect(),
        Value::String(text) if !text.trim().is_empty() => vec![text],
        _ => Vec::new(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observation_becomes_an_entry() {
        let observation: Observation = serde_json::from_str(
            r#"{"id":41,"memory_session_id":"s1","project":"shop","text":null,"type":"bugfix",
            "title":"Retry fixed","subtitle":null,"facts":"[\"a\",\"b\"]","narrative":"It looped.",
            "concepts":"[\"net\"]","files_read":"[]","files_modified":null,"prompt_number":2,
            "created_at":"2026-01-02T03:04:05.000Z","created_at_epoch":1767323045000}"#,
        )
        .unwrap();
        let record = observation.record().unwrap();
        assert_eq!(
            record.text,
            "# Retry fixed\n\nIt looped.\n\n- a\n- b".into()
        );
        assert_eq!(
            (record.kind, record.project_id),
            ("bugfix".into(), "shop".into())
        );
        assert_eq!(record.session_id, "s1".into());
        assert_eq!(record.timestamp, "2026-01-02T03:04:05.000Z".into());
        let metadata: Value = serde_json::from_str(record.metadata.text().unwrap()).unwrap();
        assert_eq!(
            metadata,
            serde_json::json!({"source": "claude-mem", "claude_mem_id": "41", "concepts": ["net"],
                "prompt_number": 2})
        );
    }

    #[test]
    fn a_summary_becomes_an_entry_and_an_empty_one_does_not() {
        let summary: SessionSummary = serde_json::from_str(
            r#"{"sdk_session_id":"s","request":"Fix it","learned":"Much","created_at":"2026-01-02"}"#,
        )
        .unwrap();
        let record = summary.record().unwrap();
        assert_eq!(
            record.text,
            "## Request\n\nFix it\n\n## Learned\n\nMuch".into()
        );
        assert_eq!(
            (record.kind, record.session_id),
            ("summary".into(), "s".into())
        );
        assert!(SessionSummary::default().record().is_err());
        assert!(Observation::default().record().is_err());
    }
}
