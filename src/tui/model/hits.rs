//! What lies where on the screen: the drawing tells, clicks and the wheel ask.

use chrono::NaiveDate;
use ratatui::layout::{Position, Rect};

use super::{Chip, Focus, Pane, cleanup, sizes::Border};
use crate::{domain::fields::Field, tui::keymap::Key};

/// A part of the screen that takes clicks or the wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where it is.
    pub area: Rect,
    /// What it is.
    pub target: Target,
}

/// What can be clicked, dragged or scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A pane, where it shows nothing more special.
    Pane(Pane),
    /// The name of a pane where one shows at a time.
    Tab(Pane),
    /// A text box of the panes.
    Box(Focus),
    /// An entry of the results, by its row in the list.
    Entry(usize),
    /// A neighbour of the entry in the detail pane, by its number.
    Neighbour(usize),
    /// A row of the projects.
    Project(usize),
    /// The fold mark of a row of the projects.
    Fold(usize),
    /// A key that is told on the screen; a click presses it.
    Key(Key),
    /// A character of a line being typed: so many steps right of the cursor.
    Character(isize),
    /// A bar of the stats, by its number on the board.
    Bar(usize),
    /// The view on top, where it shows nothing more special.
    View,
    /// A row of the list in the view on top.
    Row(usize),
    /// What the view on top shows of the row under its cursor.
    Preview,
    /// The text of a field in the editor.
    Field(Field),
    /// A line of the cleanup's form.
    Rule(cleanup::Field),
    /// A type that a cleanup can protect, by its number among them.
    Kind(usize),
    /// A bar of the cleanup's chart, by its first day.
    Day(NaiveDate),
    /// The border between panes.
    Border(Border),
    /// A scroll bar.
    ScrollBar(ScrollBar),
    /// The message above the last line.
    Notice,
    /// The sign that takes a clause of the query away, by its number in the query.
    Clause(usize),
    /// What is in force beside the query.
    Chip(Chip),
    /// A row of the menu below the search box.
    Offer(usize),
}

/// A scroll bar, from the first row to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScrollBar {
    /// What it scrolls.
    pub of: Scrolled,
    /// Rows that show.
    pub shown: usize,
    /// Rows in all.
    pub total: usize,
}

/// What a scroll bar scrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrolled {
    /// A pane.
    Pane(Pane),
    /// The list or the text of the view on top.
    View,
    /// What that view shows of the row under its cursor.
    Preview,
}

/// All parts of one drawing; later ones lie on top of earlier ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits(Vec<Hit>);

impl Hits {
    /// Lays a part on top.
    pub fn add(&mut self, area: Rect, target: Target) {
        if !area.is_empty() {
            self.0.push(Hit { area, target });
        }
    }

    /// Forgets the parts within an area: something else lies over them now.
    pub fn cover(&mut self, area: Rect) {
        self.0.retain(|hit| hit.area.intersection(area) != hit.area);
    }

    /// What lies at a position, the topmost first.
    pub fn at(&self, position: Position) -> impl Iterator<Item = &Hit> {
        let hits = self.0.iter().rev();
        hits.filter(move |hit| hit.area.contains(position))
    }

    /// What a press at a position takes hold of or clicks. A scroll bar lies in a border that can
    /// be dragged too, and is the smaller of both.
    #[must_use]
    pub fn pressed(&self, at: Position) -> Option<&Hit> {
        let top = self.at(at).next()?;
        let bar = |hit: &&Hit| matches!(hit.target, Target::ScrollBar(_));
        match top.target {
            Target::Border(_) => self.at(at).find(bar).or(Some(top)),
            _ => Some(top),
        }
    }

    /// The area of a part, when it shows.
    #[must_use]
    pub fn area_of(&self, target: Target) -> Option<Rect> {
        let found = self.0.iter().rfind(|hit| hit.target == target);
        found.map(|hit| hit.area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_laid_last_lies_on_top() {
        let mut hits = Hits::default();
        hits.add(Rect::new(0, 0, 20, 10), Target::Pane(Pane::Results));
        hits.add(Rect::new(2, 3, 10, 1), Target::Entry(7));
        hits.add(Rect::new(2, 3, 0, 1), Target::Entry(8));
        let at = |x, y| -> Vec<Target> {
            let hits = hits.at(Position::new(x, y));
            hits.map(|hit| hit.target).collect()
        };
        let pane = Target::Pane(Pane::Results);
        assert_eq!(at(2, 3), [Target::Entry(7), pane]);
        assert_eq!(at(12, 3), [pane]);
        assert_eq!(at(20, 3), []);
        assert_eq!(hits.area_of(pane), Some(Rect::new(0, 0, 20, 10)));
    }

    #[test]
    fn what_is_covered_takes_no_clicks() {
        let mut hits = Hits::default();
        hits.add(Rect::new(0, 0, 20, 9), Target::View);
        hits.add(Rect::new(0, 9, 20, 1), Target::Key(Key::ESC));
        hits.cover(Rect::new(0, 0, 20, 9));
        assert_eq!(hits.at(Position::new(3, 3)).count(), 0);
        assert_eq!(hits.at(Position::new(3, 9)).count(), 1);
    }
}
