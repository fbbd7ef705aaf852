//! The cursor on the board: which bar is under it, and which lies beside that one.

use ratatui::layout::Rect;

use super::{Bar, Board};
use crate::tui::keymap::Movement;

/// Going straight counts so much more than going aside.
const ASIDE: u16 = 4;

impl Board {
    /// The place of a bar.
    #[must_use]
    pub fn place_of(&self, bar: &Bar) -> Option<Rect> {
        let found = self.bars.iter().find(|(_, known)| known == bar);
        found.map(|(place, _)| *place)
    }

    /// The bar that the cursor stands on: the one that was chosen, while it is there, else the
    /// newest.
    #[must_use]
    pub fn under_cursor<'a>(&'a self, chosen: Option<&'a Bar>) -> Option<&'a (Rect, Bar)> {
        let newest = || {
            let of_time = |(_, bar): &&(Rect, Bar)| matches!(bar, Bar::Time(_));
            self.bars.iter().rfind(of_time).or(self.bars.first())
        };
        let chosen = chosen.and_then(|bar| self.bars.iter().find(|(_, known)| known == bar));
        chosen.or_else(newest)
    }

    /// The bar above or below a place, or the first or the last one of the chart around it.
    #[must_use]
    pub fn step(&self, from: Rect, movement: Movement) -> Option<&Bar> {
        match movement {
            Movement::Up => self.nearest(|to| beyond(to.bottom(), from.y, aside(from, to, true))),
            Movement::Down => self.nearest(|to| beyond(from.bottom(), to.y, aside(from, to, true))),
            Movement::First | Movement::Last => self.end_of_panel(from, movement),
            Movement::PageUp | Movement::PageDown => None,
        }
    }

    /// The bar at one side of a place.
    #[must_use]
    pub fn step_aside(&self, from: Rect, right: bool) -> Option<&Bar> {
        self.nearest(|to| {
            let (end, start) = if right {
                (from.right(), to.x)
            } else {
                (to.right(), from.x)
            };
            let aside = aside(from, to, false);
            // Beside an upright bar stand others of its chart, however far away.
            beyond(end, start, aside).filter(|_| aside == 0 || from.height == 1)
        })
    }

    /// The bar with the smallest distance; those without one do not count.
    fn nearest(&self, distance: impl Fn(Rect) -> Option<u16>) -> Option<&Bar> {
        self.bars
            .iter()
            .filter_map(|(place, bar)| Some((distance(*place)?, bar)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, bar)| bar)
    }

    fn end_of_panel(&self, from: Rect, movement: Movement) -> Option<&Bar> {
        let panel = self
            .panels
            .iter()
            .find(|panel| panel.area.intersects(from))?;
        let mut inside = self
            .bars
            .iter()
            .filter(|(place, _)| panel.area.intersects(*place));
        let found = if movement == Movement::First {
            inside.next()
        } else {
            inside.next_back()
        };
        found.map(|(_, bar)| bar)
    }
}

/// How far it is from an end to a start behind it, with what it lies aside.
fn beyond(end: u16, start: u16, aside: u16) -> Option<u16> {
    (start >= end).then(|| (start - end).saturating_add(aside.saturating_mul(ASIDE)))
}

/// How far two places lie apart across the way: in columns on the way up or down, else in lines.
fn aside(one: Rect, other: Rect, vertical: bool) -> u16 {
    let (a, b) = if vertical {
        ((one.left(), one.right()), (other.left(), other.right()))
    } else {
        ((one.top(), one.bottom()), (other.top(), other.bottom()))
    };
    let last = |end: u16| end.saturating_sub(1);
    (b.0.saturating_sub(last(a.1))).max(a.0.saturating_sub(last(b.1)))
}
