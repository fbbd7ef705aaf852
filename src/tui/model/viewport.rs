//! What the last drawing had room for: the drawing measures, `update` scrolls by it.

/// Sizes in rows of a pane's content, borders and titles not counted. Zero when a
/// pane is hidden. The pane that has the focus is never hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewport {
    /// Project rows that fit.
    pub projects: usize,
    /// Entries that fit into the results pane (not lines: an entry may take several).
    pub results: usize,
    /// Lines that fit into the detail pane.
    pub detail: usize,
    /// Lines that the shown entry has in all, at this width.
    pub detail_lines: usize,
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
}
