//! An entry laid out as lines of a given width, as far as somebody looked.

mod parts;

use std::sync::Arc;

use self::parts::{Back, Front};
use crate::{
    domain::entry::Entry,
    tui::text::{
        markdown::{self, Look},
        rich::RichLine,
        wrap,
    },
};

/// So many bytes of a text are laid out ahead: all of it, for nearly every entry.
const AHEAD_BYTES: usize = 128 * 1024;

/// Further lines of an item are indented by at most this part of the width.
const MAX_HANG: usize = 3;

/// A line of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLine {
    /// Its first byte in the text.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Columns it is indented by.
    pub hang: usize,
    /// What its paragraph is.
    pub look: Look,
    /// It continues the paragraph of the line before.
    pub continued: bool,
}

/// A line of the document.
#[derive(Debug, Clone, Copy)]
pub enum DocumentLine<'a> {
    /// Something is wrong with the row.
    Flaw(&'a str),
    /// A line of the text.
    Text(TextLine),
    /// Stands where the text is empty.
    NoText,
    /// A line between parts.
    Blank,
    /// The heading of a part.
    Heading(&'static str),
    /// A line of fields or metadata.
    Rich(&'a RichLine),
}

/// An entry at a width. Texts are laid out as far as they are looked at: a text of ten megabytes
/// costs no more than its first screen.
#[derive(Debug)]
pub struct Document {
    entry: Arc<Entry>,
    width: usize,
    front: Vec<Front>,
    text: Vec<TextLine>,
    back: Vec<Back>,
    /// Where the text ends, the blank lines at its end not counted.
    text_end: usize,
    cursor: Cursor,
}

/// How far the text is laid out.
#[derive(Debug, Default)]
struct Cursor {
    /// Where the next line starts; `None` behind the last.
    next: Option<usize>,
    paragraph: Option<Paragraph>,
    in_code: bool,
}

/// The paragraph of which some lines are still to come.
#[derive(Debug, Clone, Copy)]
struct Paragraph {
    /// Where it ends, its line break not counted.
    end: usize,
    /// Where the next paragraph starts.
    next: Option<usize>,
    look: Look,
    hang: usize,
}

impl Document {
    /// Begins to lay out an entry.
    #[must_use]
    pub fn new(entry: &Arc<Entry>, width: usize) -> Self {
        let width = width.max(1);
        let text_end = entry.text.trim_end().len();
        Self {
            entry: Arc::clone(entry),
            width,
            front: parts::front(entry, width),
            text: Vec::new(),
            back: parts::back(entry, width),
            text_end,
            cursor: Cursor {
                next: (text_end > 0).then_some(0),
                ..Cursor::default()
            },
        }
    }

    /// Whether this is that entry as it stands now, at that width.
    #[must_use]
    pub fn shows(&self, entry: &Arc<Entry>, width: usize) -> bool {
        self.width == width.max(1) && (Arc::ptr_eq(&self.entry, entry) || *self.entry == **entry)
    }

    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &Arc<Entry> {
        &self.entry
    }

    /// Lays out the text until `line` is known, and some way ahead.
    pub fn reach(&mut self, line: usize) {
        let wanted = line.saturating_sub(self.front.len());
        while let Some(start) = self.cursor.next
            && (self.text.len() <= wanted || start < AHEAD_BYTES)
        {
            self.lay_out_line(start);
        }
    }

    /// Lines in all; an estimate while only a part of a long text is laid out.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.front.len() + self.text_lines() + self.back.len()
    }

    /// A line, if it exists and is laid out.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<DocumentLine<'_>> {
        if let Some(front) = self.front.get(line) {
            return Some(match front {
                Front::Flaw(sentence) => DocumentLine::Flaw(sentence),
                Front::Blank => DocumentLine::Blank,
            });
        }
        let line = line - self.front.len();
        if let Some(text) = self.text.get(line) {
            return Some(DocumentLine::Text(*text));
        }
        if self.cursor.next.is_some() {
            return None;
        }
        if self.text.is_empty() && line == 0 {
            return Some(DocumentLine::NoText);
        }
        self.back
            .get(line - self.text.len().max(1))
            .map(|back| match back {
                Back::Blank => DocumentLine::Blank,
                Back::Heading(title) => DocumentLine::Heading(title),
                Back::Rich(rich) => DocumentLine::Rich(rich),
            })
    }

    fn text_lines(&self) -> usize {
        let known = self.text.len().max(1);
        match self.cursor.next {
            Some(done) if done > 0 => {
                let all = known as u128 * self.entry.text.len() as u128 / done as u128;
                usize::try_from(all)
                    .unwrap_or(usize::MAX / 2)
                    .max(known + 1)
            }
            _ => known,
        }
    }

    fn lay_out_line(&mut self, start: usize) {
        let text = &self.entry.text[..self.text_end];
        let continued = self.cursor.paragraph.is_some();
        let paragraph = match self.cursor.paragraph {
            Some(paragraph) => paragraph,
            None => self.cursor.begin_paragraph(text, start, self.width),
        };
        let hang = if continued { paragraph.hang } else { 0 };
        let (end, next) = wrap::first_line(&text[start..paragraph.end], self.width - hang);
        self.text.push(TextLine {
            start,
            end: start + end,
            hang,
            look: paragraph.look,
            continued,
        });
        if start + next < paragraph.end {
            self.cursor.paragraph = Some(paragraph);
            self.cursor.next = Some(start + next);
        } else {
            self.cursor.paragraph = None;
            self.cursor.next = paragraph.next;
        }
    }
}

