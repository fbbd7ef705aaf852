//! `lore serve`: what is to be served, and how.

use crate::{
    cli::{
        Outcome, args::ServeArgs, failure::Stop, opening::open_or_create, output::Output,
        serving::Serve,
    },
    config::Settings,
};

/// The server that is to be started.
pub async fn run(args: ServeArgs, settings: Settings, out: &mut Output) -> Result<Outcome, Stop> {
    let lore = open_or_create(&settings, out).await?;
    let serve = Serve::new(lore, args, settings.serve, out.json);
    Ok(Outcome::Serve(Box::new(serve)))
}
