//! The commands that bring entries out and in.

use chrono::{DateTime, Utc};

use super::{Result, changing::FRONT, export, import};
use crate::{
    cli::{
        args::ExchangeCommand,
        opening::{configured, open, open_to_store},
        output::Output,
    },
    config::Settings,
    service::Lore,
};

/// Does the command.
pub async fn run(
    command: ExchangeCommand,
    settings: &Settings,
    out: &mut Output,
    now: DateTime<Utc>,
) -> Result {
    match command {
        ExchangeCommand::Export(args) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(settings, out).await?;
            export::run(&lore, out, &args, filter).await
        }
        ExchangeCommand::Import(args) => {
            let ready = import::ready(&args)?;
            if ready.is_dry_run() && !Lore::is_there(&settings.store) {
                // What it would do to an empty store; none is made for that.
                let empty = tempfile::tempdir()?;
                let lore = configured(Lore::open_or_create(empty.path()).await?, settings)?;
                return import::run(&lore, out, ready).await;
            }
            let lore = open_to_store(settings).await?.acting_via(FRONT);
            // To index the words would take longer than the import: whoever searches or writes next
            // does what upkeep there is.
            import::run(&lore, out, ready).await
        }
    }
}
