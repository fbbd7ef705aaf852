//! `lore undo` and `lore redo`: changes taken back and made again.

use std::io::Write;

use chrono::{DateTime, Utc};

use super::{Result, log};
use crate::{
    cli::{
        args::UndoArgs,
        failure::{Code, Failure},
        outcome,
        output::Output,
        progress::watched,
    },
    domain::{
        age,
        change::{Change, ChangeId},
        count::counted,
        printable::printable_line,
    },
    service::Lore,
};

/// Which change is to be taken back.
#[derive(Debug)]
pub struct Ready {
    change: Option<ChangeId>,
    /// It is only to be shown.
    pub dry_run: bool,
}

impl From<UndoArgs> for Ready {
    fn from(args: UndoArgs) -> Self {
        Self {
            change: args.change.map(ChangeId),
            dry_run: args.dry_run,
        }
    }
}

/// Takes a change back, or shows which it would be.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready, now: DateTime<Utc>) -> Result {
    if ready.dry_run {
        return show(lore, out, ready.change.as_ref(), now).await;
    }
    let (change, outcome) = watched("taking back", async |cancel, progress| {
        lore.undo(ready.change.as_ref(), cancel, progress).await
    })
    .await?;
    let done = format!("put back as before the {}", named(&change));
    outcome::report(out, &outcome, &done, "`lore redo` makes it again")
}

/// Makes a change again.
pub async fn redo(lore: &Lore, out: &mut Output) -> Result {
    let (change, outcome) = watched("making again", async |cancel, progress| {
        lore.redo(None, cancel, progress).await
    })
    .await?;
    let done = format!("changed again as by the {}", named(&change));
    outcome::report(out, &outcome, &done, "`lore undo` takes it back")
}

/// A change as a sentence names it.
fn named(change: &Change) -> String {
    format!("{} {}", change.action.name(), printable_line(&change.id.0))
}

async fn show(lore: &Lore, out: &mut Output, id: Option<&ChangeId>, now: DateTime<Utc>) -> Result {
    let change = match id {
        None => lore.last_change().await?,
        Some(id) => {
            let (changes, _) = lore.log(None).await?;
            changes.into_iter().find(|change| change.id == *id)
        }
    };
    let Some(change) = change else {
        let message = "there is no such change to take back; `lore log` lists what there was";
        return Err(Failure::new(Code::NotFound, message).into());
    };
    if out.json {
        return Ok(out.document(&log::json(&change))?);
    }
    let detail = match change.detail.as_str() {
        "" => String::new(),
        detail => format!(" ({})", printable_line(detail)),
    };
    writeln!(
        out,
        "would take back: {} of {}{detail}, {} by {}",
        named(&change),
        counted(change.entries, "entry", "entries"),
        age::long(change.at, now),
        printable_line(&change.who),
    )?;
    out.note("nothing is changed yet; the same without --dry-run takes it back")?;
    Ok(())
}
