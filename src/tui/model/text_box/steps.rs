//! What one undo takes back: a word that was typed is one step, whatever else was done is one each.

/// What a step was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter was typed.
    Letter,
    /// Something else.
    Other,
}

impl Kind {
    pub(super) fn of_typed(text: &str) -> Self {
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_alphanumeric() => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// How many edits of the text area each step is made of.
#[derive(Debug, Default)]
pub(super) struct Steps {
    done: Vec<u32>,
    undone: Vec<u32>,
    /// The last step goes on as long as letters are typed.
    open: bool,
}

impl Steps {
    /// So many edits were made.
    pub(super) fn add(&mut self, kind: Kind, edits: u32) {
        self.undone.clear();
        match self.done.last_mut() {
            Some(last) if self.open && kind == Kind::Letter => *last += edits,
            _ => self.done.push(edits),
        }
        self.open = kind == Kind::Letter;
    }

    /// What is typed from here on is a step of its own.
    pub(super) fn close(&mut self) {
        self.open = false;
    }

    /// How many edits are to be taken back.
    pub(super) fn undo(&mut self) -> u32 {
        self.close();
        let edits = self.done.pop().unwrap_or(0);
        if edits > 0 {
            self.undone.push(edits);
        }
        edits
    }

    /// How many edits are to be made again.
    pub(super) fn redo(&mut self) -> u32 {
        self.close();
        let edits = self.undone.pop().unwrap_or(0);
        if edits > 0 {
            self.done.push(edits);
        }
        edits
    }
}
