//! A text being edited: cursor, selection, undo, and where its lines break on the screen.

mod layout;
mod steps;

#[cfg(test)]
mod tests;

use std::{cell::Cell, cmp::Ordering, ops::Range};

use ratatui_textarea::{CursorMove, TextArea};

use crate::tui::text::cells::Cells;

pub use layout::{Room, Spot};
use steps::{Kind, Steps};

/// Steps that can be taken back.
const MOST_STEPS: usize = 10_000;

/// What a key does to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextAction {
    /// Moves the cursor.
    Go(Motion),
    /// Moves the cursor and selects what lies between.
    Select(Motion),
    /// Selects everything.
    SelectAll,
    /// Begins a line.
    Newline,
    /// Types a tab.
    Tab,
    /// Deletes what lies between the cursor and where this leads, or what is selected.
    Delete(Motion),
    /// Takes the last step back.
    Undo,
    /// Makes the step again that was taken back last.
    Redo,
}

/// A way for the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// A character left.
    Left,
    /// A character right.
    Right,
    /// A word left.
    WordLeft,
    /// A word right.
    WordRight,
    /// A line of the screen up.
    Up,
    /// A line of the screen down.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the start of the line.
    Start,
    /// To the end of the line.
    End,
    /// To the start of the text.
    First,
    /// To the end of the text.
    Last,
}

/// A place in the text: the line, and the character in it.
pub type Place = (usize, usize);

/// A text being edited.
#[derive(Debug)]
pub struct TextBox {
    area: TextArea<'static>,
    has_lines: bool,
    steps: Steps,
    /// The column that moves up and down keep to.
    goal: Option<usize>,
    /// What the last drawing had room for, and what stood at its top. Drawing tells.
    pub(super) room: Cell<Room>,
    pub(super) top: Cell<Spot>,
}

impl TextBox {
    /// A text with the cursor at its start. Without lines, what is typed and pasted stays on one.
    #[must_use]
    pub fn new(text: &str, has_lines: bool) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_max_histories(MOST_STEPS);
        Self {
            area,
            has_lines,
            steps: Steps::default(),
            goal: None,
            room: Cell::default(),
            top: Cell::default(),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether the text is this one.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        text.split('\n').eq(self.lines().iter().map(String::as_str))
    }

    /// Its lines, at least one.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Where the cursor is.
    #[must_use]
    pub fn cursor(&self) -> Place {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// What is selected, if anything is.
    #[must_use]
    pub fn selection(&self) -> Option<(Place, Place)> {
        self.area
            .selection_range()
            .filter(|(start, end)| start != end)
    }

    /// The selected text.
    #[must_use]
    pub fn selected(&self) -> Option<String> {
        let ((first, from), (last, to)) = self.selection()?;
        let lines = self.lines();
        if first == last {
            let line = &lines[first];
            return Some(line[byte(line, from)..byte(line, to)].to_owned());
        }
        let mut text = lines[first][byte(&lines[first], from)..].to_owned();
        for line in &lines[first + 1..last] {
            text.push('\n');
            text.push_str(line);
        }
        text.push('\n');
        text.push_str(&lines[last][..byte(&lines[last], to)]);
        Some(text)
    }

    /// Nothing is selected any more.
    pub fn deselect(&mut self) {
        self.area.cancel_selection();
    }

    /// Types or pastes a text in place of what is selected. Line breaks become spaces where there
    /// are no lines.
    pub fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.has_lines {
            text
        } else {
            text.replace('\n', " ")
        };
        if text.is_empty() {
            return;
        }
        let edits = 1 + u32::from(self.selection().is_some());
        self.area.insert_str(&text);
        self.steps.add(Kind::of_typed(&text), edits);
        self.goal = None;
    }

    /// Replaces the whole text; this can be taken back.
    pub fn replace(&mut self, text: &str) {
        self.act(TextAction::SelectAll);
        if text.is_empty() {
            self.delete_selected();
        } else {
            self.insert(text);
        }
    }

    /// Does what a key means.
    pub fn act(&mut self, action: TextAction) {
        match action {
            TextAction::Go(motion) => {
                self.area.cancel_selection();
                self.travel(motion);
            }
            TextAction::Select(motion) => {
                if !self.area.is_selecting() {
                    self.area.start_selection();
                }
                self.travel(motion);
            }
            TextAction::SelectAll => {
                self.area.cancel_selection();
                self.travel(Motion::First);
                self.area.start_selection();
                self.travel(Motion::Last);
            }
            TextAction::Newline if self.has_lines => self.insert("\n"),
            TextAction::Newline => {}
            TextAction::Tab => self.insert("\t"),
            TextAction::Delete(motion) => self.delete(motion),
            TextAction::Undo => {
                for _ in 0..self.steps.undo() {
                    self.area.undo();
                }
                self.goal = None;
            }
            TextAction::Redo => {
                for _ in 0..self.steps.redo() {
                    self.area.redo();
                }
                self.goal = None;
            }
        }
    }

