//! `lore revert`: an earlier state of an entry brought back.

use super::Result;
use crate::{
    cli::{
        args::RevertArgs,
        failure::{Code, Failure},
        outcome,
        output::Output,
        past,
        progress::watched,
    },
    domain::{
        change::{Changed, Guard, Outcome, Target},
        count::counted,
    },
    service::Lore,
};

/// Makes the entry what it was.
pub async fn run(lore: &Lore, out: &mut Output, args: &RevertArgs) -> Result {
    let key = past::known(lore, &args.id, args.repo.as_ref()).await?;
    let states = watched("reading versions", async |cancel, progress| {
        lore.history(&key, cancel, progress).await
    })
    .await?;
    let state = states.len().checked_sub(args.to as usize);
    let Some(state) = state.and_then(|at| states.get(at)) else {
        let message = format!(
            "`{}` has {}, not {}; `lore show {} --history` numbers them",
            args.id,
            counted(states.len(), "state", "states"),
            args.to,
            args.id
        );
        return Err(Failure::new(Code::NotFound, message).into());
    };
    // As it was looked at: who changes it meanwhile is not overwritten.
    let guard = states
        .iter()
        .find(|state| state.current)
        .map_or(Guard::Any, |now| Guard::Content(now.entry.content()));
    let (change, entry) = lore.revert(&Target { key, guard }, state).await?;
    let outcome = Outcome {
        change: Some(change),
        changed: vec![Changed::from(&entry)],
        ..Outcome::default()
    };
    let done = format!("brought back to state {}", args.to);
    outcome::report(out, &outcome, &done, "`lore undo` takes it back")
}
