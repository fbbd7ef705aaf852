//! Lines read and lines said.

use std::{
    fmt::Display,
    io::{self, Write},
    pin::pin,
    time::Duration,
};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt},
    sync::mpsc::Receiver,
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
    /// Tells of Ctrl-C.
    interrupts: Receiver<()>,
}

impl<R: AsyncBufRead + Unpin, W: Write + Send> Dialog<R, W> {
    pub fn new(input: R, output: W, prompts: bool, interrupts: Receiver<()>) -> Self {
        Self {
            input,
            output,
            prompts,
            interrupts,
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
            Some(()) = self.interrupts.recv() => 0,
        };
        if read == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// Waits for something that may be given up at any moment. `None` when Ctrl-C was pressed,
    /// which is told.
    pub async fn or_stop<T>(&mut self, work: impl Future<Output = T>) -> io::Result<Option<T>> {
        tokio::select! {
            biased;
            Some(()) = self.interrupts.recv() => {
                self.say("Stopped.")?;
                Ok(None)
            }
            done = work => Ok(Some(done)),
        }
    }

    /// Forgets a Ctrl-C that was meant for another program.
    pub fn forget_interrupt(&mut self) {
        while self.interrupts.try_recv().is_ok() {}
    }

    /// Does long work, saying now and then how far it is. Ctrl-C stops it at its next safe point.
    pub async fn watched<T>(
        &mut self,
        doing: &str,
        work: impl AsyncFnOnce(&Cancel, Report<'_>) -> T,
    ) -> io::Result<T> {
        let cancel = Cancel::default();
        let output = &mut self.output;
        let mut told = Ok(());
        let mut last = Instant::now();
        let mut report = |Progress { done, total }| {
            if last.elapsed() >= SILENCE && told.is_ok() {
                last = Instant::now();
                let (done, total) = (thousands(done), thousands(total));
                told = writeln!(output, "{doing}: {done} of {total}").and_then(|()| output.flush());
            }
        };
        let done = {
            let mut work = pin!(work(&cancel, &mut report));
            loop {
                tokio::select! {
                    done = &mut work => break done,
                    Some(()) = self.interrupts.recv() => cancel.cancel(),
                }
            }
        };
        told.map(|()| done)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::sync::mpsc::{self, Sender};

    use super::*;

    /// A dialog with somebody who says nothing, and how to press Ctrl-C.
    fn silent() -> (Dialog<impl AsyncBufRead + Unpin, Vec<u8>>, Sender<()>) {
        let (press, interrupts) = mpsc::channel(1);
        let input = tokio::io::BufReader::new(Silence);
        (Dialog::new(input, Vec::new(), true, interrupts), press)
    }

    /// Input that never comes.
    struct Silence;

    impl tokio::io::AsyncRead for Silence {
        fn poll_read(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            _: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<io::Result<()>> {
            std::task::Poll::Pending
        }
    }

    #[tokio::test]
    async fn whatever_is_waited_for_can_be_stopped() {
        let (mut dialog, press) = silent();
        for _ in 0..2 {
            press.try_send(()).unwrap();
            assert_eq!(dialog.or_stop(pending::<u8>()).await.unwrap(), None);
        }
        assert_eq!(dialog.or_stop(async { 7 }).await.unwrap(), Some(7));
        press.try_send(()).unwrap();
        assert_eq!(dialog.listen().await.unwrap(), None);
        assert_eq!(dialog.output, b"Stopped.\nStopped.\nlore> ");
    }

    #[tokio::test]
    async fn long_work_is_asked_to_stop() {
        let (mut dialog, press) = silent();
        let was_asked = dialog.watched("Deleting", async |cancel, _| {
            press.try_send(()).unwrap();
            while !cancel.is_cancelled() {
                tokio::task::yield_now().await;
            }
            cancel.is_cancelled()
        });
        assert!(was_asked.await.unwrap());
    }

    #[tokio::test]
    async fn what_was_pressed_for_another_program_stops_nothing() {
        let (mut dialog, press) = silent();
        press.try_send(()).unwrap();
        dialog.forget_interrupt();
        assert_eq!(dialog.or_stop(async { 7 }).await.unwrap(), Some(7));
    }
}
