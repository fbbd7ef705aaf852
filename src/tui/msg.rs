//! What can happen to the model.

use std::sync::Arc;

use ratatui::layout::Position;

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        fields::Fields,
        health::Meaning,
        project::ProjectSummary,
        search::SearchAnswer,
        stats::Stats,
    },
    service::{Progress, ReembedReport},
};

use super::{
    keymap::Key,
    model::{Gesture, Viewport},
    read::Answer,
    write::{Write, WriteFailure, Wrote},
};

/// A failure as people read it: one line.
pub type Failure = String;

/// News for the model.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// A text was pasted.
    Paste(String),
    /// The mouse did something at a place of the screen.
    Mouse(Gesture, Position),
    /// The screen was drawn and had room for this.
    Drawn(Viewport),
    /// Time went on.
    Tick,
    /// The projects.
    Projects(Result<Vec<ProjectSummary>, Failure>),
    /// The repositories that cannot be read, each with the reason.
    Broken(Vec<String>),
    /// The answer to [`super::effect::Question::List`].
    Listed {
        /// The question's.
        generation: u64,
        /// The list's beginning, or the part around the anchor.
        answer: Result<Listed, Failure>,
    },
    /// A page of a listing.
    Page {
        /// The listing's generation.
        listing: u64,
        /// The page's number.
        page: usize,
        /// Its rows.
        rows: Result<Vec<Arc<Entry>>, Failure>,
    },
    /// The answer to [`super::effect::Question::Search`].
    Found {
        /// The question's.
        generation: u64,
        /// The hits.
        answer: Result<SearchAnswer, Failure>,
    },
    /// What is loaded and holds the words, the best first.
    Narrowed {
        /// The question's.
        generation: u64,
        /// The entries.
        rows: Vec<Arc<Entry>>,
    },
    /// Counts.
    Stats {
        /// The question's.
        generation: u64,
        /// The counts.
        answer: Result<Stats, Failure>,
    },
    /// What semantic search can see of the store.
    Coverage(Result<Meaning, Failure>),
    /// Somebody wrote into the store.
    StoreChanged,
    /// A batch of vectors is made.
    ReembedProgress(Progress),
    /// No more vectors are being made.
    ReembedEnded(Result<ReembedReport, Failure>),
    /// A batch of the change at work is through.
    WriteProgress(Progress),
    /// A change is through.
    Written {
        /// What was asked for.
        write: Write,
        /// What came of it.
        outcome: Result<Wrote, WriteFailure>,
    },
    /// How far a read is.
    ReadProgress {
        /// The read's.
        number: u64,
        /// How far.
        progress: Progress,
    },
    /// Something was read.
    Answer {
        /// The read's.
        number: u64,
        /// What.
        answer: Answer,
    },
    /// The editor that the environment names has ended.
    EditedOutside {
        /// What it was given.
        entry: Arc<Entry>,
        /// What came back; `None` when it was left as it was.
        outcome: Result<Option<Fields>, Failure>,
    },
    /// The clipboard of this machine did not take a text.
    CopyFailed {
        /// The text.
        text: String,
        /// Why.
        failed: Failure,
    },
    /// Somebody outside wants the program to end.
    Quit,
    /// Running writes had time enough to stop.
    GraceOver,
}

/// A list of entries: how long it is, and some of its pages.
#[derive(Debug, Default)]
pub struct Listed {
    /// Rows in all.
    pub total: usize,
    /// Pages by number.
    pub pages: Vec<(usize, Vec<Arc<Entry>>)>,
    /// Where the first key of the anchor that still exists stands now.
    pub anchor: Option<(EntryKey, usize)>,
}
