//! The commands that find what should go.

use chrono::{DateTime, Utc};

use super::{Result, changing::FRONT, cleanup, secrets};
use crate::{
    cli::{args::CurateCommand, opening::open, output::Output},
    config::Settings,
};

/// Does the command.
pub async fn run(
    command: CurateCommand,
    settings: &Settings,
    out: &mut Output,
    now: DateTime<Utc>,
) -> Result {
    match command {
        CurateCommand::Cleanup(args) => {
            let rule = cleanup::rule(&args, settings, now)?;
            let lore = open(settings, out).await?.acting_via(FRONT);
            cleanup::run(&lore, out, &args, rule).await
        }
        CurateCommand::Apply(args) => {
            let lore = open(settings, out).await?.acting_via(FRONT);
            cleanup::apply(&lore, out, &args).await
        }
        CurateCommand::Secrets(args) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(settings, out).await?;
            secrets::run(&lore, out, &args, &filter).await
        }
    }
}
