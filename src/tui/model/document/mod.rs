//! An entry laid out as lines of a given width, as far as somebody looked.

mod parts;

use std::{ops::Range, sync::Arc};

use self::parts::{Back, Front};
use crate::{
    domain::entry::Entry,
    tui::text::{
        markdown::{self, Reader, block::Code},
        page::{Line, Page, Paragraph},
        prose::Syntax,
        rich::RichLine,
    },
};

/// So many bytes of a text are laid out ahead: all of it, for nearly every entry.
const AHEAD_BYTES: usize = 64 * 1024;

/// How an entry is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form {
    /// The text as it stands, and not as Markdown.
    pub raw: bool,
    /// Metadata and fields are folded away.
    pub folded: bool,
    /// Credentials that show only without the marks of Markdown are masked, too.
    pub masked: bool,
}

/// A line of the document.
#[derive(Debug, Clone, Copy)]
pub enum DocumentLine<'a> {
    /// Something is wrong with the row.
    Flaw(&'a str),
    /// A line of the text.
    Text(&'a Line),
    /// Stands where the text is empty.
    NoText,
    /// A line between parts.
    Blank,
    /// The heading of a part.
    Heading {
        /// What it says.
        title: &'static str,
        /// It is the first of those that can be folded away.
        folds: bool,
    },
    /// Stands for parts that are folded away.
    Folded(&'static str),
    /// A line of fields or metadata.
    Rich(&'a RichLine),
}

/// An entry at a width. Texts are laid out as far as they are looked at: a text of ten megabytes
/// costs no more than its beginning.
#[derive(Debug)]
pub struct Document {
    entry: Arc<Entry>,
    width: usize,
    form: Form,
    front: Vec<Front>,
    page: Page,
    back: Vec<Back>,
    /// Where the text ends, the blank lines at its end not counted.
    text_end: usize,
    reader: Reader,
    /// Of the text as Markdown nothing would show.
    as_written: bool,
}

impl Document {
    /// Begins to lay out an entry.
    #[must_use]
    pub fn new(entry: &Arc<Entry>, width: usize, form: Form) -> Self {
        let width = width.max(1);
        Self {
            entry: Arc::clone(entry),
            width,
            form,
            front: parts::front(entry, width),
            page: Page::new(width),
            back: parts::back(entry, width, form.folded),
            text_end: entry.text.trim_end().len(),
            reader: Reader::default(),
            as_written: false,
        }
    }

    /// Whether this is that entry as it stands now, at that width and in that form.
    #[must_use]
    pub fn shows(&self, entry: &Arc<Entry>, width: usize, form: Form) -> bool {
        self.width == width.max(1)
            && self.form == form
            && (Arc::ptr_eq(&self.entry, entry) || *self.entry == **entry)
    }

    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &Arc<Entry> {
        &self.entry
    }

    /// Lays out the text until `line` is known, and some way ahead. A text of which Markdown shows
    /// nothing is laid out as it stands.
    pub fn reach(&mut self, line: usize) {
        let was_unread = self.is_unread();
        self.read(line);
        if was_unread && !self.is_unread() && !self.form.raw && self.page.is_blank() {
            self.as_written = true;
            self.page = Page::new(self.width);
            self.reader = Reader::default();
            self.read(line);
        }
    }

    fn read(&mut self, line: usize) {
        let raw = self.form.raw || self.as_written;
        let wanted = line.saturating_sub(self.front.len());
        while self.is_unread()
            && (self.page.lines().len() <= wanted || self.reader.at() < AHEAD_BYTES)
        {
            let text = &self.entry.text[..self.text_end];
            let mut blocks = if raw {
                self.reader.read_raw(text)
            } else {
                self.reader.read(text)
            };
            if self.form.masked && !raw {
                markdown::mask(&mut blocks);
            }
            for block in blocks {
                self.page.add(block);
            }
        }
    }

    fn is_unread(&self) -> bool {
        self.reader.at() < self.text_end
    }

    /// Lines in all; an estimate while only a part of a long text is laid out.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.front.len() + self.text_lines() + self.back.len()
    }

    /// Lines of the text and of what stands before it; an estimate as well.
    #[must_use]
    pub fn lines_of_text(&self) -> usize {
        self.front.len() + self.text_lines()
    }

    /// What the lines of the text are pieces of.
    #[must_use]
    pub fn paragraph(&self, number: usize) -> Option<&Paragraph> {
        self.page.paragraph(number)
    }

    /// The blocks of code whose parts are not told apart yet.
    pub fn plain_code(&self) -> impl Iterator<Item = &Arc<Code>> {
        self.page.plain_code()
    }

    /// Tells the parts of a block of code apart.
    pub fn colour(&mut self, code: &Code, parts: &[(Range<usize>, Syntax)]) {
        self.page.colour(code, parts);
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
        let text = self.page.lines();
        if let Some(text) = text.get(line) {
            return Some(DocumentLine::Text(text));
        }
        if self.is_unread() {
            return None;
        }
        if text.is_empty() && line == 0 {
            return Some(DocumentLine::NoText);
        }
        let back = self.back.get(line - text.len().max(1))?;
        Some(match back {
            Back::Blank => DocumentLine::Blank,
            Back::Heading { title, folds } => DocumentLine::Heading {
                title,
                folds: *folds,
            },
            Back::Folded(title) => DocumentLine::Folded(title),
            Back::Rich(rich) => DocumentLine::Rich(rich),
        })
    }

    fn text_lines(&self) -> usize {
        let known = self.page.lines().len().max(1);
        let done = self.reader.at();
        if !self.is_unread() || done == 0 {
            return known;
        }
        let all = known as u128 * self.text_end as u128 / done as u128;
        usize::try_from(all)
            .unwrap_or(usize::MAX / 2)
            .max(known + 1)
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
                DocumentLine::Text(line) => {
                    write!(all, "{}", told(document, line))
                }
                DocumentLine::NoText => write!(all, "(no text)"),
                DocumentLine::Blank => Ok(()),
                DocumentLine::Heading { title, .. } => write!(all, "== {title}"),
                DocumentLine::Folded(title) => write!(all, "=> {title}"),
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
    fn a_text_of_which_markdown_shows_nothing_stands_as_written() {
        let backticks = "`".repeat(50_000);
        for text in ["```", "&nbsp;", backticks.as_str(), "```\n\n```"] {
            let entry = entry(text);
            let mut document = Document::new(&entry, 40, Form::default());
            let shown = lines(&mut document);
            let begin: String = text.lines().next().unwrap().chars().take(10).collect();
            assert!(shown.starts_with(&begin), "{begin}: {shown:.200}");
        }
        let rule = entry("---");
        let mut document = Document::new(&rule, 40, Form::default());
        assert!(!lines(&mut document).contains("---"), "a rule is something");
    }

    /// The words of a line where they stand.
    fn told(document: &Document, line: &Line) -> String {
        let mut told = String::new();
        for part in &line.parts {
            let paragraph = document.paragraph(part.paragraph).unwrap();
            let missing = part.column.saturating_sub(cells::width(&told));
            told.push_str(&" ".repeat(missing));
            told.push_str(&paragraph.prose.text[part.start..part.end]);
        }
        told
    }

    #[test]
    fn an_entry_reads_from_text_to_fields() {
        let text = "# Tokens\r\n\r\n- services sign their tokens with RS256\r\n- keys rotate\n\n";
        insta::assert_snapshot!(lines(&mut Document::new(&entry(text), 28, Form::default())));
    }

    #[test]
    fn flaws_come_first() {
        let mut broken = Arc::unwrap_or_clone(entry(" "));
        broken.timestamp = "yesterday".to_owned();
        broken.metadata = "{not json".to_owned();
        broken.null_columns = vec!["agent"];
        broken.agent.clear();
        insta::assert_snapshot!(lines(&mut Document::new(
            &Arc::new(broken),
            40,
            Form::default()
        )));
    }

    #[test]
    fn a_long_text_is_laid_out_as_far_as_one_looks() {
        let text = "word ".repeat(2_000_000);
        let mut document = Document::new(&entry(&text), 50, Form::default());
        document.reach(40);
        assert!(document.page.lines().len() < 10_000);
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

    #[test]
    fn metadata_and_fields_fold_into_a_line() {
        let form = Form {
            folded: true,
            ..Form::default()
        };
        let folded = lines(&mut Document::new(&entry("text"), 40, form));
        assert_eq!(folded, "text\n\n=> Metadata and fields\n");
    }

    proptest! {
        #[test]
        fn every_line_exists_and_fits(
            text in "[ \n\t#>*`|0-9a-c日👩‍💻\r-]{0,120}", width in 2usize..30, raw: bool,
        ) {
            let form = Form { raw, ..Form::default() };
            let mut document = Document::new(&entry(&text), width, form);
            document.reach(usize::MAX);
            for at in 0..document.lines() {
                let line = document.line(at);
                prop_assert!(line.is_some());
                if let Some(DocumentLine::Text(line)) = line {
                    let told = told(&document, line);
                    if !told.contains('\t') {
                        prop_assert!(cells::width(&told) <= width, "{told:?}");
                    }
                }
            }
        }
    }
}
