//! Brings the UI up on an open store, and takes it down after the last write.

use std::{
    io::{self, Write},
    panic,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use crossterm::event::EventStream;
use tokio::{
    runtime::{Builder, Handle},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};

use crate::{
    clock,
    config::{Appearance, Recall, StateFolder, theme::Themes},
    domain::{cleanup::Retention, entry::Entry, fields::Fields, printable::printable_line},
    service::Lore,
};

use super::{
    Error,
    copying::Copying,
    keymap::Keymap,
    late_answer::WithoutAnswer,
    memory::Memory,
    model::{Level, Model},
    msg::Msg,
    outside, rescue,
    runtime::{self, Outside, Surroundings, Suspension},
    sight,
    styles::Depth,
    terminal::{self, TerminalGuard},
    worker::{self, Desk, Requests, Workers, backend::Backend},
};

/// How long the end waits for a write, after the UI has waited already.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// Answers that may wait for the loop.
const WAITING_NEWS: usize = 256;

/// What people type.
type Typed = WithoutAnswer<EventStream>;

/// How the UI starts.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What keys mean.
    pub keymap: Keymap,
    /// Where what was typed and not saved is kept when the program has to end.
    pub unsaved: Option<PathBuf>,
    /// Missing vectors are made without asking.
    pub embed_missing: bool,
    /// The retention policies of the config, by name.
    pub policies: Vec<(String, Retention)>,
    /// The mouse is left to the terminal.
    pub without_mouse: bool,
    /// Where is kept what the UI remembers; nowhere, and nothing is.
    pub state: Option<StateFolder>,
    /// What of it is used.
    pub recall: Recall,
    /// How it looks.
    pub appearance: Appearance,
    /// What it can look like.
    pub themes: Themes,
}

/// Runs the terminal UI on a store.
///
/// # Errors
/// When there is no usable terminal.
pub async fn run(lore: Lore, options: Options) -> Result<(), Error> {
    let (requests, desk) = worker::channel();
    let (news_in, news) = mpsc::channel(WAITING_NEWS);
    let mut model = Model::new(place(lore.path()));
    model.keymap = options.keymap;
    model.embed_missing = options.embed_missing;
    model.policies = options.policies;
    model.mouse = !options.without_mouse && terminal::has_modes();
    model.copying = Copying::told_by(|name| std::env::var(name).ok());
    let remembered = options.recall.load(options.state.as_ref());
    let memory = options
        .state
        .filter(|_| options.recall.keeps() && !remembered.is_fixed)
        .map(|folder| Memory::start(folder, remembered.state.everywhere.clone()));
    model.restore(remembered.state, clock::now());
    model.search_box.recall.load(remembered.searches);
    // There is one notice at a time: what is lost comes first.
    let mut told: Vec<String> = remembered.notice.into_iter().collect();
    let writes = work(Arc::new(lore.acting_via("tui")), desk, &news_in);
    // A thread of its own: whatever keeps the other threads busy, keys are drawn.
    let unsaved = options.unsaved;
    told.extend(unsaved.as_deref().and_then(rescue::told));
    let themes = options.themes;
    let appearance = options.appearance;
    let ui = thread::spawn(move || {
        let dress = |model: &mut Model| {
            let (sight, answer_pending) = sight::of_terminal(&appearance);
            model.dress(themes, appearance.theme, sight);
            told.extend(model.look.complaint());
            if !told.is_empty() {
                model
                    .notices
                    .say(Level::Warning, told.join("; "), clock::now());
            }
            answer_pending
        };
        on_this_thread(model, dress, requests, news, unsaved.as_deref(), memory)
    });
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

/// Where a store is, as told to people: `~` is their home.
fn place(store: &Path) -> String {
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    match home.as_deref().map(|home| store.strip_prefix(home)) {
        Some(Ok(within)) => Path::new("~").join(within).display().to_string(),
        _ => store.display().to_string(),
    }
}

fn work<B: Backend>(backend: Arc<B>, desk: Desk, news: &mpsc::Sender<Msg>) -> JoinHandle<()> {
    let Workers {
        writes,
        first_answered,
    } = worker::start(&backend, desk, news, &Handle::current());
    tokio::spawn(async move {
        // What the screen waits for comes first. It also goes on when the UI ended before.
        let _ = first_answered.await;
        // A search reports the same failure, to somebody who wants to know.
        if let Err(error) = backend.warm_up().await {
            tracing::warn!("{error}");
        }
    });
    writes
}

/// `dress` finds out what the terminal can show, and tells whether an answer of it may still come.
fn on_this_thread(
    mut model: Model,
    dress: impl FnOnce(&mut Model) -> bool,
    requests: Requests,
    news: mpsc::Receiver<Msg>,
    unsaved: Option<&Path>,
    memory: Option<Memory>,
) -> Result<(), Error> {
    let on = Builder::new_current_thread().enable_all().build()?;
    let mut kept = String::new();
    let wishes = memory.as_ref().and_then(Memory::wishes);
    let outcome = on.block_on(async {
        let guard = TerminalGuard::take()?;
        terminal::use_mouse(model.mouse)?;
        let answer_pending = dress(&mut model);
        let mut screen = guard.screen(model.look.sight().depth == Depth::Sixteen)?;
        let surroundings = Surroundings {
            events: WithoutAnswer::new(EventStream::new(), answer_pending),
            end: Box::pin(signalled()?),
            copy: terminal::write,
            edit_outside: |entry, typed: Typed| -> Outside<Typed> {
                Box::pin(async move {
                    // Its thread would take the keys away from the editor.
                    drop(typed);
                    let outcome = outside::edit(entry).await;
                    (WithoutAnswer::new(EventStream::new(), false), outcome)
                })
            },
            suspend: |typed: Typed| -> Suspension<Typed> {
                Box::pin(async move {
                    // Its thread would take the keys away from the shell.
                    drop(typed);
                    terminal::stop().await?;
                    Ok(WithoutAnswer::new(EventStream::new(), false))
                })
            },
            keep: |entry: &Entry, fields: &Fields| kept = keep(unsaved, entry, fields),
            remember: Box::new(move |what| {
                if let Some(wishes) = &wishes {
                    drop(wishes.send(what));
                }
            }),
            requests,
            news,
        };
        match Box::pin(runtime::run(&mut screen, model, surroundings)).await {
            // The person is gone with it, as when the system says so by a signal.
            Err(error) if terminal::is_gone(&error) => {
                tracing::info!("the terminal is gone: {error}");
            }
            ended => drop(ended?),
        }
        Ok(())
    });
    // The terminal is given back by now.
    drop(memory);
    // When the terminal is gone, the next start tells.
    if !kept.is_empty() {
        drop(writeln!(io::stderr(), "{kept}"));
    }
    outcome
}

/// Keeps what was typed, and tells where.
fn keep(folder: Option<&Path>, entry: &Entry, fields: &Fields) -> String {
    let id = printable_line(&entry.id);
    let kept = folder
        .ok_or_else(|| io::Error::other("no home folder is known"))
        .and_then(|folder| rescue::keep(folder, entry, fields, clock::now()));
    match kept {
        Ok(path) => format!(
            "lore: what you typed into {id} is kept in {}",
            path.display()
        ),
        Err(error) => {
            tracing::error!("unsaved text of {id} is lost: {error}");
            format!("lore: what you typed into {id} could not be kept: {error}")
        }
    }
}

/// Resolves when the system wants the program to end.
#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = hang_up.recv() => return,
                // While another program has the terminal, its `Ctrl-C` is not for this one.
                _ = interrupt.recv() => if terminal::is_taken() { return },
            }
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
