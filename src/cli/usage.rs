//! Wrong usage, told in one line.

use std::ffi::OsString;

use clap::{CommandFactory, error::ErrorKind};

use super::{args::Cli, failure::Failure};

/// Whether clap's "error" is what was asked for: a help text or the version.
#[must_use]
pub fn is_answer(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

/// Clap's explanation without its usage block, and where to read more.
#[must_use]
pub fn failure(error: &clap::Error, arguments: &[OsString]) -> Failure {
    let text = error.render().to_string();
    let parts: Vec<String> = text
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .filter(|part| !part.starts_with("Usage:") && !part.starts_with("For more information"))
        .map(|part| part.lines().map(str::trim).collect::<Vec<_>>().join(" "))
        .collect();
    let message = parts.join("; ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    Failure::invalid(format!("{message}; see `{}`", help_for(arguments)))
}

/// The help of the command that the arguments name.
fn help_for(arguments: &[OsString]) -> String {
    let cli = Cli::command();
    let command = arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .find(|argument| {
            cli.get_subcommands()
                .any(|command| command.get_name() == *argument)
        });
    match command {
        Some(command) => format!("lore {command} --help"),
        None => "lore --help".to_owned(),
    }
}

/// Whether JSON was asked for on a command line that clap could not read.
#[must_use]
pub fn wants_json(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--json")
}
