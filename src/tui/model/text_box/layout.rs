//! Where the lines of a text break on the screen. Only lines that are seen are broken.

use std::{cmp::Ordering, ops::Range};

use crate::tui::text::{
    cells::Cells,
    wrap::{self, advance},
};

use super::{TextBox, byte};

/// What the last drawing had room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Default for Room {
    /// What most terminals have, until one was drawn on.
    fn default() -> Self {
        Self {
            width: 76,
            height: 16,
        }
    }
}

/// A row of the screen: a line of the text, and which of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// The line.
    pub line: usize,
    /// The row of that line, from 0.
    pub row: usize,
}

/// The rows of a line; the blanks at a break end the row before it.
pub(super) fn rows(line: &str, width: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    loop {
        let (_, next) = wrap::first_line(&line[start..], width.max(1));
        rows.push(start..start + next);
        start += next;
        if start >= line.len() {
            return rows;
        }
    }
}

/// Columns of a part of a row.
fn columns(text: &str) -> usize {
    Cells::new(text).fold(0, |column, cell| column + advance(text, cell, column))
}

impl TextBox {
    /// The rows that show in a room of that size, the cursor among them: for each its line, and the
    /// bytes of it. Remembers the room for moves by rows.
    #[must_use]
    pub fn window(&self, room: Room) -> Vec<(usize, Range<usize>)> {
        self.room.set(room);
        let cursor = self.spot().0;
        let mut top = self.top.get().min(cursor);
        top.line = top.line.min(self.lines().len() - 1);
        let lowest = self.above(cursor, room.height.saturating_sub(1), room.width);
        top = top.max(lowest);
        self.top.set(top);
        let mut window = Vec::with_capacity(room.height);
        for (number, line) in self.lines().iter().enumerate().skip(top.line) {
            let skipped = if number == top.line { top.row } else { 0 };
            for row in rows(line, room.width).into_iter().skip(skipped) {
                if window.len() == room.height {
                    return window;
                }
                window.push((number, row));
            }
        }
        window
    }

    /// The row and the column of the screen that the cursor is in.
    #[must_use]
    pub fn spot(&self) -> (Spot, usize) {
        let (number, character) = self.cursor();
        let line = &self.lines()[number];
        let at = byte(line, character);
        let rows = rows(line, self.room.get().width);
        let row = rows
            .iter()
            .position(|row| at < row.end)
            .unwrap_or(rows.len() - 1);
        let column = columns(&line[rows[row].start..at]);
        (Spot { line: number, row }, column)
    }

    /// Row and column of the cursor in the window that was drawn last.
    #[must_use]
    pub fn cursor_in_window(&self) -> Option<(usize, usize)> {
        let width = self.room.get().width;
        let (spot, column) = self.spot();
        let top = self.top.get();
        let mut above = 0;
        for line in self.lines().get(top.line..spot.line)? {
            above += rows(line, width).len();
        }
        Some(((above + spot.row).checked_sub(top.row)?, column))
    }

    /// The number of the first line that was drawn last.
    #[must_use]
    pub fn first_line(&self) -> usize {
        self.top.get().line
    }

    /// The bytes of a line that are selected.
    #[must_use]
    pub fn selected_in(&self, number: usize) -> Option<Range<usize>> {
        let ((first, from), (last, to)) = self.selection()?;
        let line = self.lines().get(number)?;
        let start = match number.cmp(&first) {
            Ordering::Less => return None,
            Ordering::Equal => byte(line, from),
            Ordering::Greater => 0,
        };
        let end = match number.cmp(&last) {
            Ordering::Less => line.len(),
            Ordering::Equal => byte(line, to),
            Ordering::Greater => return None,
        };
        Some(start..end)
    }

    /// The row so many rows above another, or the first.
    fn above(&self, spot: Spot, by: usize, width: usize) -> Spot {
        let mut left = by;
        let mut at = spot;
        loop {
            if at.row >= left {
                at.row -= left;
                return at;
            }
            if at.line == 0 {
                return Spot::default();
            }
            left -= at.row + 1;
            at.line -= 1;
            at.row = rows(&self.lines()[at.line], width).len() - 1;
        }
    }

    /// The row so many rows below another, or the last.
    fn below(&self, spot: Spot, by: usize, width: usize) -> Spot {
        let mut left = by;
        let mut at = spot;
        loop {
            let last = rows(&self.lines()[at.line], width).len() - 1;
            if at.row + left <= last {
                at.row += left;
                return at;
            }
            if at.line + 1 == self.lines().len() {
                at.row = last;
                return at;
            }
            left -= last - at.row + 1;
            at.line += 1;
            at.row = 0;
        }
    }

    /// Moves the cursor by rows of the screen, in its column as far as there is one.
    pub(super) fn climb(&mut self, by: isize) {
        let width = self.room.get().width;
        let (spot, column) = self.spot();
        let goal = *self.goal.get_or_insert(column);
        let to = if by < 0 {
            self.above(spot, by.unsigned_abs(), width)
        } else {
            self.below(spot, by.unsigned_abs(), width)
        };
        if to == spot {
            let (line, end) = if by < 0 {
                (0, 0)
            } else {
                (to.line, usize::MAX)
            };
            self.go(line, end);
            return;
        }
        self.land(to, goal);
    }

    /// Puts the cursor where the window that was drawn last shows a row and a column, and selects
    /// from where it was, or nothing.
    pub fn point(&mut self, (row, column): (usize, usize), select: bool) {
        if !select {
            self.area.cancel_selection();
        } else if !self.area.is_selecting() {
            self.area.start_selection();
        }
        self.steps.close();
        self.goal = None;
        let to = self.below(self.top.get(), row, self.room.get().width);
        self.land(to, column);
    }

    /// Puts the cursor into a row, in a column or the nearest there is.
    fn land(&mut self, to: Spot, goal: usize) {
        let width = self.room.get().width;
        let line = &self.lines()[to.line];
        let rows = rows(line, width);
        let row = rows[to.row].clone();
        let is_last = to.row + 1 == rows.len();
        let text = &line[row.clone()];
        let mut at = 0;
        let mut used = 0;
        for cell in Cells::new(text) {
            used += advance(text, cell, used);
            // Behind the last cell of a row begins the next one.
            if used > goal || (cell.end == text.len() && !is_last) {
                break;
            }
            at = cell.end;
        }
        let column = line[..row.start + at].chars().count();
        self.go(to.line, column);
    }
}
