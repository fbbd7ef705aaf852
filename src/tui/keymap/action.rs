//! What a key can mean.

use crate::tui::model::search_box::Edit;

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
    /// Clean up by age.
    Cleanup,
    /// Entries that say nearly the same.
    Duplicates,
    /// Entries that hold credentials.
    Secrets,
    /// Erase for good.
    Purge,
    /// Show masked credentials of one entry, or mask them.
    Reveal,
    /// Take what is under the cursor out, or back in.
    Toggle,
    /// To the next one sideways, or to the one before.
    Step(bool),
    /// Stricter, or laxer.
    Threshold(bool),
    /// On or back in the text beside a list.
    ScrollPreview(bool),
    /// Save the plan as a file.
    SavePlan,
    /// What is compared is no duplicate.
    NotDuplicates,
    /// Type a character.
    Type(char),
    /// Edit the line being typed.
    Edit(Edit),
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
