//! `lore man`: manual pages.

use std::io::Write;

use clap::CommandFactory;

use super::Result;
use crate::cli::{args::Cli, failure::Failure, output::Output};

/// Prints a manual page.
pub fn run(command: Option<&str>, out: &mut Output) -> Result {
    let mut page = Vec::new();
    clap_mangen::Man::new(documented(command)?).render(&mut page)?;
    Ok(out.write_all(&page)?)
}

/// The program, or one of its commands, as its manual page describes it.
fn documented(command: Option<&str>) -> std::result::Result<clap::Command, Failure> {
    let mut program = Cli::command();
    program.build();
    let Some(name) = command else {
        return Ok(program);
    };
    program
        .find_subcommand(name)
        .cloned()
        .ok_or_else(|| Failure::invalid(format!("no command `{name}`; `lore --help` lists them")))
}
