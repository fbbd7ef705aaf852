//! Standard output and standard error of a command.

use std::{
    borrow::Cow,
    fmt::Display,
    io::{self, BufWriter, IsTerminal, Stdout, Write},
};

use serde_json::Value;

use super::{failure::Failure, styles::Styles};
use crate::domain::{
    printable::{printable_json, printable_line},
    secret,
};

/// Where a command writes its answer, its notes and its failure.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Output {
    /// One JSON document is wanted, nothing for people.
    pub json: bool,
    /// How the answer looks.
    pub styles: Styles,
    /// Columns of the terminal; `None` when standard output is none.
    pub width: Option<usize>,
    /// Credentials are shown as they are.
    pub reveal: bool,
    /// Something was made unreadable.
    masked: bool,
    stdout: BufWriter<Stdout>,
    started: bool,
}

/// Columns of the terminal, or what most have where it does not tell: pseudo-terminals of scripts
/// say zero.
fn terminal_columns() -> usize {
    const USUAL: usize = 80;
    match crossterm::terminal::size() {
        Ok((columns, _)) if columns > 0 => columns.into(),
        _ => USUAL,
    }
}

impl Output {
    /// The process's own streams.
    #[must_use]
    pub fn of_process(json: bool) -> Self {
        let stdout = io::stdout();
        let width = stdout.is_terminal().then(terminal_columns);
        Self {
            json,
            styles: Styles::of_stream(&stdout),
            width,
            reveal: false,
            masked: false,
            stdout: BufWriter::new(stdout),
            started: false,
        }
    }

    /// Writes a whole document on a line of its own.
    pub fn document(&mut self, document: &Value) -> io::Result<()> {
        writeln!(self, "{}", printable_json(&document.to_string()))
    }

    /// Makes ready, beside what the command does, what masking would wait for.
    pub fn prepare(&self) {
        if !self.json && !self.reveal {
            drop(tokio::task::spawn_blocking(secret::prepare));
        }
    }

    /// A text as people may see it: masked, unless all is to be shown.
    pub fn shown<'t>(&mut self, text: &'t str, mask: impl FnOnce(&str) -> String) -> Cow<'t, str> {
        if self.reveal {
            return Cow::Borrowed(text);
        }
        let masked = mask(text);
        self.masked |= !text.starts_with(&masked);
        Cow::Owned(masked)
    }

    /// Says how to see what was made unreadable, if anything was.
    pub fn note_masks(&mut self) -> io::Result<()> {
        if self.masked {
            self.note("credentials are masked; --reveal shows them")?;
        }
        Ok(())
    }

    /// Tells how to see the rest of a list that was cut off.
    pub fn note_rest(&mut self, shown: usize, total: usize) -> io::Result<()> {
        if shown < total {
            self.note(format!(
                "{shown} of {total} shown; --limit {total} shows all"
            ))?;
        }
        Ok(())
    }

    /// Tells people something beside the answer, on standard error.
    pub fn note(&mut self, message: impl Display) -> io::Result<()> {
        self.flush()?;
        let styles = Styles::of_stream(&io::stderr());
        let message = message.to_string();
        let message = printable_line(&message);
        // Who closed standard error does not want notes.
        let _ = writeln!(io::stderr(), "{0}note:{0:#} {message}", styles.warning);
        Ok(())
    }

    /// Reports a failure: one line for people and, when JSON is wanted and none was begun, one
    /// document for scripts.
    pub fn fail(&mut self, failure: &Failure) {
        let styles = Styles::of_stream(&io::stderr());
        let message = printable_line(&failure.message);
        // There is nobody left to tell when these streams fail too.
        if self.json && !self.started {
            let _ = self.document(&serde_json::json!({
                "error": {"code": failure.code.name(), "message": failure.message}
            }));
        }
        let _ = self.flush();
        let _ = writeln!(io::stderr(), "{0}error:{0:#} {message}", styles.error);
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.started = true;
        self.stdout.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}
