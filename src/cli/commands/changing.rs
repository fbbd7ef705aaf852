//! The commands that change entries, or tell of changes.

use chrono::{DateTime, Utc};

use super::{edit, log, purge, retag, revert, rm, trash, undo};
use crate::{
    cli::{
        args::{ChangeCommand, PurgeArgs, RevertArgs},
        failure::Stop,
        output::Output,
    },
    service::Lore,
};

/// The front that the journal names.
pub const FRONT: &str = "cli";

/// A command whose arguments were found to be sound, before any store was opened.
#[derive(Debug)]
pub enum Ready {
    /// `lore edit`.
    Edit(edit::Ready),
    /// `lore rm`.
    Rm(rm::Ready),
    /// `lore retag`.
    Retag(retag::Ready),
    /// `lore trash`.
    Trash(trash::Ready),
    /// `lore revert`.
    Revert(RevertArgs),
    /// `lore purge`.
    Purge(PurgeArgs),
    /// `lore undo`.
    Undo(undo::Ready),
    /// `lore redo`.
    Redo,
    /// `lore log`.
    Log(Option<u32>),
}

impl Ready {
    /// Whether entries may get vectors, and the indexes over these something to do.
    pub fn touches_vectors(&self) -> bool {
        match self {
            Self::Edit(_) | Self::Redo | Self::Revert(_) => true,
            Self::Purge(purge) => purge.yes,
            Self::Undo(undo) => !undo.dry_run,
            Self::Trash(trash) => matches!(trash, trash::Ready::Restore(_)),
            Self::Rm(_) | Self::Retag(_) | Self::Log(_) => false,
        }
    }
}

/// Checks the arguments, and reads from standard input what they leave to it.
pub fn ready(command: ChangeCommand, out: &Output, now: DateTime<Utc>) -> Result<Ready, Stop> {
    Ok(match command {
        ChangeCommand::Edit(args) => Ready::Edit(edit::ready(args, out)?),
        ChangeCommand::Rm(args) => Ready::Rm(rm::ready(&args, now)?),
        ChangeCommand::Retag(args) => Ready::Retag(retag::ready(args, now)?),
        ChangeCommand::Trash(args) => Ready::Trash(trash::ready(&args, now)?),
        ChangeCommand::Revert(args) => Ready::Revert(args),
        ChangeCommand::Purge(args) => Ready::Purge(args),
        ChangeCommand::Undo(args) => Ready::Undo(undo::Ready::from(args)),
        ChangeCommand::Redo => Ready::Redo,
        ChangeCommand::Log(args) => Ready::Log(args.limit),
    })
}

/// Does the command.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready, now: DateTime<Utc>) -> super::Result {
    let lore = lore.clone().acting_via(FRONT);
    match ready {
        Ready::Edit(ready) => edit::run(&lore, out, ready).await,
        Ready::Rm(ready) => rm::run(&lore, out, ready).await,
        Ready::Retag(ready) => retag::run(&lore, out, ready).await,
        Ready::Trash(ready) => trash::run(&lore, out, ready).await,
        Ready::Revert(args) => revert::run(&lore, out, &args).await,
        Ready::Purge(args) => purge::run(&lore, out, &args).await,
        Ready::Undo(ready) => undo::run(&lore, out, ready, now).await,
        Ready::Redo => undo::redo(&lore, out).await,
        Ready::Log(limit) => log::run(&lore, out, limit).await,
    }
}
