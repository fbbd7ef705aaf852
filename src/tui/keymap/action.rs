//! What a key can mean.

use crate::tui::model::{Axis, Pane, TextAction, bulk::Bulk, line_box::Edit};

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
    /// To this pane.
    GoTo(Pane),
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
    /// Give the whole screen to the pane with the focus, or show all panes again.
    Zoom,
    /// The pane with the focus grows in a direction, or shrinks.
    Grow(Axis, bool),
    /// All panes get the sizes they had at first.
    ResetSizes,
    /// Use the mouse, or leave it to the terminal.
    ToggleMouse,
    /// The other order of the listing.
    CycleSort,
    /// The next way to search.
    CycleMode,
    /// The selected entry's text to the clipboard.
    Copy,
    /// Make the missing vectors, or stop making them.
    Reembed,
    /// Mark what is selected, or take its mark away.
    Mark,
    /// Begin a range of marks, or end it.
    MarkRange,
    /// Mark all that is found.
    MarkAll,
    /// Mark what is not marked of what is found, and the reverse.
    InvertMarks,
    /// Take all marks away.
    ClearMarks,
    /// What is marked, else what is selected, into the trash.
    Delete,
    /// What can be done to what is marked.
    BulkMenu,
    /// Do this to it.
    Bulk(Bulk),
    /// Take the last change back.
    Undo,
    /// Make a change again that was taken back.
    Redo,
    /// The trash.
    Trash,
    /// Bring entries back from the trash.
    Restore,
    /// Remove everything from the trash for good.
    EmptyTrash,
    /// The journal of changes.
    Log,
    /// The themes.
    Themes,
    /// Move in what shows of the selected row.
    Preview(Movement),
    /// Take the value that is offered.
    Complete,
    /// Highlight the next offer, or the one before.
    Choose(bool),
    /// To an older search, or to a newer one.
    Recall(bool),
    /// All keys.
    Help,
    /// Find an action by its name and do it.
    Palette,
    /// Leave the terminal to the shell until it gives it back.
    Suspend,
    /// Look for something in what shows.
    Find,
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
    /// The text as it stands, or as Markdown.
    ToggleRaw,
    /// Fold metadata and fields away, or show them.
    ToggleFields,
    /// To the next neighbour of the entry, or to the one before.
    Neighbour(bool),
    /// Take what is under the cursor out, or back in.
    Toggle,
    /// To the next one sideways, or to the one before.
    Step(bool),
    /// Stricter, or laxer.
    Threshold(bool),
    /// Save the plan as a file.
    SavePlan,
    /// The next unit of time.
    CycleUnit,
    /// What is compared is no duplicate.
    NotDuplicates,
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
