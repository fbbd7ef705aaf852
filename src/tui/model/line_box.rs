//! A line of text being typed.

use std::{borrow::Cow, sync::LazyLock};

use ratatui_textarea::{CursorMove, TextArea};
use regex::Regex;

/// Characters (Unicode scalar values) that a line holds at most. Each change reads it anew.
pub const MAX_CHARS: usize = 4_096;

/// What steers a terminal: CSI; OSC and its like up to their end; what takes one more character.
static SEQUENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let csi = r"\[[0-?]*[ -/]*[@-~]";
    let osc = r"[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?";
    Regex::new(&format!(r"\x1b(?:{csi}|{osc}|[ -/]*[0-~])")).ok()
});

/// A line of text being typed.
#[derive(Debug, Default)]
pub struct LineBox {
    area: TextArea<'static>,
    /// The line was proposed, and nothing was done to it yet.
    proposed: bool,
}

impl LineBox {
    /// The line.
    #[must_use]
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// How many characters (Unicode scalar values) are left of the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.area.cursor().1
    }

    /// The same as a byte offset.
    #[must_use]
    pub fn cursor_offset(&self) -> usize {
        let text = self.text();
        text.char_indices()
            .nth(self.cursor())
            .map_or(text.len(), |(at, _)| at)
    }

    /// Replaces the line; the cursor goes to its end.
    pub fn set_text(&mut self, text: &str) {
        self.clear();
        self.insert(text);
    }

    /// Puts the cursor behind so many bytes of the line.
    pub fn go_to_offset(&mut self, offset: usize) {
        let before = self
            .text()
            .char_indices()
            .take_while(|(at, _)| *at < offset);
        let column = u16::try_from(before.count()).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(0, column));
    }

    /// Puts a line there that what is typed takes the place of; who moves in it edits it instead.
    pub fn propose(&mut self, text: &str) {
        self.set_text(text);
        self.proposed = !text.is_empty();
    }

    /// Whether the line is a proposal that nobody touched.
    #[must_use]
    pub fn is_proposed(&self) -> bool {
        self.proposed
    }

    /// Types a text. Line breaks and tabs become spaces, other control characters vanish, and so
    /// does what is beyond [`MAX_CHARS`]. Tells whether nothing was cut off.
    pub fn insert(&mut self, text: &str) -> bool {
        if std::mem::take(&mut self.proposed) {
            self.clear();
        }
        let room = MAX_CHARS.saturating_sub(self.text().chars().count());
        let line: String = without_sequences(text)
            .replace("\r\n", " ")
            .chars()
            .map(|c| {
                if matches!(c, '\n' | '\r' | '\t') {
                    ' '
                } else {
                    c
                }
            })
            .filter(|c| !c.is_control())
            .collect();
        let end = line.char_indices().nth(room).map(|(at, _)| at);
        self.area.insert_str(&line[..end.unwrap_or(line.len())]);
        end.is_none()
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.area = TextArea::default();
        self.proposed = false;
    }

    /// Edits at the cursor.
    pub fn edit(&mut self, edit: Edit) {
        let proposed = std::mem::take(&mut self.proposed);
        if proposed && edit.deletes() {
            self.clear();
            return;
        }
        match edit {
            Edit::Left => self.area.move_cursor(CursorMove::Back),
            Edit::Right => self.forward(),
            Edit::WordLeft => self.area.move_cursor(CursorMove::WordBack),
            Edit::WordRight => self.area.move_cursor(CursorMove::WordForward),
            Edit::Start => self.area.move_cursor(CursorMove::Head),
            Edit::End => self.area.move_cursor(CursorMove::End),
            Edit::Backspace => drop(self.area.delete_char()),
            Edit::Delete => drop(self.area.delete_next_char()),
            Edit::DeleteWord => drop(self.area.delete_word()),
            Edit::DeleteToStart => drop(self.area.delete_line_by_head()),
            Edit::DeleteToEnd => drop(self.area.delete_line_by_end()),
        }
    }

    fn forward(&mut self) {
        self.area.move_cursor(CursorMove::Forward);
    }
}

/// A text without the sequences that steer a terminal: of one that was copied with its colours, more
/// than a control character would be left.
fn without_sequences(text: &str) -> Cow<'_, str> {
    match &*SEQUENCE {
        Some(sequence) if text.contains('\u{1b}') => sequence.replace_all(text, ""),
        _ => Cow::Borrowed(text),
    }
}

/// What an editing key does to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edit {
    /// One character left.
    Left,
    /// One character right.
    Right,
    /// One word left.
    WordLeft,
    /// One word right.
    WordRight,
    /// To the start of the line.
    Start,
    /// To the end of the line.
    End,
    /// Deletes the character left of the cursor.
    Backspace,
    /// Deletes the character under the cursor.
    Delete,
    /// Deletes the word left of the cursor.
    DeleteWord,
    /// Deletes all left of the cursor.
    DeleteToStart,
    /// Deletes all right of the cursor.
    DeleteToEnd,
}

impl Edit {
    /// Whether it takes something away.
    #[must_use]
    pub fn deletes(self) -> bool {
        match self {
            Self::Left
            | Self::Right
            | Self::WordLeft
            | Self::WordRight
            | Self::Start
            | Self::End => false,
            Self::Backspace
            | Self::Delete
            | Self::DeleteWord
            | Self::DeleteToStart
            | Self::DeleteToEnd => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed() -> LineBox {
        let mut line = LineBox::default();
        line.propose("plan.jsonl");
        line
    }

    #[test]
    fn sequences_for_a_terminal_go_as_a_whole() {
        for (pasted, left) in [
            ("a\u{1b}[31mb\u{1b}[0m", "ab"),
            (
                "a\u{1b}]8;;https://x.y\u{7}link\u{1b}]8;;\u{1b}\\b",
                "alinkb",
            ),
            ("a\u{1b}(Bb\u{1b}7c", "abc"),
            ("a\u{1b}", "a"),
            ("[31m", "[31m"),
        ] {
            let mut line = LineBox::default();
            line.insert(pasted);
            assert_eq!(line.text(), left);
        }
    }

    #[test]
    fn typing_takes_the_place_of_a_proposal() {
        let mut line = proposed();
        line.insert("x");
        line.insert("y");
        assert_eq!(line.text(), "xy");
        for edit in [
            Edit::Backspace,
            Edit::Delete,
            Edit::DeleteWord,
            Edit::DeleteToEnd,
        ] {
            let mut line = proposed();
            line.edit(edit);
            assert_eq!((line.text(), line.is_proposed()), ("", false));
        }
    }

    #[test]
    fn who_moves_edits_the_proposal() {
        let mut line = proposed();
        line.edit(Edit::Start);
        line.insert("old-");
        assert_eq!(line.text(), "old-plan.jsonl");
        assert!(!line.is_proposed());
    }

    #[test]
    fn the_cursor_goes_to_a_byte() {
        let mut line = LineBox::default();
        line.set_text("日本語 x");
        for (offset, cursor) in [(0, 0), (3, 1), (10, 4), (99, 5)] {
            line.go_to_offset(offset);
            assert_eq!(line.cursor(), cursor);
        }
        line.go_to_offset(6);
        assert_eq!(line.cursor_offset(), 6);
    }
}
