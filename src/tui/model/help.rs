//! The list of all keys.

use super::LineBox;
use crate::tui::keymap::Context;

/// The help that lies over everything.
#[derive(Debug)]
pub struct Help {
    /// Where it was asked for; what works there comes first.
    pub here: Context,
    /// First line shown.
    pub scroll: usize,
    /// Only keys that are about this show.
    pub filter: LineBox,
    /// The filter is being typed.
    pub typing: bool,
}

impl Help {
    /// The help for a place.
    #[must_use]
    pub fn new(here: Context) -> Self {
        Self {
            here,
            scroll: 0,
            filter: LineBox::default(),
            typing: false,
        }
    }
}
