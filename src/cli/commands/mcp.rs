//! `lore mcp`: what the protocol is to be served over.

use std::io::IsTerminal;

use crate::{
    cli::{
        failure::{Failure, Stop},
        open_or_create,
        output::Output,
    },
    config::Settings,
    service::Lore,
};

/// Opens the store, or makes it: the first entry may be an agent's.
pub async fn open(settings: &Settings, out: &mut Output) -> Result<Lore, Stop> {
    if out.json {
        let message = "MCP is JSON of its own: leave --json away";
        return Err(Failure::invalid(message).into());
    }
    let lore = open_or_create(&settings.store, out).await?;
    if std::io::stdin().is_terminal() {
        out.note("this waits for an MCP client to speak JSON; Ctrl-C ends it, and the README has the lines for the settings of clients")?;
    }
    Ok(lore.with_credentials(settings.credentials))
}
