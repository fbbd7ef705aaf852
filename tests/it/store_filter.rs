//! A filter means the same as SQL and in memory, whatever characters are in rows and values.

use chrono::{DateTime, TimeDelta, Utc};
use lore::{
    domain::{
        filter::{Fields, Filter},
        time::parse_timestamp,
    },
    store::{Column, Store},
};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::tables::{self, ForeignRow};

const VALUES: [&str; 24] = [
    "",
    " ",
    "system",
    "System",
    "decision",
    "null",
    "'",
    "''",
    "\\",
    "\\'",
    "%",
    "_",
    "a%b",
    "'; DROP TABLE orchestra_knowledge; --",
    "x' OR '1'='1",
    "\"quoted\" `ticks`",
    "\0",
    "a\0b",
    "line\nbreak\ttab\r",
    "日本語",
    "👩‍💻🚫",
    "İstanbul IŞIK ı",
    "STRASSE straße ẞ",
    "ΟΔΟΣ οδος Å",
];

const PARTS: [&str; 22] = [
    "",
    "'",
    "\\",
    "%",
    "_",
    "%_",
    "\0",
    "日",
    "語",
    "👩",
    "i",
    "İ",
    "ı",
    "ß",
    "ss",
    "ẞ",
    "Σ",
    "ς",
    "SYS",
    "drop table",
    "\n",
    "å",
];

const TIMESTAMPS: [&str; 26] = [
    "",
    "yesterday",
    "2026-01-31",
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.123Z",
    "2026-01-31T12:00:00.123456Z",
    "2026-01-31T12:00:00.123456789Z",
    "2026-01-31 12:00:00",
    "2026-01-31t12:00:00z",
    "2026-01-31T12:00:00+02:00",
    "2026-01-31T12:00:00.5-11:30",
    "2026-01-31 120000",
    "2026-01-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01",
    "1677-09-20T00:00:00Z",
    "1969-12-31T23:59:59.9999999Z",
    "2262-04-12T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "2026-02-30T00:00:00Z",
    "2026-13-01",
    "12026-01-01T00:00:00Z",
    " 2026-01-31",
    "2026-01-31T12:00:00 日",
    "1795330760844",
    "Sun Nov 22 2026",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => proptest::sample::select(&VALUES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn cell(inner: impl Strategy<Value = String>) -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.9, inner)
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            value(),
            proptest::sample::select(&PARTS[..]).prop_map(str::to_owned)
        ],
        0..4,
    )
    .prop_map(|parts| parts.concat())
}

fn timestamp() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&TIMESTAMPS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn row() -> impl Strategy<Value = ForeignRow> {
    (
        cell(text()),
        cell(value()),
        cell(value()),
        cell(value()),
        cell(value()),
        cell(timestamp()),
    )
        .prop_map(
            |(text, kind, project_id, session_id, agent, timestamp)| ForeignRow {
                text,
                kind,
                project_id,
                session_id,
                agent,
                timestamp,
                ..ForeignRow::default()
            },
        )
}

/// A moment at, or a hair beside, one that occurs in rows.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    let known: Vec<DateTime<Utc>> = TIMESTAMPS
        .iter()
        .filter_map(|text| parse_timestamp(text))
        .collect();
    let hair = proptest::sample::select(vec![-1_000_000i64, -1_000, -1, 0, 0, 0, 1, 1_000]);
    (proptest::sample::select(known), hair)
        .prop_map(|(moment, hair)| moment + TimeDelta::nanoseconds(hair))
}

fn values() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        3 => Just(Vec::new()),
        2 => proptest::collection::vec(value(), 1..5),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let part = prop_oneof![
        3 => proptest::sample::select(&PARTS[..]).prop_map(str::to_owned),
        1 => value(),
    ];
    (
        values(),
        values(),
        values(),
        values(),
        proptest::option::weighted(0.3, moment()),
        proptest::option::weighted(0.3, moment()),
        proptest::collection::vec(part, 0..2),
    )
        .prop_map(
            |(projects, kinds, agents, sessions, before, after, contains)| Filter {
                repositories: Vec::new(),
                projects,
                kinds,
                agents,
                sessions,
                before,
                after,
                contains,
            },
        )
}

fn admitted(rows: &[ForeignRow], filter: &Filter) -> Vec<String> {
    rows.iter()
        .filter(|row| {
            filter.admits(&Fields {
                text: row.text.as_deref().unwrap_or_default(),
                kind: row.kind.as_deref().unwrap_or_default(),
                project_id: row.project_id.as_deref().unwrap_or_default(),
                session_id: row.session_id.as_deref().unwrap_or_default(),
                agent: row.agent.as_deref().unwrap_or_default(),
                timestamp: row.timestamp.as_deref().unwrap_or_default(),
            })
        })
        .filter_map(|row| row.id.clone())
        .collect()
}

async fn selected(store: &Store, filter: &Filter) -> Vec<String> {
    let repository = store.repository("r").await.unwrap();
    let snapshot = repository.snapshot().await.unwrap();
    let mut ids = Vec::new();
    // Texts are asked for so that the table itself is asked, not the columns kept in memory.
    snapshot
        .visit(filter, &[Column::Id, Column::Text], |_, values| {
            ids.push(values[0].to_owned());
        })
        .await
        .unwrap();
    let mut from_memory = Vec::new();
    snapshot
        .visit(filter, &[Column::Id], |_, values| {
            from_memory.push(values[0].to_owned());
        })
        .await
        .unwrap();
    assert_eq!(from_memory, ids);
    assert_eq!(snapshot.count(filter).await.unwrap(), ids.len());
    ids.sort_by_key(|id| id.parse::<usize>().unwrap());
    ids
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sql_and_memory_agree(
        rows in proptest::collection::vec(row(), 1..60),
        filters in proptest::collection::vec(filter(), 30),
        wide in any::<bool>(),
    ) {
        let rows: Vec<ForeignRow> = rows
            .into_iter()
            .enumerate()
            .map(|(at, row)| ForeignRow { id: Some(at.to_string()), ..row })
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = TempDir::new().unwrap();
            tables::write(folder.path(), "r", &rows, wide).await;
            let store = Store::open(folder.path()).await.unwrap();
            for filter in &filters {
                prop_assert_eq!(selected(&store, filter).await, admitted(&rows, filter), "{:?}", filter);
            }
            Ok(())
        })?;
    }

    #[test]
    fn an_entry_is_found_by_its_id_whatever_is_in_it(id in value(), other in value()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = TempDir::new().unwrap();
            let rows = [ForeignRow::new(&id, "one"), ForeignRow::new(&other, "two")];
            tables::write(folder.path(), "r", &rows, false).await;
            let store = Store::open(folder.path()).await.unwrap();
            let repository = store.repository("r").await.unwrap();
            let found = repository.snapshot().await.unwrap().find(&id).await.unwrap();
            prop_assert_eq!(found.len(), if id == other { 2 } else { 1 });
            prop_assert_eq!(&found[0].id, &id);
            Ok(())
        })?;
    }
}
