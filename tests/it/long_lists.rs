//! Lists of a table of so many rows that their beginning is found before their order: it must be the same one.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};
use lore::{
    domain::{filter::Filter, search::Sort, time::parse_timestamp},
    service::Lore,
};
use tempfile::TempDir;

use crate::tables::{self, ForeignRow};

const ROWS: i64 = 36_000;

/// More than are compared by their ids before all rows are put in order.
const AT_ONCE: i64 = 3000;

/// A row in no order: several of each moment, every hundredth undated, some of lore's own, and many
/// at once of one agent.
fn row(number: i64) -> ForeignRow {
    let shuffled = number * 7919 % ROWS;
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let at_once = number < AT_ONCE;
    let minute = if at_once { 9000 } else { shuffled % 7000 };
    let moment = (start + TimeDelta::minutes(minute)).to_rfc3339();
    ForeignRow {
        timestamp: (number % 100 != 1).then_some(moment),
        kind: Some(
            if number % 50 == 0 {
                "system"
            } else {
                "decision"
            }
            .to_owned(),
        ),
        agent: (number % 3 > 0).then(|| if at_once { "importer" } else { "qa" }.to_owned()),
        session_id: Some(format!("session {}", number % 500)),
        no_vector: true,
        ..ForeignRow::new(&format!("id-{shuffled}"), "a text")
    }
}

/// The ids of what the filter admits, in order.
fn expected(rows: &[ForeignRow], agent: Option<&str>, sort: Sort) -> Vec<String> {
    let mut wanted: Vec<(Option<DateTime<Utc>>, String)> = rows
        .iter()
        .filter(|row| row.kind.as_deref() != Some("system"))
        .filter(|row| agent.is_none() || row.agent.as_deref() == agent)
        .map(|row| {
            let moment = row.timestamp.as_deref().and_then(parse_timestamp);
            (moment, row.id.clone().unwrap())
        })
        .collect();
    match sort {
        Sort::Newest => wanted.sort_by(|(one, id), (other, other_id)| {
            (Reverse(one), id).cmp(&(Reverse(other), other_id))
        }),
        Sort::Oldest => wanted.sort_by(|(one, id), (other, other_id)| {
            (one.is_none(), one, id).cmp(&(other.is_none(), other, other_id))
        }),
    }
    wanted.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn a_beginning_is_that_of_the_whole_list() {
    let folder = TempDir::new().unwrap();
    let rows: Vec<ForeignRow> = (0..ROWS).map(row).collect();
    tables::write(folder.path(), "r", &rows, false).await;
    for agent in [None, Some("importer")] {
        let filter = Filter {
            agents: agent.map(str::to_owned).into_iter().collect(),
            ..Filter::default()
        };
        for sort in [Sort::Newest, Sort::Oldest] {
            let expected = expected(&rows, agent, sort);
            // In a process of its own each: the first time others are asked than later.
            let (one, other) = (open(&folder).await, open(&folder).await);
            for again in [false, true] {
                let first = one.list_first(&filter, sort, 10).await.unwrap();
                assert_eq!(first.total(), expected.len());
                let page = first.page(0, 50).await.unwrap();
                let ids: Vec<&String> = page.iter().map(|entry| &entry.id).collect();
                assert_eq!(ids, expected[..10].iter().collect::<Vec<_>>(), "{again}");

                let listing = other.list(&filter, sort).await.unwrap();
                assert_eq!(listing.total(), expected.len());
                // Within the beginning, over its end, and the last ones.
                let last = expected.len() - 30;
                for from in [0, 390, 1500, last] {
                    let page = listing.page(from, 60).await.unwrap();
                    let ids = page.iter().map(|entry| entry.id.as_str());
                    let end = expected.len().min(from + 60);
                    assert!(ids.eq(&expected[from..end]), "{sort:?} {from} {again}");
                }
                assert!(listing.page(expected.len(), 5).await.unwrap().is_empty());
            }
        }
    }
}

async fn open(folder: &TempDir) -> Lore {
    Lore::open(folder.path()).await.unwrap()
}
