//! Why the terminal UI could not run.

use thiserror::Error;

/// Failures that end the terminal UI.
#[derive(Debug, Error)]
pub enum Error {
    /// Standard input or output is a file or a pipe.
    #[error(
        "the terminal UI needs a terminal; in scripts and pipes use `lore --plain`, `lore search`, `lore list` or `lore show`"
    )]
    NotATerminal,
    /// The terminal cannot be read or drawn on.
    #[error("the terminal failed: {0}; try another terminal, or `lore search` without one")]
    Terminal(#[from] std::io::Error),
}
