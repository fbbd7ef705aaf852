//! Conditions as SQL text: the one place where that is written, and where literals are escaped.

use super::Column;
use crate::domain::{filter::Filter, kind};

/// The condition that admits the rows `filter` admits, its repositories aside. It agrees with
/// [`Filter::admits`] on every row: null reads as the empty text.
pub(crate) fn sql(filter: &Filter) -> String {
    let mut conditions = vec![if filter.kinds.is_empty() {
        let column = identifier(Column::Kind);
        format!(
            "({column} <> {} OR {column} IS NULL)",
            literal(kind::SYSTEM)
        )
    } else {
        one_of(Column::Kind, &filter.kinds)
    }];
    for (column, values) in [
        (Column::Project, &filter.projects),
        (Column::Agent, &filter.agents),
        (Column::Session, &filter.sessions),
    ] {
        if !values.is_empty() {
            conditions.push(one_of(column, values));
        }
    }
    if let Some(before) = filter.before {
        conditions.push(format!("{} < {}", moment(), before.timestamp_micros()));
    }
    if let Some(after) = filter.after {
        conditions.push(format!("{} >= {}", moment(), after.timestamp_micros()));
    }
    conditions.extend(
        filter
            .contains
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| {
                // `contains` takes its argument as it is; `LIKE` would see wildcards in it.
                format!(
                    "contains(lower({}), {})",
                    identifier(Column::Text),
                    literal(&part.to_lowercase())
                )
            }),
    );
    conditions.join(" AND ")
}

/// The condition that a column reads as `value`.
pub(crate) fn equals(column: Column, value: &str) -> String {
    one_of(column, std::slice::from_ref(&value))
}

/// The condition of an upsert that a row is, its vector aside, still what was read; null equals
/// null.
pub(crate) fn unchanged() -> String {
    let same: Vec<String> = Column::TEXTS
        .iter()
        .filter(|column| **column != Column::Id)
        .map(|column| {
            let name = identifier(*column);
            format!("(source.{name} IS NOT DISTINCT FROM target.{name})")
        })
        .collect();
    same.join(" AND ")
}

fn one_of(column: Column, values: &[impl AsRef<str>]) -> String {
    let column = identifier(column);
    let list: Vec<String> = values.iter().map(|value| literal(value.as_ref())).collect();
    let list = list.join(", ");
    if values.iter().any(|value| value.as_ref().is_empty()) {
        format!("({column} IN ({list}) OR {column} IS NULL)")
    } else {
        format!("{column} IN ({list})")
    }
}

/// The row's moment in microseconds since the epoch, null when undated. Microseconds, because
/// nanoseconds would lose the years before 1677 and after 2262.
fn moment() -> String {
    let column = identifier(Column::Timestamp);
    format!("CAST(TRY_CAST({column} AS TIMESTAMP(6)) AS BIGINT)")
}

/// A column's name, quoted: `type` and `timestamp` are words of SQL.
fn identifier(column: Column) -> String {
    format!("`{}`", column.name())
}

/// A text in SQL. Only the quote means something within quotes: the dialect knows no backslash.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
