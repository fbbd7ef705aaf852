//! Wrong usage, told in one line.

use std::ffi::OsString;

use clap::{Arg, Command, CommandFactory, error::ErrorKind};

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
    match command_among(&cli, arguments) {
        Some(command) => format!("lore {} --help", command.get_name()),
        None => "lore --help".to_owned(),
    }
}

/// The command that stands among the arguments, behind the flags of all commands and their values.
fn command_among<'c>(cli: &'c Command, arguments: &[OsString]) -> Option<&'c Command> {
    // The first is the program's name.
    let mut arguments = arguments.iter().skip(1).map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let argument = argument?;
        if !argument.starts_with('-') {
            return cli.find_subcommand(argument);
        }
        let named = |flag: &&Arg| flag.get_long() == argument.strip_prefix("--");
        let flag = cli.get_arguments().find(named);
        if flag.is_some_and(|flag| flag.get_action().takes_values()) {
            arguments.next();
        }
    }
    None
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
    fn help_is_named_of_the_command_that_is_meant() {
        for (line, help) in [
            ("lore serve --addr nonsense", "lore serve --help"),
            ("lore --store demo serve --addr x", "lore serve --help"),
            (
                "lore --json --store=demo --config list rm",
                "lore rm --help",
            ),
            ("lore --store demo", "lore --help"),
            ("lore nonsense list", "lore --help"),
            ("lore --nonsense list", "lore list --help"),
            ("lore", "lore --help"),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(help_for(&arguments), help, "{line}");
        }
    }
}
