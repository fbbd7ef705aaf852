//! What waits to be stored, in fair order.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use super::{
    Result, Stored,
    commit::{Ready, new_row},
    intake::Room,
};
use crate::{domain::entry::NewEntry, embed::Vectors};

/// Most entries that are embedded together: a fraction of a second of work.
const ROUND_ENTRIES: usize = 32;

/// Text of one round, in bytes, from which no entry is added: texts are up to 10 MB long.
const ROUND_BYTES: usize = 1 << 18;

/// An entry that may be stored.
#[derive(Debug)]
pub struct Draft {
    /// Its place in what was asked for.
    pub at: usize,
    /// Where it goes.
    pub repository: String,
    /// What it says.
    pub entry: NewEntry,
    /// What kinds of credentials it holds.
    pub credentials: Vec<&'static str>,
    /// When it was accepted.
    pub now: DateTime<Utc>,
}

impl Draft {
    /// What people wrote in it, in bytes.
    pub fn bytes(&self) -> usize {
        self.entry.text.len() + self.entry.metadata.len()
    }
}

/// What became of entries, by their places in what was asked for.
pub type Answer = Vec<(usize, Result<Stored>)>;

/// Entries that are stored, and answered for, together.
#[derive(Debug)]
pub struct Request {
    waiting: VecDeque<Draft>,
    /// How many are being embedded.
    in_work: usize,
    /// Those that are embedded.
    pub ready: Vec<Ready>,
    /// What became of entries so far.
    pub answer: Answer,
    reply: oneshot::Sender<Answer>,
    /// What it takes of the room that there is; given back when it is dropped.
    _room: Room,
}

/// The requests that wait. A large one does not hold up those behind it: each gives one entry to a
/// round, in turn.
#[derive(Debug, Default)]
pub struct Queue {
    requests: HashMap<u64, Request>,
    /// Those that have entries to be embedded, in turn.
    turns: VecDeque<u64>,
    next: u64,
}

/// An entry on its way through the embedder.
#[derive(Debug)]
pub struct Taken {
    request: u64,
    /// The entry.
    pub draft: Draft,
}

impl Request {
    /// Entries to be stored together.
    pub fn new(drafts: Vec<Draft>, reply: oneshot::Sender<Answer>, room: Room) -> Self {
        Self {
            waiting: drafts.into(),
            in_work: 0,
            ready: Vec::new(),
            answer: Vec::new(),
            reply,
            _room: room,
        }
    }

    /// Tells who waits what became of it.
    pub fn answer(self) {
        // Nobody waiting is no error.
        self.reply.send(self.answer).ok();
    }
}

impl Queue {
    /// Adds a request behind the others.
    pub fn add(&mut self, request: Request) {
        self.requests.insert(self.next, request);
        self.turns.push_back(self.next);
        self.next += 1;
    }

    /// The entries to be embedded next; none when nothing waits.
    pub fn take_round(&mut self) -> Vec<Taken> {
        let (mut round, mut bytes) = (Vec::new(), 0);
        while round.len() < ROUND_ENTRIES
            && bytes < ROUND_BYTES
            && let Some(number) = self.turns.pop_front()
        {
            let Some(request) = self.requests.get_mut(&number) else {
                continue;
            };
            let Some(draft) = request.waiting.pop_front() else {
                continue;
            };
            bytes += draft.entry.text.len();
            request.in_work += 1;
            if !request.waiting.is_empty() {
                self.turns.push_back(number);
            }
            round.push(Taken {
                request: number,
                draft,
            });
        }
        round
    }

    /// Takes entries back from the embedder; gives out the requests that are ready to be stored.
    pub fn put_back(
        &mut self,
        round: Vec<(Taken, Result<Vectors>)>,
        mut pick: impl FnMut(usize) -> usize,
    ) -> Vec<Request> {
        let mut complete = Vec::new();
        for (taken, embedding) in round {
            let Some(request) = self.requests.get_mut(&taken.request) else {
                continue;
            };
            request.in_work -= 1;
            let at = taken.draft.at;
            match embedding {
                Ok(embedding) => {
                    let ready = new_row(taken.draft, embedding, &mut pick);
                    request.ready.push(ready);
                }
                Err(error) => request.answer.push((at, Err(error))),
            }
            if request.in_work == 0 && request.waiting.is_empty() {
                complete.extend(self.requests.remove(&taken.request));
            }
        }
        complete
    }

    /// Forgets everything; who waits hears that nothing came of it.
    pub fn clear(&mut self) {
        self.requests.clear();
        self.turns.clear();
    }
}
