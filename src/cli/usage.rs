//! Wrong usage, told in one line.

use std::ffi::OsString;

use clap::{Arg, Command, CommandFactory, error::ErrorKind};

use super::{args::Cli, failure::Failure};

/// The help of the program.
const GENERAL: &str = "lore --help";

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

/// The help of the command that the arguments name, the program's own name first.
fn help_for(arguments: &[OsString]) -> String {
    let cli = Cli::command();
    let mut arguments = arguments.iter().skip(1).map(|one| one.to_string_lossy());
    while let Some(argument) = arguments.next() {
        if takes_next(&cli, &argument) {
            // What follows is its value, whatever it is called.
            arguments.next();
        } else if !argument.starts_with('-') {
            let command = cli.find_subcommand(&*argument);
            return command.map_or(GENERAL.to_owned(), |command| {
                format!("lore {} --help", command.get_name())
            });
        }
    }
    GENERAL.to_owned()
}

/// Whether an argument is an option of all commands whose value is the next argument.
fn takes_next(cli: &Command, argument: &str) -> bool {
    let is_it = |one: &&Arg| {
        let long = argument.strip_prefix("--");
        let short = argument.strip_prefix('-').and_then(only_char);
        long.is_some() && one.get_long() == long || short.is_some() && one.get_short() == short
    };
    cli.get_arguments()
        .find(is_it)
        .is_some_and(|one| one.get_action().takes_values())
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Whether JSON was asked for on a command line that clap could not read.
#[must_use]
pub fn wants_json(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_is_that_of_the_command_and_of_no_value() {
        for (line, help) in [
            ("lore list --nonsense", "lore list --help"),
            (
                "lore --store demo serve --addr nonsense",
                "lore serve --help",
            ),
            (
                "lore --store=demo serve --addr nonsense",
                "lore serve --help",
            ),
            ("lore --json --config list rm", "lore rm --help"),
            ("lore search list --nonsense", "lore search --help"),
            ("lore --nonsense", "lore --help"),
            ("lore nonsense list", "lore --help"),
            ("lore --store", "lore --help"),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(help_for(&arguments), help, "{line}");
        }
    }
}
