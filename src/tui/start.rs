//! Brings the UI up before the store, and takes it down after the last write.

use std::{io, panic, sync::Arc, thread, time::Duration};

use crossterm::event::EventStream;
use tokio::{
    runtime::{Builder, Handle},
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};

use crate::service::{self, Lore};

use super::{
    Error,
    model::Model,
    msg::Msg,
    runtime::{self, Surroundings},
    styles::{Depth, Styles},
    terminal::{self, TerminalGuard},
    worker::{self, Desk, Requests, backend::Backend},
};

/// A store that opens faster than this is opened before the screen is taken, so that a wrong path
/// is told like any other error.
const PATIENCE: Duration = Duration::from_millis(40);

/// How long the end waits for a write, after the UI has waited already.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// Answers that may wait for the loop.
const WAITING_NEWS: usize = 256;

/// How the UI starts.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The store, as people named it.
    pub store: String,
    /// Missing vectors are made without asking.
    pub embed_missing: bool,
}

/// Runs the terminal UI on a store that is being opened.
///
/// # Errors
/// When the store cannot be opened, or there is no usable terminal.
pub async fn run<F>(opening: F, options: Options) -> Result<(), Error>
where
    F: Future<Output = service::Result<Lore>> + Send + 'static,
{
    let mut opening = tokio::spawn(opening);
    let opened = match timeout(PATIENCE, &mut opening).await {
        Ok(opened) => Some(settled(opened)?),
        Err(_) => None,
    };
    let (requests, desk) = worker::channel();
    let (news_in, news) = mpsc::channel(WAITING_NEWS);
    let (fail, failed) = oneshot::channel();
    let mut model = Model::new(options.store);
    model.embed_missing = options.embed_missing;
    let writes = tokio::spawn(async move {
        let opened = match opened {
            Some(lore) => Ok(lore),
            None => settled(opening.await),
        };
        match opened {
            Ok(lore) => Some(work(Arc::new(lore), desk, &news_in)),
            Err(error) => {
                // When nobody listens any more, the UI has ended by itself.
                drop(fail.send(error));
                None
            }
        }
    });
    // A thread of its own: whatever keeps the other threads busy, keys are drawn.
    let ui = thread::spawn(move || on_this_thread(model, requests, news, failed));
    let outcome = tokio::task::spawn_blocking(move || ui.join()).await;
    last_write(writes).await;
    match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panicked)) => panic::resume_unwind(panicked),
        Err(failed) => Err(Error::Terminal(io::Error::other(failed))),
    }
}

/// Waits for the write at work, which was told to stop. A store still being opened has none.
async fn last_write(opening: JoinHandle<Option<JoinHandle<()>>>) {
    if !opening.is_finished() {
        opening.abort();
    }
    if let Ok(Some(writes)) = opening.await
        && timeout(LAST_WRITE, writes).await.is_err()
    {
        tracing::warn!("a write was still at work when the program ended");
    }
}

fn settled<T>(opened: Result<service::Result<T>, tokio::task::JoinError>) -> service::Result<T> {
    match opened {
        Ok(opened) => opened,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panicked) => panic::resume_unwind(panicked),
            Err(stopped) => Err(service::Error::Invalid(format!(
                "opening was stopped: {stopped}"
            ))),
        },
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
    failed: oneshot::Receiver<service::Error>,
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
        let ui = runtime::run(&mut screen, model, surroundings);
        tokio::select! {
            outcome = ui => outcome.map(drop).map_err(Error::from),
            Ok(error) = failed => Err(Error::Store(error)),
        }
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
