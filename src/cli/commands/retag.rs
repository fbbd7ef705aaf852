//! `lore retag`: another type, agent, project or session for many entries.

use chrono::{DateTime, Utc};

use super::Result;
use crate::{
    cli::{
        args::{ConsentArgs, RetagArgs},
        failure::{Failure, Stop},
        outcome,
        output::Output,
        progress::watched,
        selection::Wanted,
    },
    domain::change::Edit,
    service::{Error, Lore},
};

/// What is to be changed.
#[derive(Debug)]
pub struct Ready {
    wanted: Wanted,
    consent: ConsentArgs,
    edit: Edit,
}

/// Checks the arguments.
pub fn ready(args: RetagArgs, now: DateTime<Utc>) -> std::result::Result<Ready, Stop> {
    let edit = Edit {
        kind: args.to_type,
        agent: args.to_agent,
        project_id: args.to_project,
        session_id: args.to_session,
        ..Edit::default()
    };
    if edit.is_empty() {
        return Err(Failure::invalid(
            "nothing to change is named: give --to-type, --to-agent, --to-project or --to-session",
        )
        .into());
    }
    edit.check().map_err(Error::from)?;
    Ok(Ready {
        wanted: Wanted::new(&args.selection, now)?,
        consent: args.consent,
        edit,
    })
}

/// Changes the entries, or shows which these would be.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready) -> Result {
    let selection = ready.wanted.find(lore).await?;
    let targets = selection.targets();
    let fields = ready.edit.fields().join(", ");
    if selection.needs_consent(ready.consent) {
        let preview = selection.preview(lore).await?;
        let keys = targets.iter().map(|target| &target.key);
        let would = format!("would get a new {fields}");
        return preview.show(out, keys, &would, "the same with --yes changes them");
    }
    let outcome = watched("changing", async |cancel, progress| {
        lore.edit_all(&targets, &ready.edit, cancel, progress).await
    })
    .await?;
    let done = format!("got a new {fields}");
    outcome::report_edited(out, &outcome, &done, &ready.edit.credentials())
}
