//! Brings the UI up on an open store, and takes it down after the last write.

use std::{io, panic, sync::Arc, thread, time::Duration};

use crossterm::event::EventStream;
use tokio::{
    runtime::{Builder, Handle},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};

use crate::service::Lore;

use super::{
    Error,
    model::Model,
    msg::Msg,
    runtime::{self, Surroundings},
    styles::{Depth, Styles},
    terminal::{self, TerminalGuard},
    worker::{self, Desk, Requests, backend::Backend},
};

/// How long the end waits for a write, after the UI has waited already.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// Answers that may wait for the loop.
const WAITING_NEWS: usize = 256;

/// How the UI starts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Missing vectors are made without asking.
    pub embed_missing: bool,
}

/// Runs the terminal UI on a store.
///
/// # Errors
/// When there is no usable terminal.
pub async fn run(lore: Lore, options: Options) -> Result<(), Error> {
    let (requests, desk) = worker::channel();
    let (news_in, news) = mpsc::channel(WAITING_NEWS);
    let mut model = Model::new(lore.path().display().to_string());
    model.embed_missing = options.embed_missing;
    let writes = work(Arc::new(lore.acting_via("tui")), desk, &news_in);
    // A thread of its own: whatever keeps the other threads busy, keys are drawn.
    let ui = thread::spawn(move || on_this_thread(model, requests, news));
    let outcome = tokio::task::spawn_blocking(move || ui.join()).await;
    // The write at work was told to stop.
    if timeout(LAST_WRITE, writes).await.is_err() {
        tracing::warn!("a write was still at work when the program ended");
    }
    match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panicked)) => panic::resume_unwind(panicked),
        Err(failed) => Err(Error::Terminal(io::Error::other(failed))),
    }
}

fn work<B: Backend>(backend: Arc<B>, desk: Desk, news: &mpsc::Sender<Msg>) -> JoinHandle<()> {
    let writes = worker::start(&backend, desk, news, &Handle::current());
    tokio::spawn(async move {
        // A search reports the same failure, to somebody who wants to know.
        if let Err(error) = backend.warm_up().await {
            tracing::warn!("{error}");
        }
    });
    writes
}

fn on_this_thread(
    model: Model,
    requests: Requests,
    news: mpsc::Receiver<Msg>,
) -> Result<(), Error> {
    let on = Builder::new_current_thread().enable_all().build()?;
    on.block_on(async {
        let guard = TerminalGuard::take()?;
        let mut screen = guard.screen()?;
        let surroundings = Surroundings {
            events: EventStream::new(),
            end: Box::pin(signalled()?),
            copy: terminal::copy,
            requests,
            news,
            styles: Styles::for_terminal(Depth::told_by(|name| std::env::var(name).ok())),
        };
        runtime::run(&mut screen, model, surroundings).await?;
        Ok(())
    })
}

/// Resolves when the system wants the program to end.
#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves when the system wants the program to end.
#[cfg(not(unix))]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
