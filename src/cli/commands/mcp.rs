//! `lore mcp`: what the protocol is to be served over.

use std::{io::IsTerminal, path::Path};

use crate::{
    cli::{
        failure::{Failure, Stop},
        output::Output,
    },
    service::Lore,
};

/// Opens the store, or makes it: the first entry may be an agent's.
pub async fn open(store: &Path, out: &mut Output) -> Result<Lore, Stop> {
    if out.json {
        let message = "MCP is JSON of its own: leave --json away";
        return Err(Failure::invalid(message).into());
    }
    let lore = Lore::open_or_create(store).await?;
    for broken in lore.broken().await? {
        out.note(format!("left out: {broken}"))?;
    }
    if std::io::stdin().is_terminal() {
        out.note("this waits for an MCP client to speak JSON; Ctrl-C ends it, and the README has the lines for the settings of clients")?;
    }
    Ok(lore)
}
