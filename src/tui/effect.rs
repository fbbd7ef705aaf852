//! What `update` wants done, and by whom it is done.

use std::sync::Arc;

use super::{
    read::{Read, ReadKind},
    write::Write,
};
use crate::{
    domain::{
        entry::{Entry, EntryKey},
        filter::Filter,
        search::{SearchRequest, Sort},
    },
    service::After,
};

/// Something that waits, reads or writes. The runtime does `Narrow`, `Remember`, `RememberSearch`,
/// `Copy`, `Mouse`, `EditOutside` and `Suspend`; workers do the rest and answer with a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Answer this question; it replaces one that still waits.
    Ask(Ask),
    /// Load pages of a listing; replaces pages that still wait.
    LoadPages {
        /// The generation of the question that made the listing.
        listing: u64,
        /// The pages, the most urgent first.
        pages: Vec<usize>,
    },
    /// Find words in what is loaded, at once.
    Narrow(Narrow),
    /// These entries were loaded; narrowing may find them.
    Remember(Vec<Arc<Entry>>),
    /// Load the projects.
    LoadProjects,
    /// Count what the filter admits.
    CountStats {
        /// To be handed back.
        generation: u64,
        /// What to count.
        filter: Filter,
    },
    /// Count what semantic search can see.
    CountCoverage,
    /// Make the missing vectors.
    Reembed,
    /// Stop making vectors after the batch at work.
    StopReembed,
    /// Change the store, after what was asked for before.
    Write(Write),
    /// Stop the changes asked for so far at their next safe point.
    StopWrites,
    /// Read something for a view; it replaces a read of the same kind.
    Read {
        /// To be handed back.
        number: u64,
        /// What to read.
        read: Read,
    },
    /// Nobody waits for a read of this kind any more.
    StopRead(ReadKind),
    /// Do the upkeep that pays after this, in time; no answer comes.
    KeepUp(After),
    /// Put a text into the clipboard.
    Copy(String),
    /// Have the terminal tell what the mouse does, or not any more.
    Mouse(bool),
    /// A search was used: remember it for later.
    RememberSearch(String),
    /// Leave the terminal to the editor that the environment names, with this entry.
    EditOutside(Arc<Entry>),
    /// Leave the terminal to the shell, until it brings the program back.
    Suspend,
}

/// A question to the store, with its place in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// To be handed back; answers of older generations are dropped.
    pub generation: u64,
    /// What is asked.
    pub question: Question,
    /// Whether to wait for the next key first.
    pub pace: Pace,
}

/// How soon a question is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// When the keys pause.
    Typing,
    /// Now.
    AtOnce,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// All entries of a filter in order.
    List {
        /// Which entries.
        filter: Filter,
        /// In which order.
        sort: Sort,
        /// What should be found again, when it is the same list at a later time.
        anchor: Option<Anchor>,
    },
    /// The best entries for some words.
    Search(SearchRequest),
}

/// The place in an older list that people look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The selected entry and then its neighbours, the nearest first.
    pub keys: Vec<EntryKey>,
    /// The row of the selection.
    pub row: usize,
    /// Rows of the older list.
    pub total: usize,
    /// Rows in sight above the selection.
    pub above: usize,
    /// Rows in sight below it.
    pub below: usize,
}

/// Words to find in what is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrow {
    /// To be handed back.
    pub generation: u64,
    /// The words.
    pub words: String,
    /// Letters in order are enough; else the words must stand as they are.
    pub fuzzy: bool,
    /// Which entries may be found.
    pub filter: Filter,
}
