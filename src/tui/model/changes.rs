//! Changes of the store that were asked for and are not through yet.

use std::collections::VecDeque;

use crate::{domain::change::ChangeId, service::Progress};

/// Changes that may wait, the one at work counted.
pub const MAX_WAITING: usize = 8;

/// The changes, the one at work first.
#[derive(Debug, Default)]
pub struct Changes {
    /// What each does, as the status line tells it: `deleting`.
    pub(crate) doing: VecDeque<&'static str>,
    /// How far the one at work is; `None` before its first batch.
    pub progress: Option<Progress>,
    /// They were asked to stop.
    pub stopping: bool,
    /// Changes of this run that can be taken back, the last one last.
    pub(crate) made: Vec<ChangeId>,
    /// Changes taken back in this run, after which nothing else was changed.
    pub(crate) taken_back: usize,
    /// The read that looks for a change of an earlier run; 0 when none does.
    pub(crate) looking: u64,
}

impl Changes {
    /// What is done now; `None` when nothing is.
    #[must_use]
    pub fn at_work(&self) -> Option<&'static str> {
        self.doing.front().copied()
    }

    /// Whether anything is at work or waits.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.doing.is_empty()
    }

    /// Whether no more may wait.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.doing.len() >= MAX_WAITING
    }
}
