//! Blocks laid out as lines of a width.

mod table;

use std::sync::Arc;

use super::{
    cells,
    markdown::block::{Block, Body, Code, Edge},
    prose::{Look, Mark, Prose, Syntax},
    wrap,
};

/// At least this part of the width is left to the words, however deep they stand.
const WORDS_SHARE: usize = 3;

/// And at least so many columns, for a wide character.
const MIN_WORDS: usize = 2;

/// Columns of air at each side of code.
const CODE_AIR: usize = 1;

/// In fewer columns there is none.
const CRAMPED: usize = 8;

/// Broken lines of code go on so many columns further in.
const CODE_HANG: usize = 2;

/// Lines of a width, and what stands on them.
#[derive(Debug)]
pub struct Page {
    width: usize,
    paragraphs: Vec<Paragraph>,
    lines: Vec<Line>,
}

/// What lines are pieces of.
#[derive(Debug)]
pub struct Paragraph {
    /// What it is.
    pub look: Look,
    /// What it says.
    pub prose: Prose,
    /// The block of code it is, as long as its parts are not told apart.
    pub code: Option<Arc<Code>>,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// What stands at its left.
    pub edges: Vec<Edge>,
    /// The pieces of paragraphs on it, from left to right.
    pub parts: Vec<Part>,
    /// What lies behind them.
    pub fill: Fill,
}

/// A piece of a paragraph on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it stands, in columns from the line's start.
    pub column: usize,
    /// Which paragraph.
    pub paragraph: usize,
    /// Its first byte therein.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

/// What lies behind the words of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fill {
    /// Nothing.
    #[default]
    None,
    /// The background of code, behind the edges.
    Code,
    /// A rule of so many columns.
    Rule(usize),
}

/// Where a paragraph's words go.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Columns before them.
    column: usize,
    /// Columns of a line.
    width: usize,
    /// Further lines begin so many columns further in.
    hang: usize,
}

