//! The line mode: search and browse by lines read and lines said, for screen readers, for terminals that
//! can do no more, and for pipes. No colours, no cursor movement, no frames.

mod changing;
mod choosing;
mod command;
mod dialog;
mod interrupts;
mod session;
mod shown;
mod spoken;

use std::io::{self, IsTerminal};

use tokio::{
    io::{AsyncBufRead, BufReader},
    sync::mpsc::Receiver,
};

use crate::service::Lore;
use dialog::Dialog;
use interrupts::interrupts;
use session::Session;

/// Who the journal says it was.
const FRONT: &str = "plain";

/// Runs the line mode on a store until it is told to quit, or there is nothing more to read.
///
/// # Errors
/// When standard input or output fails. A reader that went away is no failure.
pub async fn run(lore: Lore) -> io::Result<()> {
    let prompts = io::stdin().is_terminal();
    let input = BufReader::new(tokio::io::stdin());
    match talk(lore, input, io::stdout(), prompts, interrupts()?).await {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

/// Reads lines and answers them. `prompts`: somebody types them. Each of `interrupts` stops what is
/// being done; a question for a line ends the conversation.
///
/// # Errors
/// When the input or the output fails.
pub async fn talk(
    lore: Lore,
    input: impl AsyncBufRead + Unpin,
    output: impl io::Write + Send,
    prompts: bool,
    interrupts: Receiver<()>,
) -> io::Result<()> {
    let dialog = Dialog::new(input, output, prompts, interrupts);
    Session::new(lore.acting_via(FRONT), dialog).run().await
}
