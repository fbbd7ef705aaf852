//! `lore rm`: entries to the trash.

use chrono::{DateTime, Utc};

use super::Result;
use crate::{
    cli::{
        args::{ConsentArgs, RmArgs},
        failure::Failure,
        outcome,
        output::Output,
        progress::watched,
        selection::Wanted,
    },
    domain::change::Action,
    service::Lore,
};

/// What is to be removed.
#[derive(Debug)]
pub struct Ready {
    wanted: Wanted,
    consent: ConsentArgs,
}

/// Checks the arguments.
pub fn ready(args: &RmArgs, now: DateTime<Utc>) -> std::result::Result<Ready, Failure> {
    Ok(Ready {
        wanted: Wanted::new(&args.selection, now)?,
        consent: args.consent,
    })
}

/// Moves the entries to the trash, or shows which these would be.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready) -> Result {
    let selection = ready.wanted.find(lore).await?;
    let targets = selection.targets();
    if selection.needs_consent(ready.consent) {
        let preview = selection.preview(lore).await?;
        let keys = targets.iter().map(|target| &target.key);
        return preview.show(
            out,
            keys,
            "would go to the trash",
            "the same with --yes moves them there",
        );
    }
    let outcome = watched("deleting", async |cancel, progress| {
        let words = selection.words();
        lore.delete(&targets, Action::Delete, words, cancel, progress)
            .await
    })
    .await?;
    outcome::report_trashed(out, &outcome)
}
