//! `lore completions`: completion scripts for shells.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Result;
use crate::cli::{args::Cli, output::Output};

/// Prints a completion script.
pub fn run(shell: Shell, out: &mut Output) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lore", &mut script);
    Ok(out.write_all(&script)?)
}
