//! From a text in Markdown to its blocks. No word of the text gets lost: what a reader of Markdown
//! would not see stands aside.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::{
    block::{Align, Block, Body, Code, Edge, Table},
    literal,
};
use crate::tui::text::prose::{Look, Mark, Prose};

/// Of lists and quotations within each other, the innermost show.
const MAX_DEPTH: usize = 12;

/// Blanks that a line of prose may begin with; notes are indented, art is code.
const MAX_INDENT: usize = 24;

/// The blocks of a text, in order.
#[must_use]
pub fn parse(source: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder::new(source);
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        builder.event(event, &range);
    }
    builder.finish()
}

/// What blocks stand in.
#[derive(Debug)]
enum Container {
    Quote,
    /// A list, with the number of its next item, where they have numbers.
    List(Option<Numbers>),
    /// An item: what stands before its first line, until that is there, and columns of the others.
    Item(Option<Edge>, usize),
}

/// The numbers of a list's items.
#[derive(Debug)]
struct Numbers {
    first: u64,
    next: u64,
}

/// Emphasis and the like that is open.
#[derive(Debug)]
struct Open {
    /// `None` when its delimiters were meant literally.
    mark: Option<Mark>,
    /// How its delimiter is written.
    delimiter: &'static str,
}

/// A link that is open.
#[derive(Debug)]
struct Link {
    /// Where its words begin.
    start: usize,
    address: String,
    /// Its words are its address.
    bare: bool,
}

