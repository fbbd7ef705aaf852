//! `lore log`: who changed what, and when.

use std::io::Write;

use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        entries::minute,
        json::ListWriter,
        output::Output,
        table::{self, Column},
    },
    domain::{
        change::{Change, ChangeState},
        count::thousands,
        printable::printable_line,
    },
    service::Lore,
};

/// Changes that a terminal shows when nobody says how many.
const TERMINAL_LIMIT: usize = 50;

/// Prints the journal, the latest change first.
pub async fn run(lore: &Lore, out: &mut Output, limit: Option<u32>) -> Result {
    let limit = match limit {
        Some(limit) => Some(limit as usize),
        None if out.width.is_some() && !out.json => Some(TERMINAL_LIMIT),
        None => None,
    };
    let (changes, total) = lore.log(limit).await?;
    if out.json {
        let mut list = ListWriter::new("changes");
        for change in &changes {
            list.item(out, &json(change))?;
        }
        list.end(out, total)?;
        return Ok(());
    }
    if total == 0 {
        writeln!(out, "no changes")?;
        return Ok(());
    }
    let styles = out.styles;
    let columns = [
        Column::words("CHANGE", styles.id),
        Column::words("WHEN", styles.faint),
        Column::words("WHO", styles.project),
        Column::words("WHAT", styles.kind),
        Column::numbers("ENTRIES", styles.number),
        Column::words("STATE", styles.label),
        Column::words("DETAIL", styles.faint),
    ];
    let rows: Vec<[String; 7]> = changes.iter().map(row).collect();
    table::write(out, columns, &rows)?;
    if changes.len() < total {
        out.note(format!(
            "{} of {total} shown; --limit {total} shows all",
            changes.len()
        ))?;
    }
    Ok(())
}

fn row(change: &Change) -> [String; 7] {
    let of = change.of.as_ref().map(|of| format!("of {of}"));
    let detail = (!change.detail.is_empty()).then(|| change.detail.clone());
    let detail: Vec<String> = of.into_iter().chain(detail).collect();
    [
        change.id.to_string(),
        minute(change.at),
        change.who.clone(),
        change.action.name().to_owned(),
        thousands(change.entries),
        state(change.state).to_owned(),
        detail.join(", "),
    ]
    .map(|cell| printable_line(&cell).into_owned())
}

/// A change, for scripts.
#[must_use]
pub fn json(change: &Change) -> Value {
    json!({
        "change": change.id.0,
        "at": change.at,
        "who": change.who,
        "action": change.action.name(),
        "repositories": change.repositories,
        "entries": change.entries,
        "detail": change.detail,
        "of": change.of.as_ref().map(|of| &of.0),
        "state": state(change.state),
    })
}

fn state(state: ChangeState) -> &'static str {
    match state {
        ChangeState::Done => "done",
        ChangeState::Undone => "undone",
        ChangeState::Unfinished => "unfinished",
    }
}