    fn delete(&mut self, motion: Motion) {
        if self.selection().is_none() {
            self.area.cancel_selection();
            self.area.start_selection();
            let before = self.cursor();
            self.travel(motion);
            // At the edge of a line, its end goes.
            if self.cursor() == before {
                match motion {
                    Motion::Start => self.travel(Motion::Left),
                    Motion::End => self.travel(Motion::Right),
                    _ => {}
                }
            }
        }
        self.delete_selected();
    }

    fn delete_selected(&mut self) {
        if self.selection().is_none() {
            self.area.cancel_selection();
            return;
        }
        // `cut` is the only deletion that takes nothing but the selection.
        if self.area.cut() {
            self.steps.add(Kind::Other, 1);
        }
        self.goal = None;
    }

    fn travel(&mut self, motion: Motion) {
        self.steps.close();
        let keeps_goal = matches!(
            motion,
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown
        );
        if !keeps_goal {
            self.goal = None;
        }
        let (row, column) = self.cursor();
        let line = &self.lines()[row];
        match motion {
            Motion::Left => match cluster_before(line, column) {
                Some(column) => self.go(row, column),
                None if row > 0 => self.go(row - 1, usize::MAX),
                None => {}
            },
            Motion::Right => match cluster_after(line, column) {
                Some(column) => self.go(row, column),
                None if row + 1 < self.lines().len() => self.go(row + 1, 0),
                None => {}
            },
            Motion::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Motion::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Motion::Start => self.area.move_cursor(CursorMove::Head),
            Motion::End => self.area.move_cursor(CursorMove::End),
            Motion::First => {
                self.area.move_cursor(CursorMove::Top);
                self.area.move_cursor(CursorMove::Head);
            }
            Motion::Last => {
                self.area.move_cursor(CursorMove::Bottom);
                self.area.move_cursor(CursorMove::End);
            }
            Motion::Up => self.climb(-1),
            Motion::Down => self.climb(1),
            Motion::PageUp => self.climb(-self.page()),
            Motion::PageDown => self.climb(self.page()),
        }
    }

    fn page(&self) -> isize {
        let rows = self.room.get().height.saturating_sub(1).max(1);
        isize::try_from(rows).unwrap_or(1)
    }

    /// Puts the cursor somewhere.
    fn go(&mut self, row: usize, column: usize) {
        let row = row.min(self.lines().len() - 1);
        if let Ok(near) = u16::try_from(row) {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            self.area.move_cursor(CursorMove::Jump(near, column));
        }
        // Jumps lead no further than `u16` can tell; from there on it goes step by step.
        loop {
            let way = match self.cursor().0.cmp(&row) {
                Ordering::Less => CursorMove::Down,
                Ordering::Greater => CursorMove::Up,
                Ordering::Equal => break,
            };
            self.area.move_cursor(way);
        }
        let last = self.lines()[row].chars().count();
        let column = column.min(last);
        if column == last {
            return self.area.move_cursor(CursorMove::End);
        }
        if self.cursor().1.abs_diff(column) > column {
            self.area.move_cursor(CursorMove::Head);
        }
        while self.cursor().1 < column {
            self.area.move_cursor(CursorMove::Forward);
        }
        while self.cursor().1 > column {
            self.area.move_cursor(CursorMove::Back);
        }
    }
}

/// The byte at which a character of a line starts.
fn byte(line: &str, character: usize) -> usize {
    line.char_indices()
        .nth(character)
        .map_or(line.len(), |(at, _)| at)
}

/// Characters of the clusters of a line, as ranges.
fn clusters(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    Cells::new(line).map(move |cell| {
        let start = at;
        at += line[cell.start..cell.end].chars().count();
        start..at
    })
}

fn cluster_before(line: &str, column: usize) -> Option<usize> {
    clusters(line)
        .take_while(|cluster| cluster.start < column)
        .last()
        .map(|cluster| cluster.start)
}

fn cluster_after(line: &str, column: usize) -> Option<usize> {
    clusters(line)
        .find(|cluster| cluster.end > column)
        .map(|cluster| cluster.end)
}
