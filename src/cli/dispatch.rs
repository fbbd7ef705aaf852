//! Which command does what the command line says.

use super::{
    ListKeys, Outcome,
    args::{Cli, Command},
    commands,
    failure::{EXIT_DONE, Failure, Stop},
    opening::{self, open, open_to_search, settings_without_store},
    output::Output,
    ui::{self, Wanted},
    upkeep::keep_up,
};
use crate::{
    clock,
    service::{After, Reembedding},
};

/// Does a command, or tells what is left to the caller.
pub async fn execute(cli: Cli, out: &mut Output, list_keys: ListKeys) -> Result<Outcome, Stop> {
    let now = clock::now();
    let settings = || opening::settings(&cli.global);
    let wanted = Wanted::of(&cli, out)?;
    match cli.command {
        None | Some(Command::Tui(_)) => {
            let settings = settings()?;
            list_keys(&settings.keys).map_err(Failure::from)?;
            let ui = ui::browse(settings, wanted).await?;
            return Ok(Outcome::OpenUi(Box::new(ui)));
        }
        Some(Command::Demo(args)) => {
            let settings = settings_without_store(&cli.global)?;
            list_keys(&settings.keys).map_err(Failure::from)?;
            if let Some(ui) = commands::demo::run(args, settings, wanted, out, now).await? {
                return Ok(Outcome::OpenUi(Box::new(ui)));
            }
        }
        Some(Command::Store(args)) => commands::store::run(&args, &settings()?, out).await?,
        Some(Command::Search(args)) => {
            let request = commands::search::request(&args, now)?;
            let lore = open_to_search(&settings()?, &request, out).await?;
            commands::search::run(&lore, out, &args, &request).await?;
            keep_up(&lore, out, After::Search).await?;
        }
        Some(Command::List(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            commands::list::run(&lore, out, &args, &filter).await?;
        }
        Some(Command::Show(args)) => {
            let lore = open(&settings()?, out).await?;
            commands::show::run(&lore, out, &args, now).await?;
        }
        Some(Command::Similar(args)) => {
            let lore = open(&settings()?, out).await?;
            commands::similar::run(&lore, out, &args).await?;
        }
        Some(Command::Change(command)) => {
            let ready = commands::changing::ready(command, out, now)?;
            let lore = open(&settings()?, out).await?;
            let touches_vectors = ready.touches_vectors();
            Box::pin(commands::changing::run(&lore, out, ready, now)).await?;
            if touches_vectors {
                keep_up(&lore, out, After::Write).await?;
            }
        }
        Some(Command::Projects) => {
            let lore = open(&settings()?, out).await?;
            commands::projects::run(&lore, out).await?;
        }
        Some(Command::Stats(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            commands::stats::run(&lore, out, &filter).await?;
        }
        Some(Command::Dupes(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            commands::dupes::run(&lore, out, &args, &filter, now).await?;
        }
        Some(Command::Curate(command)) => {
            Box::pin(commands::curating::run(command, &settings()?, out, now)).await?;
        }
        Some(Command::Exchange(command)) => {
            Box::pin(commands::exchange::run(command, &settings()?, out, now)).await?;
        }
        Some(Command::Care(command)) => {
            let lore = open(&settings()?, out).await?;
            Box::pin(commands::care::run(command, &lore, out)).await?;
        }
        Some(Command::Compact(command)) => {
            Box::pin(commands::compaction::run(command, &settings()?, out)).await?;
        }
        Some(Command::Reembed(args)) => {
            let wanted = Reembedding {
                filter: args.filter.to_filter(now)?,
                dry_run: args.dry_run,
                all: args.all,
            };
            let lore = open(&settings()?, out).await?;
            let model = args.model.as_deref();
            commands::reembed::run(&lore, out, &wanted, model).await?;
            keep_up(&lore, out, After::Write).await?;
        }
        Some(Command::Models(args)) => commands::models::run(args, &settings()?, out).await?,
        Some(Command::Serve(args)) => return commands::serve::run(args, settings()?, out).await,
        Some(Command::Setting(command)) => {
            commands::setting::run(command, &cli.global, out, list_keys)?;
        }
        Some(Command::Mcp) => return commands::mcp::run(&settings()?, out).await,
        Some(Command::Completions { shell }) => commands::completions::run(shell, out)?,
        Some(Command::Man { command }) => commands::man::run(command.as_deref(), out)?,
    }
    Ok(Outcome::Exit(EXIT_DONE.into()))
}