impl Page {
    /// An empty page.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self {
            width,
            paragraphs: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether nothing of it would be seen.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let says_nothing = |part: &Part| {
            let paragraph = self.paragraphs.get(part.paragraph);
            paragraph.is_none_or(|it| it.prose.text[part.start..part.end].trim().is_empty())
        };
        self.lines.iter().all(|line| {
            line.parts.iter().all(says_nothing)
                && line
                    .edges
                    .iter()
                    .all(|edge| matches!(edge, Edge::Indent(_)))
                && !matches!(line.fill, Fill::Rule(_))
        })
    }

    /// A paragraph.
    #[must_use]
    pub fn paragraph(&self, number: usize) -> Option<&Paragraph> {
        self.paragraphs.get(number)
    }

    /// The blocks of code whose parts are not told apart yet.
    pub fn plain_code(&self) -> impl Iterator<Item = &Arc<Code>> {
        let paragraphs = self.paragraphs.iter();
        paragraphs.filter_map(|paragraph| paragraph.code.as_ref())
    }

    /// Tells the parts of a block of code apart.
    pub fn colour(&mut self, code: &Code, parts: &[(std::ops::Range<usize>, Syntax)]) {
        for paragraph in &mut self.paragraphs {
            if paragraph.code.take_if(|own| **own == *code).is_some() {
                let marks = parts.iter().cloned();
                paragraph.prose.marks = marks
                    .map(|(range, syntax)| (range, Mark::Syntax(syntax)))
                    .collect();
            }
        }
    }

    /// Lays out a block below the others.
    pub fn add(&mut self, mut block: Block) {
        self.trim(&mut block.first);
        self.trim(&mut block.rest);
        let (first, rest) = (block.first, block.rest);
        match block.body {
            Body::Prose(look, prose) => self.prose(first, &rest, look, prose),
            Body::Code(code) => self.code(first, &rest, code),
            Body::Table(table) => self.table(first, &rest, table),
            Body::Rule => {
                let width = self.width.saturating_sub(columns(&first));
                self.fill(first, Fill::Rule(width));
            }
            Body::Blank => self.fill(rest, Fill::None),
        }
    }

    /// Leaves out the outermost edges where all of them would take the room of the words.
    fn trim(&self, edges: &mut Vec<Edge>) {
        let words = (self.width / WORDS_SHARE).max(MIN_WORDS).min(self.width);
        let most = self.width - words;
        let mut used = columns(edges);
        let mut out = 0;
        while used > most && out < edges.len() {
            used -= edges[out].width();
            out += 1;
        }
        edges.drain(..out);
    }

    fn fill(&mut self, edges: Vec<Edge>, fill: Fill) {
        self.lines.push(Line {
            edges,
            fill,
            ..Line::default()
        });
    }

    fn prose(&mut self, first: Vec<Edge>, rest: &[Edge], look: Look, prose: Prose) {
        let column = columns(&first).max(columns(rest));
        let width = self.width.saturating_sub(column).max(1);
        let body = prose.text.trim_start_matches(' ');
        let hang = (prose.text.len() - body.len()).min(width / WORDS_SHARE);
        let paragraph = self.paragraph_of(look, prose, None);
        let room = Room {
            column,
            width,
            hang,
        };
        let parts = self.parts(paragraph, 0, usize::MAX, room);
        self.stack(first, rest, parts, Fill::None);
    }

    fn code(&mut self, first: Vec<Edge>, rest: &[Edge], code: Code) {
        let column = columns(&first).max(columns(rest));
        let room = self.width.saturating_sub(column);
        let air = if room < CRAMPED { 0 } else { CODE_AIR };
        let width = room.saturating_sub(2 * air).max(1);
        let mut first = Some(first);
        if !code.info.is_empty() && !code.goes_on {
            let label = cells::fit(&code.info, width);
            let taken = cells::width(&label);
            let end = label.len();
            let paragraph = self.paragraph_of(Look::Aside, Prose::plain(label), None);
            self.lines.push(Line {
                edges: first.take().unwrap_or_else(|| rest.to_vec()),
                parts: vec![Part {
                    column: column + air + width - taken,
                    paragraph,
                    start: 0,
                    end,
                }],
                fill: Fill::Code,
            });
        }
        let code = Arc::new(code);
        let text = Prose::plain(code.text.clone());
        let plain = (!code.info.is_empty()).then(|| Arc::clone(&code));
        let paragraph = self.paragraph_of(Look::Code, text, plain);
        let mut at = 0;
        for line in code.text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            let blanks = body.len() - body.trim_start_matches(' ').len();
            let room = Room {
                column: column + air,
                width,
                hang: (blanks + CODE_HANG).min(width / WORDS_SHARE),
            };
            let parts = self.parts(paragraph, at, at + body.len(), room);
            let edges = first.take().unwrap_or_else(|| rest.to_vec());
            self.stack(edges, rest, parts, Fill::Code);
            at += line.len();
        }
        if let Some(first) = first {
            self.fill(first, Fill::Code);
        }
    }

    fn paragraph_of(&mut self, look: Look, prose: Prose, code: Option<Arc<Code>>) -> usize {
        self.paragraphs.push(Paragraph { look, prose, code });
        self.paragraphs.len() - 1
    }

    /// The pieces, one a line, of a part of a paragraph.
    fn parts(&self, paragraph: usize, start: usize, end: usize, room: Room) -> Vec<Part> {
        let text = self.paragraphs[paragraph].prose.text.as_str();
        let text = &text[..end.min(text.len())];
        let mut parts = Vec::new();
        let mut at = start;
        while at < text.len() || parts.is_empty() {
            let hang = if parts.is_empty() { 0 } else { room.hang };
            let width = room.width.saturating_sub(hang).max(1);
            let (end, next) = wrap::first_line(&text[at..], width);
            parts.push(Part {
                column: room.column + hang,
                paragraph,
                start: at,
                end: at + end,
            });
            if next == 0 {
                break;
            }
            at += next;
        }
        parts
    }

    fn stack(&mut self, first: Vec<Edge>, rest: &[Edge], parts: Vec<Part>, fill: Fill) {
        let mut first = Some(first);
        for part in parts {
            self.lines.push(Line {
                edges: first.take().unwrap_or_else(|| rest.to_vec()),
                parts: vec![part],
                fill,
            });
        }
    }
}

/// Columns that edges take.
#[must_use]
pub fn columns(edges: &[Edge]) -> usize {
    edges.iter().map(Edge::width).sum()
}
