//! What the last drawing had room for: the drawing measures, `update` scrolls by it.

use ratatui::layout::Rect;

use super::{Hits, sizes::Arrangement};

/// Sizes in rows of a pane's content, borders and titles not counted. Zero when a
/// pane is hidden. The pane that has the focus is never hidden.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewport {
    /// How the panes are arranged.
    pub arrangement: Arrangement,
    /// The area that the panes share.
    pub body: Rect,
    /// Project rows that fit.
    pub projects: usize,
    /// Entries that fit into the results pane (not lines: an entry may take several).
    pub results: usize,
    /// Lines that fit into the detail pane.
    pub detail: usize,
    /// Lines that the shown entry has in all, at this width.
    pub detail_lines: usize,
    /// The line of the detail pane at which the neighbours begin.
    pub neighbours: usize,
    /// Lines that fit into the stats pane.
    pub stats: usize,
    /// Columns that the stats pane has.
    pub stats_width: u16,
    /// How the store stands is in sight.
    pub health: bool,
    /// Lines that the stats have in all.
    pub stats_lines: usize,
    /// Rows that fit into the list of the view on top.
    pub list: usize,
    /// Lines that fit beside that list, into what it shows of a row.
    pub preview: usize,
    /// Lines that it has in all.
    pub preview_lines: usize,
    /// Lines that fit into the help overlay.
    pub help: usize,
    /// Lines that the help has in all.
    pub help_lines: usize,
    /// What lies where.
    pub hits: Hits,
}

impl Viewport {
    /// Whether everything has the room that it has in `other`, whatever lies where.
    #[must_use]
    pub fn has_room_of(&self, other: &Self) -> bool {
        let room = |of: &Self| Self {
            hits: Hits::default(),
            ..of.clone()
        };
        room(self) == room(other)
    }
}
