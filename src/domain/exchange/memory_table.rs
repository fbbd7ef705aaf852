//! A row of a LanceDB table of memories, as `OpenClaw`'s plugins keep them.

use serde_json::{Map, Value, json};

use super::{Cell, Dated, Record};
use crate::domain::kind;

/// A row, as far as its table has these columns. Their vectors are of models that the table does not
/// name, so they are left behind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemoryRow {
    /// The row's id.
    pub id: Option<String>,
    /// What is remembered.
    pub text: Option<String>,
    /// `preference`, `fact`, `decision`, `entity`, `other`.
    pub category: Option<String>,
    /// `global`, `agent:NAME`, `project:NAME`, ...
    pub scope: Option<String>,
    /// From 0 to 1.
    pub importance: Option<f64>,
    /// Milliseconds since the epoch.
    pub timestamp: Option<i64>,
    /// JSON as text.
    pub metadata: Option<String>,
}

impl MemoryRow {
    /// The entry that it becomes.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn record(self) -> Result<Record, String> {
        let Some(text) = self.text.filter(|text| !text.trim().is_empty()) else {
            return Err("it has no text".to_owned());
        };
        let mut metadata = match self.metadata.as_deref().map(serde_json::from_str) {
            Some(Ok(Value::Object(object))) => object,
            Some(Ok(other)) => Map::from_iter([("metadata".to_owned(), other)]),
            Some(Err(_)) => Map::from_iter([("metadata".to_owned(), json!(self.metadata))]),
            None => Map::new(),
        };
        let scope = self.scope.unwrap_or_default();
        let named = |prefix: &str| scope.strip_prefix(prefix).map(Cell::from);
        for (name, value) in [
            ("source", json!("openclaw")),
            ("importance", json!(self.importance)),
            ("scope", json!(scope)),
            ("category", json!(self.category)),
        ] {
            if !value.is_null() && value != "" {
                metadata.entry(name).or_insert(value);
            }
        }
        let kind = self
            .category
            .filter(|kind| !kind.is_empty() && kind != "other");
        Ok(Record {
            id: self.id.map_or(Cell::Absent, Cell::Text),
            text: Cell::Text(text),
            kind: Cell::Text(kind.unwrap_or_else(|| kind::GENERAL.to_owned())),
            project_id: named("project:").unwrap_or_default(),
            agent: named("agent:").unwrap_or_default(),
            timestamp: (self.timestamp.and_then(Dated::epoch))
                .map_or(Cell::Absent, |moment| moment.column().into()),
            metadata: Cell::Text(Value::from(metadata).to_string()),
            ..Record::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_becomes_an_entry() {
        let row = MemoryRow {
            id: Some("u-1".into()),
            text: Some("prefers tabs".into()),
            category: Some("preference".into()),
            scope: Some("agent:main".into()),
            importance: Some(0.7),
            timestamp: Some(1_767_323_045_000),
            metadata: Some(r#"{"tier":"core"}"#.into()),
        };
        let record = row.record().unwrap();
        assert_eq!(
            (record.id, record.kind),
            ("u-1".into(), "preference".into())
        );
        assert_eq!(
            (record.agent, record.project_id),
            ("main".into(), Cell::Absent)
        );
        assert_eq!(record.timestamp, "2026-01-02T03:04:05.000Z".into());
        let metadata: Value = serde_json::from_str(record.metadata.text().unwrap()).unwrap();
        assert_eq!(
            metadata,
            json!({"tier": "core", "source": "openclaw", "importance": 0.7, "scope": "agent:main",
                "category": "preference"})
        );
    }

    #[test]
    fn metadata_that_is_no_object_is_kept_and_no_text_is_refused() {
        let row = |metadata: &str| MemoryRow {
            text: Some("x".into()),
            metadata: Some(metadata.into()),
            ..MemoryRow::default()
        };
        for metadata in ["broken", "[1]"] {
            let kept = row(metadata).record().unwrap().metadata;
            assert!(kept.text().unwrap().contains(metadata), "{kept:?}");
        }
        assert!(MemoryRow::default().record().is_err());
    }
}
