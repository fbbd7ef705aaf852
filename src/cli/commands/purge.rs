//! `lore purge`: entries erased for good.

use std::io::Write;

use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        args::PurgeArgs,
        failure::{Code, Failure, Stop},
        output::Output,
        past::{missing, several},
        progress::watched,
    },
    domain::{
        count::{counted, thousands},
        entry::EntryKey,
        printable::printable_line,
    },
    service::{
        Lore,
        purging::{PurgePlan, PurgeScope, Purged},
    },
};

/// Files that are named for people; with `--json` all are.
const NAMED: usize = 10;

/// Erases the entries, or shows what that would be.
pub async fn run(lore: &Lore, out: &mut Output, args: &PurgeArgs) -> Result {
    let scope = scope(lore, args).await?;
    if !args.yes {
        let plan = lore.plan_purge(&scope).await?;
        return show(out, &plan);
    }
    let purged = watched("erasing", async |cancel, progress| {
        lore.purge(&scope, cancel, progress).await
    })
    .await?;
    report(out, &purged)
}

/// The entries that are meant. Nothing is erased unless something is known of every one.
async fn scope(lore: &Lore, args: &PurgeArgs) -> std::result::Result<PurgeScope, Stop> {
    if args.trash {
        return Ok(PurgeScope::Trash);
    }
    let repositories: Vec<String> = args.repo.iter().cloned().collect();
    let found = lore.known_keys(&args.ids, &repositories).await?;
    let of_ids = || args.ids.iter().zip(&found);
    let unknown: Vec<&str> = of_ids()
        .filter(|(_, keys)| keys.is_empty())
        .map(|(id, _)| id.as_str())
        .collect();
    if !unknown.is_empty() {
        return Err(missing(lore, &unknown).into());
    }
    if let Some((id, keys)) = of_ids().find(|(_, keys)| keys.len() > 1) {
        return Err(several(id, keys).into());
    }
    Ok(PurgeScope::Entries(found.into_iter().flatten().collect()))
}

fn show(out: &mut Output, plan: &PurgePlan) -> Result {
    if out.json {
        out.document(&json!({
            "dry_run": true,
            "entries": keys(&plan.entries),
            "past": keys(&plan.past),
            "versions": plan.versions,
            "held_by": plan.held_by,
        }))?;
        return Ok(());
    }
    if plan.entries.is_empty() && plan.past.is_empty() {
        writeln!(out, "nothing to erase")?;
        return Ok(());
    }
    let all = plan.entries.len() + plan.past.len();
    writeln!(
        out,
        "{} would be erased for good, and everything that tells of them:",
        counted(all, "entry", "entries")
    )?;
    write_keys(out, &plan.entries, "")?;
    write_keys(out, &plan.past, "  (in the trash or in old versions alone)")?;
    writeln!(
        out,
        "{} would go, and with them the history of every entry in these repositories",
        counted(
            plan.versions,
            "old version of a table",
            "old versions of tables"
        )
    )?;
    if plan.held_by.is_empty() {
        out.note("nothing was erased: the same with --yes does it, and nothing brings it back")?;
    } else {
        out.note(format!(
            "it cannot be done while old versions are kept by {}; delete these tags and branches first",
            plan.held_by.join(", ")
        ))?;
    }
    Ok(())
}

fn write_keys(out: &mut Output, keys: &[EntryKey], more: &str) -> std::io::Result<()> {
    let styles = out.styles;
    for key in keys {
        writeln!(
            out,
            "  {0}{id}{0:#}  {1}{repository}{1:#}{more}",
            styles.id,
            styles.project,
            id = printable_line(&key.id),
            repository = printable_line(&key.repository),
        )?;
    }
    Ok(())
}

fn report(out: &mut Output, purged: &Purged) -> Result {
    if out.json {
        out.document(&json!({
            "change": purged.change.as_ref().map(|change| &change.0),
            "erased": keys(&purged.erased),
            "files_searched": purged.files_searched,
            "found_in": purged.found_in,
            "also_said_by": keys(&purged.also_said_by),
            "cancelled": purged.cancelled,
        }))?;
    } else if purged.erased.is_empty() {
        writeln!(out, "nothing was erased")?;
    } else {
        writeln!(
            out,
            "{} erased for good; {} searched",
            counted(purged.erased.len(), "entry", "entries"),
            counted(purged.files_searched, "file", "files")
        )?;
    }
    if !purged.also_said_by.is_empty() {
        let ids = purged.also_said_by.iter().map(|key| key.id.as_str());
        out.note(format!(
            "what was erased is also said by {}, and is still there",
            named(ids, purged.also_said_by.len())
        ))?;
    }
    if purged.cancelled {
        let message = "interrupted before its end; the same command again completes it";
        return Err(Failure::new(Code::ServiceUnavailable, message).into());
    }
    if purged.found_in.is_empty() {
        return Ok(());
    }
    let files: Vec<String> = purged
        .found_in
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let message = format!(
        "the entries are erased, but what they said still stands in {}; a file of an unfinished write goes with another purge in ten minutes, any other is for you to remove",
        named(files.iter().map(String::as_str), files.len())
    );
    Err(Failure::new(Code::DatabaseError, message).into())
}

/// The first of some names, and how many there are beside.
fn named<'a>(names: impl Iterator<Item = &'a str>, all: usize) -> String {
    let mut told: Vec<String> = names.take(NAMED).map(str::to_owned).collect();
    if all > NAMED {
        told.push(format!("{} more", thousands(all - NAMED)));
    }
    told.join(", ")
}

fn keys(keys: &[EntryKey]) -> Vec<Value> {
    let value = |key: &EntryKey| json!({"id": key.id, "repository": key.repository});
    keys.iter().map(value).collect()
}
