//! Sets of entries as targets, and cleanup by age.

mod command;
mod plans;
mod targets;

use crate::tables::ForeignRow;

/// An old entry, unless more is said.
pub fn old(id: &str) -> ForeignRow {
    ForeignRow {
        timestamp: Some("2020-01-31T12:00:00Z".into()),
        ..ForeignRow::new(id, &format!("text of {id}"))
    }
}

/// Old entries of all sorts, of which `a` and `b` may go.
pub fn rows() -> Vec<ForeignRow> {
    let kind = |kind: &str| Some(kind.to_owned());
    vec![
        old("a"),
        ForeignRow {
            kind: kind("issue"),
            timestamp: Some("2020-01-30T23:00:00-10:00".into()),
            ..old("b")
        },
        ForeignRow {
            metadata: Some(r#"{"pinned": true}"#.into()),
            ..old("pinned")
        },
        ForeignRow {
            timestamp: Some("some day".into()),
            ..old("undated")
        },
        ForeignRow {
            timestamp: None,
            ..old("null")
        },
        ForeignRow {
            kind: kind("system"),
            ..old("start")
        },
        ForeignRow {
            timestamp: Some("2999-01-01T00:00:00Z".into()),
            ..old("future")
        },
    ]
}