impl Cursor {
    fn begin_paragraph(&mut self, text: &str, start: usize, width: usize) -> Paragraph {
        let rest = &text[start..];
        let line_feed = rest.find('\n');
        let length = line_feed.unwrap_or(rest.len());
        let body = rest[..length].strip_suffix('\r').unwrap_or(&rest[..length]);
        let (look, hang) = markdown::look(body, &mut self.in_code);
        let next = line_feed.map(|at| start + at + 1);
        Paragraph {
            end: start + body.len(),
            next,
            look,
            hang: hang.min(width / MAX_HANG),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;
    use crate::tui::text::cells;

    fn entry(text: &str) -> Arc<Entry> {
        Arc::new(Entry {
            repository: "broker".to_owned(),
            id: "decision-1700000000000-abc123".to_owned(),
            text: text.to_owned(),
            kind: "decision".to_owned(),
            project_id: "api".to_owned(),
            session_id: String::new(),
            agent: "architect".to_owned(),
            timestamp: "2026-01-31T12:00:03Z".to_owned(),
            metadata: r#"{"ticket":"AB-12"}"#.to_owned(),
            revision: "0123abcd".to_owned(),
            null_columns: Vec::new(),
        })
    }

    fn lines(document: &mut Document) -> String {
        document.reach(usize::MAX);
        let mut all = String::new();
        for at in 0..document.lines() {
            match document.line(at).unwrap() {
                DocumentLine::Flaw(sentence) => write!(all, "! {sentence}"),
                DocumentLine::Text(line) => write!(
                    all,
                    "{}{}",
                    " ".repeat(line.hang),
                    &document.entry.text[line.start..line.end]
                ),
                DocumentLine::NoText => write!(all, "(no text)"),
                DocumentLine::Blank => Ok(()),
                DocumentLine::Heading(title) => write!(all, "== {title}"),
                DocumentLine::Rich(rich) => write!(
                    all,
                    "{}",
                    rich.parts
                        .iter()
                        .map(|(_, text)| text.as_str())
                        .collect::<String>()
                ),
            }
            .unwrap();
            all.push('\n');
        }
        all
    }

    #[test]
    fn an_entry_reads_from_text_to_fields() {
        let text = "# Tokens\r\n\r\n- services sign their tokens with RS256\r\n- keys rotate\n\n";
        insta::assert_snapshot!(lines(&mut Document::new(&entry(text), 28)));
    }

    #[test]
    fn flaws_come_first() {
        let mut broken = Arc::unwrap_or_clone(entry(" "));
        broken.timestamp = "yesterday".to_owned();
        broken.metadata = "{not json".to_owned();
        broken.null_columns = vec!["agent"];
        broken.agent.clear();
        insta::assert_snapshot!(lines(&mut Document::new(&Arc::new(broken), 40)));
    }

    #[test]
    fn a_long_text_is_laid_out_as_far_as_one_looks() {
        let text = "word ".repeat(2_000_000);
        let mut document = Document::new(&entry(&text), 50);
        document.reach(40);
        assert!(document.text.len() < 10_000);
        let estimate = document.lines();
        assert!(document.line(39).is_some());
        document.reach(usize::MAX);
        let lines = document.lines();
        assert!(
            estimate.abs_diff(lines) * 50 < lines,
            "{estimate} and {lines}"
        );
        assert!(matches!(
            document.line(lines - 1),
            Some(DocumentLine::Rich(_))
        ));
        assert!(document.line(lines).is_none());
    }

    proptest! {
        #[test]
        fn every_line_exists_and_fits(text in "[ \n\t#>*-`a-c日👩‍💻\r]{0,80}", width in 2usize..30) {
            let mut document = Document::new(&entry(&text), width);
            document.reach(usize::MAX);
            for at in 0..document.lines() {
                let line = document.line(at);
                prop_assert!(line.is_some());
                if let Some(DocumentLine::Text(line)) = line {
                    let text = &document.entry.text[line.start..line.end];
                    if !text.contains('\t') {
                        prop_assert!(cells::width(text) + line.hang <= width);
                    }
                }
            }
        }
    }
}
