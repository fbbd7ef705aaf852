//! A text whose parts look different: what Markdown leaves when its marks are gone.

use std::ops::Range;

use crate::domain::secret;

/// How a part of a text looks beside the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Weight.
    Strong,
    /// Stress.
    Emphasis,
    /// No longer holds.
    Strike,
    /// Code within a sentence.
    Code,
    /// The words of a link.
    Link,
    /// What goes with the words and may be overlooked: addresses, marks that were meant literally.
    Aside,
    /// A part of a program.
    Syntax(Syntax),
}

/// What a part of a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Words that the language reserves.
    Keyword,
    /// Texts.
    String,
    /// What the machine does not read.
    Comment,
    /// Numbers.
    Number,
    /// Constants, such as `true`.
    Constant,
    /// Names of what is called.
    Function,
    /// Names of types, and tags.
    Type,
    /// Keys of data and attributes.
    Property,
    /// Brackets, operators.
    Punctuation,
    /// A line that a patch adds.
    Added,
    /// A line that a patch removes.
    Removed,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Plain text.
    #[default]
    Body,
    /// A heading of that level, from 1.
    Heading(u8),
    /// A quotation.
    Quote,
    /// A block of code.
    Code,
    /// The heading of a column.
    ColumnHead,
    /// What the reader of Markdown would not see: HTML, definitions of links.
    Aside,
}

/// A text with marked parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The text, as stored (untrusted).
    pub text: String,
    /// Its marked parts. They may overlap.
    pub marks: Vec<(Range<usize>, Mark)>,
}

impl Prose {
    /// A text without marks.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            marks: Vec::new(),
        }
    }

    /// Adds a text with marks.
    pub fn push(&mut self, text: &str, marks: impl IntoIterator<Item = Mark>) {
        let start = self.text.len();
        self.text.push_str(text);
        let range = start..self.text.len();
        if range.is_empty() {
            return;
        }
        for mark in marks {
            match self.marks.last_mut() {
                Some((last, known)) if *known == mark && last.end == start => last.end = range.end,
                _ => self.marks.push((range.clone(), mark)),
            }
        }
    }

    /// Makes credentials unreadable that only stand there since the marks between their parts are
    /// gone.
    pub fn mask(&mut self) {
        let covers = secret::covers(&self.text);
        for (range, cover) in covers.into_iter().rev() {
            let (old, new) = (range.end - range.start, cover.len());
            self.text.replace_range(range.clone(), cover);
            let moved = |at: usize| {
                if at >= range.end {
                    at - old + new
                } else if at > range.start {
                    range.start + new
                } else {
                    at
                }
            };
            for (marked, _) in &mut self.marks {
                *marked = moved(marked.start)..moved(marked.end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_with_the_same_mark_are_one() {
        let mut prose = Prose::default();
        prose.push("a ", [Mark::Strong]);
        prose.push("b", [Mark::Strong]);
        prose.push("c", []);
        assert_eq!(prose.marks, [(0..3, Mark::Strong)]);
    }

    #[test]
    fn credentials_in_pieces_are_masked() {
        let mut prose = Prose::default();
        prose.push("key AKIA", []);
        prose.push("Z7Q2M4XW", [Mark::Strong]);
        prose.push("K5RT3VBN", []);
        prose.push(" is old", [Mark::Emphasis]);
        prose.mask();
        assert!(!prose.text.contains("Z7Q2"), "{}", prose.text);
        let (range, _) = prose.marks.last().unwrap();
        assert_eq!(&prose.text[range.clone()], " is old");
        for (range, _) in &prose.marks {
            assert!(prose.text.get(range.clone()).is_some());
        }
    }
}
