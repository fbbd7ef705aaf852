//! The commands that look at a store as a whole.

use super::{Result, doctor, sql};
use crate::{
    cli::{args::CareCommand, output::Output},
    service::Lore,
};

/// Does the command.
pub async fn run(command: CareCommand, lore: &Lore, out: &mut Output) -> Result {
    match command {
        CareCommand::Doctor(args) => doctor::run(lore, out, &args).await,
        CareCommand::Sql(args) => sql::run(lore, out, &args).await,
    }
}
