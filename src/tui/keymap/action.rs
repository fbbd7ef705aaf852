//! What a key can mean.

use crate::tui::model::{TextAction, search_box::Edit};

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// End the program.
    Quit,
    /// Back out one step.
    Back,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// Type into the search box.
    Search,
    /// Type into the filter of the projects pane.
    FilterProjects,
    /// Move within what has the focus.
    Move(Movement),
    /// Go into what is selected, or say yes.
    Open,
    /// Fold the projects of a repository away.
    Collapse,
    /// Unfold the projects of a repository.
    Expand,
    /// The other order of the listing.
    CycleSort,
    /// The next way to search.
    CycleMode,
    /// The selected entry's text to the clipboard.
    Copy,
    /// Make the missing vectors, or stop making them.
    Reembed,
    /// All keys.
    Help,
    /// Type a character.
    Type(char),
    /// Edit the line being typed.
    Edit(Edit),
    /// Edit the text being typed.
    Text(TextAction),
    /// What is selected in the text to the clipboard, and away with it.
    Cut,
    /// What was copied or cut here into the text.
    Paste,
    /// Change the selected entry.
    EditEntry,
    /// Change the selected entry in the editor that the environment names.
    EditOutside,
    /// What the selected entry said before.
    History,
    /// Keep what was changed.
    Save,
    /// Give up what was changed.
    Discard,
    /// Of two changes, keep one's own.
    TakeMine,
    /// Of two changes, keep somebody else's.
    TakeTheirs,
    /// Compare with another state.
    Compare,
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Movement {
    /// One up.
    Up,
    /// One down.
    Down,
    /// One screenful up.
    PageUp,
    /// One screenful down.
    PageDown,
    /// To the start.
    First,
    /// To the end.
    Last,
}
