//! The background: does what `update` asked for, and answers with messages.
//!
//! Each kind of request has one slot in which the newest replaces what still waits; work that has
//! started is not aborted, but for what views read. Changes have a queue of their own: none is
//! dropped, none overtakes.

pub mod backend;
pub mod clipboard;
mod counts;
mod guarded;
mod pages;
mod questions;
mod reads;
mod reembedding;
mod upkeep;
mod watcher;
mod writes;

use std::sync::Arc;

use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

use crate::{
    domain::filter::Filter,
    service::{After, Cancel},
};

use super::{
    effect::{Ask, Effect},
    model::changes::MAX_WAITING,
    msg::Msg,
};
use backend::Backend;
use reads::Wish;
use writes::Waiting;

/// Wishes for vectors that may wait. The UI has one at a time.
const WAITING_WISHES: usize = 2;

/// Pages of a listing that are in sight.
#[derive(Debug, Clone, Default)]
struct WantedPages {
    listing: u64,
    pages: Vec<usize>,
}

/// Counts that are due.
#[derive(Debug, Clone, Default)]
struct WantedStats {
    generation: u64,
    filter: Filter,
}

/// Where requests go. When it is dropped, the workers end after what they are at.
#[derive(Debug)]
pub struct Requests {
    asks: watch::Sender<Option<Ask>>,
    pages: watch::Sender<WantedPages>,
    projects: watch::Sender<()>,
    stats: watch::Sender<WantedStats>,
    coverage: watch::Sender<()>,
    upkeep: mpsc::UnboundedSender<After>,
    reads: mpsc::UnboundedSender<Wish>,
    copies: mpsc::UnboundedSender<String>,
    writes: mpsc::Sender<Waiting>,
    /// How to stop the changes asked for.
    writing: Vec<Cancel>,
    vectors: mpsc::Sender<Cancel>,
    reembedding: Option<Cancel>,
}

/// The other ends of [`Requests`]. Requests may be made before there is a backend.
#[derive(Debug)]
pub struct Desk {
    asks: watch::Receiver<Option<Ask>>,
    pages: watch::Receiver<WantedPages>,
    projects: watch::Receiver<()>,
    stats: watch::Receiver<WantedStats>,
    coverage: watch::Receiver<()>,
    upkeep: mpsc::UnboundedReceiver<After>,
    reads: mpsc::UnboundedReceiver<Wish>,
    copies: mpsc::UnboundedReceiver<String>,
    writes: mpsc::Receiver<Waiting>,
    vectors: mpsc::Receiver<Cancel>,
}

/// Makes both ends.
#[must_use]
pub fn channel() -> (Requests, Desk) {
    let (ask_in, asks) = watch::channel(None);
    let (page_in, pages) = watch::channel(WantedPages::default());
    let (project_in, projects) = watch::channel(());
    let (stats_in, stats) = watch::channel(WantedStats::default());
    let (coverage_in, coverage) = watch::channel(());
    let (upkeep_in, upkeep) = mpsc::unbounded_channel();
    let (write_in, writes) = mpsc::channel(MAX_WAITING);
    let (read_in, reads) = mpsc::unbounded_channel();
    let (copy_in, copies) = mpsc::unbounded_channel();
    let (vector_in, vectors) = mpsc::channel(WAITING_WISHES);
    (
        Requests {
            asks: ask_in,
            pages: page_in,
            projects: project_in,
            stats: stats_in,
            coverage: coverage_in,
            upkeep: upkeep_in,
            reads: read_in,
            copies: copy_in,
            writes: write_in,
            writing: Vec::new(),
            vectors: vector_in,
            reembedding: None,
        },
        Desk {
            asks,
            pages,
            projects,
            stats,
            coverage,
            upkeep,
            reads,
            copies,
            writes,
            vectors,
        },
    )
}

impl Requests {
    /// Hands a request to its worker; never waits. What the runtime does itself is handed back.
    pub fn send(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Ask(ask) => drop(self.asks.send_replace(Some(ask))),
            Effect::LoadPages { listing, pages } => {
                self.pages.send_replace(WantedPages { listing, pages });
            }
            Effect::LoadProjects => self.projects.send_replace(()),
            Effect::CountStats { generation, filter } => {
                self.stats.send_replace(WantedStats { generation, filter });
            }
            Effect::CountCoverage => self.coverage.send_replace(()),
            Effect::KeepUp(after) => drop(self.upkeep.send(after)),
            Effect::Reembed => {
                let cancel = Cancel::default();
                self.reembedding = Some(cancel.clone());
                if self.vectors.try_send(cancel).is_err() {
                    tracing::error!("vectors are being made already");
                }
            }
            Effect::Write(write) => {
                let cancel = Cancel::default();
                if self.writing.len() >= MAX_WAITING {
                    self.writing.remove(0);
                }
                self.writing.push(cancel.clone());
                // The model lets no more wait than there is room for.
                if self.writes.try_send((write, cancel)).is_err() {
                    tracing::error!("the queue of changes is full or closed");
                }
            }
            Effect::StopWrites => self.stop_writes(),
            Effect::Read { number, read } => {
                drop(self.reads.send(Wish::Read { number, read }));
            }
            Effect::StopRead(kind) => drop(self.reads.send(Wish::Stop(kind))),
            Effect::StopReembed => {
                if let Some(cancel) = self.reembedding.take() {
                    cancel.cancel();
                }
            }
            Effect::Narrow(_)
            | Effect::Remember(_)
            | Effect::RememberSearch(_)
            | Effect::Copy(_)
            | Effect::Mouse(_)
            | Effect::EditOutside(_)
            | Effect::Suspend => {
                return Some(effect);
            }
        }
        None
    }
}

impl Requests {
    /// Hands a text to the clipboard of this machine; never waits.
    pub fn copy(&self, text: String) {
        drop(self.copies.send(text));
    }

    fn stop_writes(&mut self) {
        for cancel in self.writing.drain(..) {
            cancel.cancel();
        }
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        self.stop_writes();
        if let Some(cancel) = self.reembedding.take() {
            cancel.cancel();
        }
    }
}

/// The workers that were started.
#[derive(Debug)]
pub struct Workers {
    /// All that writes: await it before the program ends.
    pub writes: JoinHandle<()>,
    /// Told when the first list, or what is found, is on its way to the screen.
    pub first_answered: oneshot::Receiver<()>,
}

/// Starts the workers.
pub fn start<B: Backend>(
    backend: &Arc<B>,
    desk: Desk,
    news: &mpsc::Sender<Msg>,
    on: &Handle,
) -> Workers {
    let (open_listing, listing) = watch::channel(None);
    let (answered, first_answered) = oneshot::channel();
    let (b, n) = (|| Arc::clone(backend), || news.clone());
    on.spawn(questions::run(b(), desk.asks, open_listing, n(), answered));
    on.spawn(pages::run::<B>(desk.pages, listing, n()));
    on.spawn(counts::projects(b(), desk.projects, n()));
    on.spawn(counts::stats(b(), desk.stats, n()));
    on.spawn(counts::coverage(b(), desk.coverage, n()));
    on.spawn(watcher::run(b(), n()));
    on.spawn(upkeep::run(b(), desk.upkeep));
    on.spawn(reads::run(b(), desk.reads, n()));
    on.spawn(clipboard::run(clipboard::open, desk.copies, n()));
    let vectors = reembedding::run(b(), desk.vectors, n());
    let writes = writes::run(b(), desk.writes, n());
    let writes = on.spawn(async {
        tokio::join!(writes, vectors);
    });
    Workers {
        writes,
        first_answered,
    }
}
