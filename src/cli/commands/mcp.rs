//! `lore mcp`: what the protocol is to be served over.

use std::io::IsTerminal;

use crate::{
    cli::{
        Outcome,
        failure::{Failure, Stop},
        opening::open_or_create,
        output::Output,
    },
    config::Settings,
};

/// Opens the store, or makes it: the first entry may be an agent's.
pub async fn run(settings: &Settings, out: &mut Output) -> Result<Outcome, Stop> {
    if out.json {
        let message = "MCP is JSON of its own: leave --json away";
        return Err(Failure::invalid(message).into());
    }
    let lore = open_or_create(settings, out).await?;
    if std::io::stdin().is_terminal() {
        out.note("this waits for an MCP client to speak JSON; Ctrl-C ends it, and the README has the lines for the settings of clients")?;
    }
    Ok(Outcome::ServeMcp(Box::new(lore)))
}
