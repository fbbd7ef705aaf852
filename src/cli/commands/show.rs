//! `lore show`: one entry in full.

use std::io::Write;

use chrono::{DateTime, Utc};

use super::Result;
use crate::{
    cli::{
        args::ShowArgs,
        entries::write_entry,
        failure::{Code, Failure},
        json::ListWriter,
        output::Output,
        past,
        progress::watched,
    },
    domain::printable::printable_line,
    service::Lore,
};

/// Prints the entry and what it said before.
async fn with_history(
    lore: &Lore,
    out: &mut Output,
    args: &ShowArgs,
    now: DateTime<Utc>,
) -> Result {
    let key = past::known(lore, &args.id, args.repo.as_ref()).await?;
    let states = watched("reading versions", async |cancel, progress| {
        lore.history(&key, cancel, progress).await
    })
    .await?;
    let entry = lore.find(&key.id).await?;
    let entry = entry.iter().find(|entry| entry.key() == key);
    if out.json {
        out.document(&past::document(entry, &states))?;
        return Ok(());
    }
    match entry {
        Some(entry) => write_entry(out, entry, now)?,
        None => writeln!(out, "{} is gone", printable_line(&key.id))?,
    }
    let label = out.styles.label;
    writeln!(out, "\n{label}history{label:#}")?;
    past::write(out, &states, now)?;
    out.note_masks()?;
    out.note(format!(
        "`lore revert {} --to N` brings a state back",
        key.id
    ))?;
    Ok(())
}

/// Prints the entry, or each that has the id when several repositories do.
pub async fn run(lore: &Lore, out: &mut Output, args: &ShowArgs, now: DateTime<Utc>) -> Result {
    out.reveal = args.reveal;
    if args.history {
        return with_history(lore, out, args, now).await;
    }
    let mut entries = lore.find(&args.id).await?;
    if let Some(repository) = &args.repo {
        entries.retain(|entry| entry.repository == *repository);
    }
    if entries.is_empty() {
        let place = args.repo.as_ref().map_or_else(
            || lore.path().display().to_string(),
            |repository| format!("the repository `{repository}`"),
        );
        let message = format!(
            "no entry `{}` in {place}; `lore list` shows the ids",
            args.id
        );
        return Err(Failure::new(Code::NotFound, message).into());
    }
    if out.json {
        if let [entry] = entries.as_slice() {
            out.document(&entry.to_json())?;
            return Ok(());
        }
        let mut list = ListWriter::new("entries");
        for entry in &entries {
            list.item(out, &entry.to_json())?;
        }
        list.end(out, entries.len())?;
        return Ok(());
    }
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_entry(out, entry, now)?;
    }
    out.note_masks()?;
    Ok(())
}
