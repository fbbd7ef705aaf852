//! `lore trash`: what was deleted, brought back, or removed for good.

use std::{collections::HashMap, io::Write};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        args::{TrashArgs, TrashCommand},
        entries::write_trashed,
        failure::{Code, Failure, Stop},
        json::ListWriter,
        outcome,
        output::Output,
        preview::Preview,
        progress::watched,
        selection::{Wanted, quoted},
    },
    domain::{change::Trashed, entry::EntryKey, filter::Filter, kind, when},
    service::Lore,
};

/// Entries that a terminal shows when nobody says how many.
const TERMINAL_LIMIT: usize = 50;

/// What is to be done with the trash.
#[derive(Debug)]
pub enum Ready {
    /// Show what the filter admits of it.
    Show(Filter, Option<u32>),
    /// Bring these entries back.
    Restore(Wanted),
    /// Remove for good what went there before a moment.
    Empty {
        /// The moment; everything without one.
        before: Option<DateTime<Utc>>,
        /// Do it, rather than show it.
        yes: bool,
    },
}

/// Checks the arguments.
pub fn ready(args: &TrashArgs, now: DateTime<Utc>) -> std::result::Result<Ready, Failure> {
    match &args.command {
        None => Ok(Ready::Show(args.filter.to_filter(now)?, args.limit)),
        Some(TrashCommand::Restore(selection)) => Ok(Ready::Restore(Wanted::new(selection, now)?)),
        Some(TrashCommand::Empty { older_than, yes }) => {
            let before = older_than
                .as_deref()
                .map(|text| when::parse(text, now))
                .transpose()
                .map_err(|error| Failure::invalid(format!("--older-than: {error}")))?;
            Ok(Ready::Empty { before, yes: *yes })
        }
    }
}

/// Does it.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready) -> Result {
    match ready {
        Ready::Show(filter, limit) => show(lore, out, &filter, limit).await,
        Ready::Restore(wanted) => restore(lore, out, wanted).await,
        Ready::Empty { before, yes } => empty(lore, out, before, yes).await,
    }
}

async fn show(lore: &Lore, out: &mut Output, filter: &Filter, limit: Option<u32>) -> Result {
    let trashed = lore.trash(filter).await?;
    let total = trashed.len();
    let limit = match limit {
        Some(limit) => limit as usize,
        None if out.width.is_some() && !out.json => TERMINAL_LIMIT,
        None => total,
    };
    let shown = &trashed[..limit.min(total)];
    if out.json {
        let mut list = ListWriter::new("entries");
        for trashed in shown {
            list.item(out, &json(trashed))?;
        }
        list.end(out, total)?;
        return Ok(());
    }
    if total == 0 {
        writeln!(out, "nothing in the trash")?;
        return Ok(());
    }
    write_trashed(out, shown)?;
    if shown.len() < total {
        out.note(format!(
            "{} of {total} shown; --limit {total} shows all",
            shown.len()
        ))?;
    }
    Ok(())
}

fn json(trashed: &Trashed) -> Value {
    let mut value = trashed.entry.to_json();
    if let Value::Object(fields) = &mut value {
        fields.insert("deleted_at".to_owned(), json!(trashed.at));
        fields.insert("change".to_owned(), json!(trashed.change.0));
    }
    value
}

async fn restore(lore: &Lore, out: &mut Output, wanted: Wanted) -> Result {
    let keys = match wanted {
        Wanted::Set(filter, _) if filter == Filter::default() => keys(&whole(lore, &[]).await?),
        Wanted::Set(filter, _) => keys(&lore.trash(&filter).await?),
        Wanted::Ids(ids, repositories) => named(lore, &ids, &repositories).await?,
    };
    if keys.is_empty() {
        let message = "nothing of that is in the trash; `lore trash` lists it";
        return Err(Failure::new(Code::NotFound, message).into());
    }
    let outcome = watched("restoring", async |cancel, progress| {
        lore.restore(&keys, cancel, progress).await
    })
    .await?;
    outcome::report(
        out,
        &outcome,
        "brought back from the trash",
        "`lore undo` takes it back",
    )
}

/// One key for each id, or a failure that names the ids which are not in the trash, or several
/// times.
async fn named(
    lore: &Lore,
    ids: &[String],
    repositories: &[String],
) -> std::result::Result<Vec<EntryKey>, Stop> {
    let mut trashed: HashMap<String, Vec<EntryKey>> = HashMap::new();
    for key in keys(&whole(lore, repositories).await?) {
        trashed.entry(key.id.clone()).or_default().push(key);
    }
    let mut found = Vec::with_capacity(ids.len());
    let mut missing = Vec::new();
    for id in ids {
        match trashed.remove(id).unwrap_or_default().as_slice() {
            [] => missing.push(id.as_str()),
            [key] => found.push(key.clone()),
            [one, other, ..] => {
                return Err(Failure::invalid(format!(
                    "`{id}` is in the trash of {} and of {}: name one with --repo",
                    one.repository, other.repository
                ))
                .into());
            }
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let message = format!(
        "no entry {} in the trash; `lore trash` shows the ids",
        quoted(missing.into_iter())
    );
    Err(Failure::new(Code::NotFound, message).into())
}

async fn empty(lore: &Lore, out: &mut Output, before: Option<DateTime<Utc>>, yes: bool) -> Result {
    if !yes {
        let mut trashed = whole(lore, &[]).await?;
        trashed.retain(|trashed| before.is_none_or(|before| trashed.at < before));
        let preview = Preview::of(trashed.iter().map(|trashed| &trashed.entry));
        let keys = keys(&trashed);
        return preview.show(
            out,
            keys.iter(),
            "would leave the trash for good",
            "the same with --yes removes them",
        );
    }
    let outcome = Box::pin(lore.empty_trash(before)).await?;
    outcome::report(
        out,
        &outcome,
        "removed from the trash for good",
        "old versions of the store may hold their texts still",
    )
}

/// Everything in the trash of these repositories, or of all: the start-up rows too, which no filter
/// admits unless it names their type.
async fn whole(lore: &Lore, repositories: &[String]) -> std::result::Result<Vec<Trashed>, Stop> {
    let of_kinds = |kinds| Filter {
        repositories: repositories.to_vec(),
        kinds,
        ..Filter::default()
    };
    let mut trashed = lore.trash(&of_kinds(Vec::new())).await?;
    trashed.extend(lore.trash(&of_kinds(vec![kind::SYSTEM.to_owned()])).await?);
    Ok(trashed)
}

/// The entries, each once.
fn keys(trashed: &[Trashed]) -> Vec<EntryKey> {
    let mut keys: Vec<EntryKey> = trashed.iter().map(|trashed| trashed.entry.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
