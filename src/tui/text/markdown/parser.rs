//! From a text in Markdown to its blocks. No word of the text gets lost: what a reader of Markdown
//! would not see stands aside.

mod blocks;
mod inline;

use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::{
    block::{Align, Block, Body, Code, Edge, Table},
    literal,
};
use crate::tui::text::prose::{Look, Mark, Prose};

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
                if let Some(Container::Item(Some(edge @ Edge::Bullet(_)), width)) =
                    self.containers.last_mut()
                {
                    *edge = Edge::Task(done);
                    *width = edge.width();
                } else {
                    // A number says something.
                    self.start_text(range.start);
                    self.write(if done { "[x] " } else { "[ ] " }, None);
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
                self.start_line(Look::Heading(number(level)), range.start);
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
