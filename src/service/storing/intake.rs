//! The one way in: takes entries from many writers at once, embeds them in rounds on all cores, and
//! stores what is ready in one commit a repository while the next round is being embedded.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::Rng;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::{
    commit,
    queue::{Answer, Draft, Queue, Request, Taken},
};
use crate::{
    embed::{self, Models, Vectors},
    service::{Error, Result},
    store::Store,
};

/// Entries that may wait. A request that comes before is taken whole, however many it has.
const MOST_ENTRIES: usize = 4096;

/// Text that may wait, in bytes; in the same way.
const MOST_BYTES: usize = 256 << 20;

/// Text of one entry, in bytes, that takes longer to be embedded than others should wait for: a second
/// or so.
const LONG: usize = 1 << 19;

/// Rounds that are written to disk at the same time: one, and one that others' writes hold up.
const COMMITS: usize = 2;

/// Takes entries to be stored. Cheap to clone; clones share everything. It works as long as there is
/// something to do, and then rests.
#[derive(Debug, Clone)]
pub struct Intake(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: Store,
    models: Models,
    /// Of requests with long texts, and of all others, which need not wait for those.
    lanes: [Mutex<Waiting>; 2],
    load: watch::Sender<Load>,
    commits: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Waiting {
    queue: Queue,
    /// Somebody takes from it.
    attended: bool,
}

/// What was accepted and is not answered yet.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    entries: usize,
    bytes: usize,
}

/// What one request takes of the room that there is, until it is dropped.
#[derive(Debug)]
pub struct Room {
    load: watch::Sender<Load>,
    taken: Load,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.load.send_modify(|load| {
            load.entries -= self.taken.entries;
            load.bytes -= self.taken.bytes;
        });
    }
}

/// What somebody is told whose entry met an end that nobody foresaw.
pub fn stopped() -> Error {
    embed::Error::Thread("the writer ended before its time".into()).into()
}

impl Intake {
    /// An intake of a store.
    pub fn new(store: Store, models: Models) -> Self {
        Self(Arc::new(Shared {
            store,
            models,
            lanes: Default::default(),
            load: watch::Sender::default(),
            commits: Arc::new(Semaphore::new(COMMITS)),
        }))
    }

    /// Stores entries together and tells what became of each.
    pub async fn store(&self, drafts: Vec<Draft>) -> Answer {
        let places: Vec<usize> = drafts.iter().map(|draft| draft.at).collect();
        let failed = |why: fn() -> Error| places.iter().map(|at| (*at, Err(why()))).collect();
        let Some(room) = self.0.room_for(&drafts) else {
            return failed(busy);
        };
        let (reply, answer) = oneshot::channel();
        let is_long = drafts.iter().any(|draft| draft.entry.text.len() > LONG);
        self.0
            .submit(Request::new(drafts, reply, room), usize::from(is_long));
        answer.await.unwrap_or_else(|_| failed(stopped))
    }

    /// Waits until everything that was accepted is answered.
    pub async fn drain(&self) {
        let mut load = self.0.load.subscribe();
        // It lives as long as this intake.
        let _ = load.wait_for(|load| load.entries == 0).await;
    }
}

fn busy() -> Error {
    Error::Busy(format!(
        "{MOST_ENTRIES} entries or {} MB of text are waiting to be stored already; try again in a few seconds",
        MOST_BYTES >> 20
    ))
}

impl Shared {
    fn room_for(&self, drafts: &[Draft]) -> Option<Room> {
        let taken = Load {
            entries: drafts.len(),
            bytes: drafts.iter().map(Draft::bytes).sum(),
        };
        let fits = self.load.send_if_modified(|load| {
            let fits = load.entries < MOST_ENTRIES && load.bytes < MOST_BYTES;
            if fits {
                load.entries += taken.entries;
                load.bytes += taken.bytes;
            }
            fits
        });
        fits.then(|| Room {
            load: self.load.clone(),
            taken,
        })
    }

    fn submit(self: &Arc<Self>, request: Request, lane: usize) {
        let mut waiting = self.lane(lane);
        waiting.queue.add(request);
        if !waiting.attended {
            waiting.attended = true;
            let shared = Arc::clone(self);
            let attendant = Attendant {
                shared,
                lane,
                on_duty: true,
            };
            tokio::spawn(attendant.work());
        }
    }

    fn lane(&self, lane: usize) -> MutexGuard<'_, Waiting> {
        let lane = self.lanes[lane].lock();
        lane.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who works off the queue of a lane. When it ends before its time, as its runtime does, whoever waits
/// is told.
struct Attendant {
    shared: Arc<Shared>,
    lane: usize,
    /// It has not gone home; once it has, the queue is its successor's.
    on_duty: bool,
}

impl Drop for Attendant {
    fn drop(&mut self) {
        if self.on_duty {
            let mut waiting = self.waiting();
            waiting.attended = false;
            waiting.queue.clear();
        }
    }
}

impl Attendant {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.shared.lane(self.lane)
    }

    async fn work(mut self) {
        while let Some(round) = self.next_round() {
            let round = self.embed(round).await;
            let pick = |below| rand::rng().random_range(0..below);
            let complete = self.waiting().queue.put_back(round, pick);
            if complete.is_empty() {
                continue;
            }
            let Ok(permit) = Arc::clone(&self.shared.commits).acquire_owned().await else {
                return;
            };
            tokio::spawn(write(self.shared.store.clone(), complete, permit));
        }
    }

    /// What to embed next; at the end it counts as gone home, so that the next request calls another.
    fn next_round(&mut self) -> Option<Vec<Taken>> {
        let round = {
            let mut waiting = self.waiting();
            let round = waiting.queue.take_round();
            waiting.attended = !round.is_empty();
            round
        };
        self.on_duty = !round.is_empty();
        self.on_duty.then_some(round)
    }

    /// Embeds a round. Should the model refuse it, each entry is tried alone, so that one text harms
    /// no other.
    async fn embed(&self, round: Vec<Taken>) -> Vec<(Taken, Result<Vectors>)> {
        let texts = round.iter().map(|taken| taken.draft.entry.text.clone());
        if let Ok(embeddings) = self.shared.models.documents(texts.collect()).await {
            let embeddings = embeddings.into_iter().map(Ok);
            return round.into_iter().zip(embeddings).collect();
        }
        let mut embedded = Vec::with_capacity(round.len());
        for taken in round {
            let text = taken.draft.entry.text.clone();
            let embedding = self.shared.models.document(text).await;
            embedded.push((taken, embedding.map_err(Error::from)));
        }
        embedded
    }
}

/// Writes requests to disk and answers them.
async fn write(store: Store, requests: Vec<Request>, permit: OwnedSemaphorePermit) {
    commit::commit(&store, requests).await;
    drop(permit);
}
