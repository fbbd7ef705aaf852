//! Lines read and lines said.

use std::{
    fmt::Display,
    io::{self, Write},
    time::Duration,
};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt},
    signal,
    time::Instant,
};

use crate::{
    domain::{count::thousands, printable::printable_line},
    service::{Cancel, Progress, Report},
};

/// How long work goes on before it is said how far it is, and again.
const SILENCE: Duration = Duration::from_secs(2);

/// Before each line that is asked for.
const PROMPT: &str = "lore> ";

/// One who is listened and talked to.
#[derive(Debug)]
pub struct Dialog<R, W> {
    input: R,
    output: W,
    /// Somebody types: say what is awaited.
    prompts: bool,
}

impl<R: AsyncBufRead + Unpin, W: Write + Send> Dialog<R, W> {
    pub fn new(input: R, output: W, prompts: bool) -> Self {
        Self {
            input,
            output,
            prompts,
        }
    }

    /// Whether somebody types.
    pub fn is_typed(&self) -> bool {
        self.prompts
    }

    /// Says one line; what a terminal would act on is made visible.
    pub fn say(&mut self, line: impl Display) -> io::Result<()> {
        writeln!(self.output, "{}", printable_line(&line.to_string()))
    }

    /// The next command; `None` at the end.
    pub async fn listen(&mut self) -> io::Result<Option<String>> {
        if self.prompts {
            write!(self.output, "{PROMPT}")?;
        }
        self.line().await
    }

    /// Asks a question that only "yes" says yes to.
    pub async fn agrees(&mut self, question: impl Display) -> io::Result<bool> {
        let question = question.to_string();
        write!(self.output, "{} Yes or no? ", printable_line(&question))?;
        let answer = self.line().await?;
        if !self.prompts {
            // Nobody's Enter ended the line.
            writeln!(self.output)?;
        }
        let answer = answer.unwrap_or_default().trim().to_lowercase();
        let agrees = matches!(answer.as_str(), "y" | "yes");
        if !agrees {
            self.say("Nothing is changed.")?;
        }
        Ok(agrees)
    }

    /// A line without its end; `None` at the end of the input, or when somebody presses Ctrl-C.
    async fn line(&mut self) -> io::Result<Option<String>> {
        self.output.flush()?;
        let mut line = Vec::new();
        let read = tokio::select! {
            read = self.input.read_until(b'\n', &mut line) => read?,
            _ = signal::ctrl_c() => 0,
        };
        if read == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// Does long work, saying now and then how far it is. Ctrl-C stops it at its next safe point.
    pub async fn watched<T>(
        &mut self,
        doing: &str,
        work: impl AsyncFnOnce(&Cancel, Report<'_>) -> T,
    ) -> io::Result<T> {
        let cancel = Cancel::default();
        let on_interrupt = cancel.clone();
        let watcher = tokio::spawn(async move {
            if signal::ctrl_c().await.is_ok() {
                on_interrupt.cancel();
            }
        });
        let output = &mut self.output;
        let mut told = Ok(());
        let mut last = Instant::now();
        let done = work(&cancel, &mut |Progress { done, total }| {
            if last.elapsed() >= SILENCE && told.is_ok() {
                last = Instant::now();
                let (done, total) = (thousands(done), thousands(total));
                told = writeln!(output, "{doing}: {done} of {total}").and_then(|()| output.flush());
            }
        })
        .await;
        watcher.abort();
        told.map(|()| done)
    }
}
