//! What else people call an action: words that the palette finds it by.

use super::Action;
use crate::tui::model::{
    Pane,
    bulk::{Bulk, Field},
};

impl Action {
    /// Other words for it than its name and its explanation have, with blanks between them.
    #[must_use]
    pub(in crate::tui) fn synonyms(self) -> &'static str {
        match self {
            Self::Quit => "exit leave",
            Self::GoTo(Pane::Projects) => "pane repositories tree",
            Self::GoTo(Pane::Results) => "pane hits list",
            Self::GoTo(Pane::Detail) => "pane read preview",
            Self::GoTo(Pane::Stats) => "pane statistics charts counts timeline",
            Self::FilterProjects => "narrow",
            Self::Zoom => "maximize full screen",
            Self::Grow(..) | Self::ResetSizes => "resize size layout",
            Self::ToggleMouse => "pointer clicks",
            Self::CycleSort => "order",
            Self::Copy => "clipboard yank",
            Self::Reembed => "reembed embed embeddings index semantic",
            Self::Mark | Self::MarkRange | Self::MarkAll | Self::InvertMarks => "select",
            Self::ClearMarks => "unmark deselect",
            Self::Delete => "remove",
            Self::BulkMenu => "actions menu",
            Self::Bulk(Bulk::Change(Field::Kind)) => "retag kind",
            Self::Bulk(Bulk::Change(Field::Agent)) => "retag author",
            Self::Bulk(Bulk::Change(Field::Project)) => "retag",
            Self::Bulk(Bulk::Export) => "save jsonl download",
            Self::Undo => "revert",
            Self::Trash => "restore recover deleted bin",
            Self::Restore => "recover undelete",
            Self::Log => "history audit",
            Self::Themes => "colours colors appearance dark light",
            Self::Help => "keys shortcuts",
            Self::Suspend => "background",
            Self::Cleanup => "old retention expire prune stale",
            Self::Duplicates => "similar dupes same",
            Self::Secrets => "passwords tokens keys",
            Self::Purge => "wipe destroy",
            Self::Reveal => "unmask passwords",
            Self::ToggleRaw => "plain source",
            Self::Neighbour(_) => "related",
            Self::EditEntry | Self::EditOutside => "modify write",
            Self::History => "versions diff",
            Self::CycleUnit => "timeline",
            _ => "",
        }
    }
}
