//! Wrong usage, told in one line.

use clap::error::ErrorKind;

use super::failure::Failure;

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
pub fn failure(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let mut help = "lore --help".to_owned();
    let mut parts: Vec<String> = Vec::new();
    for paragraph in text.split("\n\n").map(str::trim) {
        if let Some(usage) = paragraph.strip_prefix("Usage: ") {
            help = format!("{} --help", command_of(usage));
        } else if !paragraph.is_empty() && !paragraph.starts_with("For more information") {
            let lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
            parts.push(lines.join(" "));
        }
    }
    let message = parts.join("; ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    Failure::invalid(format!("{message}; see `{help}`"))
}

/// The leading words of a usage line that name the command.
fn command_of(usage: &str) -> String {
    let words: Vec<&str> = usage
        .split_whitespace()
        .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    words.join(" ")
}

/// Whether JSON was asked for on a command line that clap could not read.
#[must_use]
pub fn wants_json(arguments: &[std::ffi::OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument == "--json")
}