#[derive(Debug)]
struct Builder<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    containers: Vec<Container>,
    /// The line of prose that is being read.
    line: Option<Prose>,
    look: Look,
    open: Vec<Open>,
    links: Vec<Link>,
    code: Option<Code>,
    table: Option<Table>,
    /// The text is accounted for up to here.
    seen: usize,
    /// A line was broken: its successor's indentation is to be kept.
    broke: bool,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            blocks: Vec::new(),
            containers: Vec::new(),
            line: None,
            look: Look::Body,
            open: Vec::new(),
            links: Vec::new(),
            code: None,
            table: None,
            seen: 0,
            broke: false,
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_line();
        self.catch_up(self.source.len());
        self.blocks
    }

    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline(&code, Some(Mark::Code), range),
            Event::InlineHtml(html) => self.inline(&html, None, range),
            Event::Html(html) => self.html(&html, range),
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::Rule => {
                self.begin_block(range.start);
                self.push(Body::Rule);
                self.account(range.end);
            }
            Event::TaskListMarker(done) => {
                match self.containers.last_mut() {
                    Some(Container::Item(Some(edge @ Edge::Bullet(_)), width)) => {
                        *edge = Edge::Task(done);
                        *width = edge.width();
                    }
                    // A number says something.
                    _ => {
                        self.start_text(range.start);
                        self.write(if done { "[x] " } else { "[ ] " }, None);
                    }
                }
                self.account(range.end);
            }
            // Not asked for by the options.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline(&text, None, range);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::BlockQuote(_) => {
                self.end_line();
                self.begin_block(range.start);
                self.containers.push(Container::Quote);
            }
            Tag::List(first) => {
                self.end_line();
                let numbers = first.map(|first| Numbers { first, next: first });
                self.containers.push(Container::List(numbers));
            }
            Tag::Item => self.start_item(range.start),
            Tag::Paragraph => self.start_line(Look::Body, range.start),
            Tag::Heading { level, .. } => {
                self.start_line(Look::Heading(number(level)), range.start)
            }
            Tag::CodeBlock(kind) => {
                self.end_line();
                self.begin_block(range.start);
                let mut info = String::new();
                if let CodeBlockKind::Fenced(told) = kind {
                    info = told.into_string();
                    let first = &self.source[range.clone()];
                    self.account(range.start + first.find('\n').unwrap_or(first.len()));
                }
                self.code = Some(Code {
                    info,
                    text: String::new(),
                    goes_on: false,
                });
            }
            Tag::Table(aligns) => {
                self.end_line();
                self.begin_block(range.start);
                self.table = Some(Table {
                    aligns: aligns.into_iter().map(align).collect(),
                    ..Table::default()
                });
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => self.line = Some(Prose::default()),
            Tag::Emphasis => self.open(Mark::Emphasis, "*", range),
            Tag::Strong => self.open(Mark::Strong, "**", range),
            Tag::Strikethrough => self.open(Mark::Strike, "~~", range),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let bare = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.start_link(address(&dest_url, &title), bare);
            }
            Tag::Image {
                dest_url, title, ..
            } => self.start_link(address(&dest_url, &title), false),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => {
                self.end_line();
                self.look = Look::Body;
                self.account(range.end);
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) => {
                self.end_line();
                self.containers.pop();
            }
            TagEnd::Item => {
                self.end_line();
                if let Some(Container::Item(Some(_), _)) = self.containers.last() {
                    // An item of nothing still has its bullet.
                    self.push(Body::Prose(Look::Body, Prose::default()));
                }
                self.containers.pop();
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push(Body::Code(code));
                }
                self.account(range.end);
            }
            TagEnd::HtmlBlock => self.account(range.end),
            TagEnd::TableCell => {
                let cell = self.line.take().unwrap_or_default();
                if let Some(table) = &mut self.table {
                    table.rows.last_mut().unwrap_or(&mut table.head).push(cell);
                }
            }
            TagEnd::TableRow | TagEnd::TableHead => self.end_row(range.end),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(Body::Table(table));
                }
                self.account(range.end);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                if let Some(Open {
                    mark: None,
                    delimiter,
                }) = self.open.pop()
                {
                    self.write(delimiter, None);
                }
                self.account(range.end);
            }
            TagEnd::Link | TagEnd::Image => self.end_link(range.end),
            _ => {}
        }
    }

    fn start_item(&mut self, at: usize) {
        self.end_line();
        self.begin_block(at);
        let depth = self.depth_of_lists();
        let item = &self.source[at..];
        let marker = literal::item_marker(item);
        let edge = match self.containers.last_mut() {
            Some(Container::List(Some(numbers))) => {
                Edge::Number(numbers.next(item.get(..marker).unwrap_or_default()))
            }
            _ => Edge::Bullet(depth.saturating_sub(1)),
        };
        let width = edge.width();
        self.containers.push(Container::Item(Some(edge), width));
        self.account(at + marker);
    }

    fn depth_of_lists(&self) -> usize {
        let is_list = |one: &&Container| matches!(one, Container::List(_));
        self.containers.iter().filter(is_list).count()
    }

    /// A text that some event stands for.
    fn text(&mut self, text: &str, range: &Range<usize>) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            self.account(range.end);
            return;
        }
        self.start_text(range.start);
        let gap = &self.source[self.seen.min(range.start)..range.start];
        if literal::keeps_backslash(gap, text) {
            self.write("\\", None);
        }
        self.write(text, None);
        self.account(range.end);
    }

    fn inline(&mut self, text: &str, mark: Option<Mark>, range: &Range<usize>) {
        self.start_text(range.start);
        self.write(text, mark);
        self.account(range.end);
    }

    fn html(&mut self, html: &str, range: &Range<usize>) {
        self.end_line();
        self.begin_block(range.start);
        for line in html.lines() {
            let look = Look::Aside;
            self.push(Body::Prose(look, Prose::plain(line.trim_end())));
        }
        self.account(range.end);
    }

    fn line_break(&mut self, range: &Range<usize>) {
        if self.source[range.start..].starts_with('\\') {
            self.write("\\", Some(Mark::Aside));
        }
        if self.table.is_some() {
            self.write(" ", None);
        } else if let Some(line) = self.line.take() {
            // What stays open goes on in the next line.
            self.push(Body::Prose(self.look_here(), line));
            self.line = Some(Prose::default());
            for link in &mut self.links {
                link.start = 0;
            }
            self.broke = true;
        }
        self.account(range.end);
    }

    fn open(&mut self, mark: Mark, delimiter: &'static str, range: &Range<usize>) {
        self.start_text(range.start);
        let meant = literal::delimits(self.source, range, delimiter);
        let delimiter = literal::delimiter(&self.source[range.clone()], delimiter);
        if !meant {
            self.write(delimiter, None);
        }
        self.open.push(Open {
            mark: meant.then_some(mark),
            delimiter,
        });
        self.account(range.start + delimiter.len());
    }

    fn start_link(&mut self, address: String, bare: bool) {
        let start = self.line.as_ref().map_or(0, |line| line.text.len());
        self.links.push(Link {
            start,
            address,
            bare,
        });
    }

    fn end_link(&mut self, end: usize) {
        if let Some(link) = self.links.pop() {
            let words = self
                .line
                .as_ref()
                .map_or("", |line| line.text.get(link.start..).unwrap_or_default());
            let told = link.bare || words == link.address;
            if words.is_empty() {
                self.write(&link.address, Some(Mark::Link));
            } else if !told && !link.address.is_empty() {
                let aside = format!(" ({})", link.address);
                self.write(&aside, Some(Mark::Aside));
            }
        }
        self.account(end);
    }

    fn end_row(&mut self, end: usize) {
        let rest = &self.source[self.seen.min(end)..end];
        if rest.contains(char::is_alphanumeric)
            && let Some(table) = &mut self.table
        {
            // More cells than there are columns.
            let row = table.rows.last_mut().unwrap_or(&mut table.head);
            if let Some(last) = row.last_mut() {
                last.push(&format!(" {}", rest.trim()), [Mark::Aside]);
            }
        }
        self.account(end);
    }

    fn start_line(&mut self, look: Look, at: usize) {
        self.end_line();
        self.begin_block(at);
        self.look = look;
        self.line = Some(Prose::default());
        self.broke = false;
    }

    /// Makes sure that there is a line to write into, and that nothing before it is forgotten.
    fn start_text(&mut self, at: usize) {
        if self.line.is_none() {
            // An item of a tight list has no paragraph.
            self.begin_block(at);
            self.line = Some(Prose::default());
        } else if self.forgotten(at) {
            let aside = self.source[self.seen..at].trim().to_owned();
            self.write(&aside, Some(Mark::Aside));
            self.account(at);
        }
        if std::mem::take(&mut self.broke) && self.depth_of_lists() == 0 {
            let before = &self.source[..at];
            let blanks = before.len() - before.trim_end_matches(' ').len();
            let quoted = usize::from(matches!(self.containers.last(), Some(Container::Quote)));
            let kept = blanks.saturating_sub(quoted).min(MAX_INDENT);
            self.write(&" ".repeat(kept), None);
        }
    }

    fn write(&mut self, text: &str, mark: Option<Mark>) {
        let Some(line) = &mut self.line else {
            return;
        };
        let link = self.links.last().map(|_| Mark::Link);
        let open = self.open.iter().filter_map(|open| open.mark);
        line.push(text, open.chain(link).chain(mark));
    }

    fn end_line(&mut self) {
        if self.table.is_some() {
            return;
        }
        if let Some(line) = self.line.take() {
            self.push(Body::Prose(self.look_here(), line));
        }
        self.broke = false;
    }

    fn look_here(&self) -> Look {
        let quoted = self
            .containers
            .iter()
            .any(|one| matches!(one, Container::Quote));
        match self.look {
            Look::Body if quoted => Look::Quote,
            look => look,
        }
    }

    /// Says what lies between the last block and the next, which begins at `at`.
    fn begin_block(&mut self, at: usize) {
        self.catch_up(at);
        let gap = &self.source[self.seen.min(at)..at];
        let breaks = gap.bytes().filter(|byte| *byte == b'\n').count();
        if breaks > 1 && !self.blocks.is_empty() {
            self.push_blank();
        }
        // A second look must not say it again.
        self.seen = self.seen.max(at);
    }

    /// Shows what no event stood for: definitions of links.
    fn catch_up(&mut self, at: usize) {
        if !self.forgotten(at) {
            return;
        }
        let gap = &self.source[self.seen..at];
        let mut blank = false;
        for (number, line) in gap.lines().enumerate() {
            let line = line.trim();
            if line.contains(char::is_alphanumeric) {
                if std::mem::take(&mut blank) && !self.blocks.is_empty() {
                    self.push_blank();
                }
                self.push(Body::Prose(Look::Aside, Prose::plain(line)));
            } else if number > 0 && line.is_empty() {
                blank = true;
            }
        }
        self.account(at);
    }

    fn forgotten(&self, at: usize) -> bool {
        self.seen < at && self.source[self.seen..at].contains(char::is_alphanumeric)
    }

    /// The text is accounted for up to `end`, line breaks before it aside.
    fn account(&mut self, end: usize) {
        let end = self.source[..end].trim_end().len();
        self.seen = self.seen.max(end);
    }

    fn push_blank(&mut self) {
        let rest = self.rest();
        self.blocks.push(Block {
            first: rest.clone(),
            rest,
            body: Body::Blank,
        });
    }

    fn push(&mut self, body: Body) {
        let rest = self.rest();
        // All of them are said now, also those too far out to show.
        let containers = self.containers.iter_mut().rev();
        let mut first: Vec<Edge> = containers
            .filter_map(|container| match container {
                Container::Quote => Some(Edge::Quote),
                Container::List(_) => None,
                Container::Item(bullet, width) => {
                    Some(bullet.take().unwrap_or(Edge::Indent(*width)))
                }
            })
            .collect();
        first.truncate(rest.len());
        first.reverse();
        self.blocks.push(Block { first, rest, body });
    }

    fn rest(&self) -> Vec<Edge> {
        let mut rest: Vec<Edge> = (self.containers.iter().rev())
            .filter_map(|container| match container {
                Container::Quote => Some(Edge::Quote),
                Container::List(_) => None,
                Container::Item(_, width) => Some(Edge::Indent(*width)),
            })
            .take(MAX_DEPTH)
            .collect();
        rest.reverse();
        rest
    }
}

impl Numbers {
    /// The number of the next item, as it is written. Who writes the same number everywhere wants
    /// the items counted.
    fn next(&mut self, written: &str) -> String {
        let counted = self.next;
        self.next = self.next.saturating_add(1);
        let digits = written.trim_end_matches(['.', ')']);
        match digits.parse::<u64>() {
            Ok(number) if number != self.first => written.to_owned(),
            _ => format!("{counted}{}", &written[digits.len()..]),
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Centre,
        Alignment::Right => Align::Right,
    }
}

/// Where a link leads, and its title.
fn address(url: &str, title: &str) -> String {
    if title.is_empty() {
        url.to_owned()
    } else {
        format!("{url} \"{title}\"")
    }
}
