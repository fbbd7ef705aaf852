//! Progress of long work on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::service::{Cancel, Progress, changing::Report};

/// A line that shows how far work is. Nothing is written when standard error is no terminal.
#[derive(Debug)]
pub struct ProgressLine(ProgressBar);

impl ProgressLine {
    /// A line for work of that name.
    #[must_use]
    pub fn new(work: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let template = "{msg} [{bar:30}] {pos} of {len}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(work);
        Self(bar)
    }

    /// A line that counts bytes.
    #[must_use]
    pub fn of_bytes(work: &'static str) -> Self {
        let line = Self::new(work);
        let template = "{msg} [{bar:30}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            line.0.set_style(style.progress_chars("=> "));
        }
        line
    }

    /// Shows how far the work is.
    pub fn show(&mut self, progress: Progress) {
        self.0.set_length(progress.total as u64);
        self.0.set_position(progress.done as u64);
    }

    /// Takes the line away.
    pub fn clear(self) {
        self.0.finish_and_clear();
    }
}

/// Does work with a line that shows how far it is; Ctrl-C asks it to stop at the next safe point.
pub async fn watched<T>(name: &'static str, work: impl AsyncFnOnce(&Cancel, Report<'_>) -> T) -> T {
    with(ProgressLine::new(name), work).await
}

/// The same for work that is counted in bytes.
pub async fn watched_bytes<T>(
    name: &'static str,
    work: impl AsyncFnOnce(&Cancel, Report<'_>) -> T,
) -> T {
    with(ProgressLine::of_bytes(name), work).await
}

async fn with<T>(mut line: ProgressLine, work: impl AsyncFnOnce(&Cancel, Report<'_>) -> T) -> T {
    let cancel = Cancel::default();
    let on_interrupt = cancel.clone();
    let watcher = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_interrupt.cancel();
        }
    });
    let done = work(&cancel, &mut |progress| line.show(progress)).await;
    line.clear();
    watcher.abort();
    done
}

/// Says what takes a moment. Nothing is written when standard error is no terminal.
#[derive(Debug)]
pub struct Notice(ProgressBar);

impl Notice {
    /// Shows the words.
    #[must_use]
    pub fn new(words: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        bar.set_message(words);
        bar.tick();
        Self(bar)
    }

    /// Takes them away.
    pub fn clear(self) {
        self.0.finish_and_clear();
    }
}
