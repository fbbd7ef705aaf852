//! Writes down what is remembered for the next run, on a thread of its own: no frame waits for a disk.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    clock,
    config::{State, StateFolder, state::Everywhere},
};

/// What changes key by key is written when the keys pause.
const PAUSE: Duration = Duration::from_millis(500);

/// Something to remember.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "few of them wait at a time")]
pub enum Remember {
    /// How the UI stands now.
    State(State),
    /// A search that was used.
    Search(String),
}

/// The thread that writes. Dropping it waits until everything wished for is written, however the UI
/// ends; other senders have to be gone by then.
#[derive(Debug)]
pub struct Memory {
    wishes: Option<Sender<Remember>>,
    thread: Option<JoinHandle<()>>,
}

impl Memory {
    /// Writes into this folder. `base` is what was remembered when this run began.
    #[must_use]
    pub fn start(folder: StateFolder, base: Everywhere) -> Self {
        let (wishes, inbox) = mpsc::channel();
        let thread = thread::spawn(move || write_down(&folder, base, &inbox));
        Self {
            wishes: Some(wishes),
            thread: Some(thread),
        }
    }

    /// Where wishes go.
    #[must_use]
    pub fn wishes(&self) -> Option<Sender<Remember>> {
        self.wishes.clone()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        drop(self.wishes.take());
        let thread = self.thread.take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("what was to be remembered is lost");
        }
    }
}

/// What waits to be written.
#[derive(Default)]
struct Waiting {
    state: Option<State>,
    /// The newest first.
    searches: Vec<String>,
}

impl Waiting {
    fn take(&mut self, wish: Remember) {
        match wish {
            Remember::State(state) => self.state = Some(state),
            Remember::Search(line) => self.searches.insert(0, line),
        }
    }

    /// Writes it. Who only looks around in a place that cannot be written is not bothered.
    fn write(&mut self, folder: &StateFolder, base: &mut Everywhere) {
        if let Some(state) = self.state.take() {
            match folder.save(&state, base, clock::now()) {
                Ok(()) => *base = state.everywhere,
                Err(error) => tracing::warn!("the state of the UI was not kept: {error}"),
            }
        }
        let searches = std::mem::take(&mut self.searches);
        if !searches.is_empty()
            && let Err(error) = folder.add_searches(&searches)
        {
            tracing::warn!("a search was not kept: {error}");
        }
    }
}

fn write_down(folder: &StateFolder, mut base: Everywhere, wished: &Receiver<Remember>) {
    let mut waiting = Waiting::default();
    while let Ok(wish) = wished.recv() {
        waiting.take(wish);
        let ended = loop {
            match wished.recv_timeout(PAUSE) {
                Ok(wish) => waiting.take(wish),
                Err(RecvTimeoutError::Timeout) => break false,
                Err(RecvTimeoutError::Disconnected) => break true,
            }
        };
        waiting.write(folder, &mut base);
        if ended {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn everything_is_written_before_the_end() {
        let temp = tempfile::tempdir().unwrap();
        let folder = StateFolder::new(temp.path().join("state"), Path::new("/store"));
        let memory = Memory::start(folder.clone(), Everywhere::default());
        let wishes = memory.wishes().unwrap();
        let mut state = State::default();
        for query in ["t", "to", "tok"] {
            query.clone_into(&mut state.here.query);
            wishes.send(Remember::State(state.clone())).unwrap();
        }
        for search in ["one", "two"] {
            wishes.send(Remember::Search(search.to_owned())).unwrap();
        }
        drop(wishes);
        drop(memory);
        let remembered = folder.load();
        assert_eq!(remembered.state, state);
        assert_eq!(remembered.searches.lines(), ["two", "one"]);
    }
}
