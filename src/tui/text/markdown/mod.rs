//! Notes in Markdown, or in what their writers took for it.

pub mod block;
mod chunks;
mod literal;
mod parser;

#[cfg(test)]
mod tests;

use self::{
    block::{Block, Body, Code},
    chunks::{Fence, Kind},
};
use crate::{
    domain::secret,
    tui::text::prose::{Look, Prose},
};

/// Reads a text from its beginning, as far as somebody looks.
#[derive(Debug, Default)]
pub struct Reader {
    /// Where the next blocks begin.
    at: usize,
    open: Option<Fence>,
}

impl Reader {
    /// Where the next blocks begin.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next blocks of the text; none at its end.
    pub fn read(&mut self, text: &str) -> Vec<Block> {
        if self.at >= text.len() {
            return Vec::new();
        }
        let chunk = chunks::next(text, self.at, self.open.take());
        let source = &text[self.at..chunk.end];
        let mut blocks = match chunk.kind {
            Kind::Markdown => parser::parse(source),
            Kind::Code(fence) => vec![rest_of_code(source, fence)],
        };
        if text[..self.at].ends_with("\n\n") || text[..self.at].ends_with("\n\r\n") {
            blocks.insert(0, plain(""));
        }
        (self.at, self.open) = (chunk.end, chunk.open);
        blocks
    }

    /// The next lines of a text that is shown as it stands.
    pub fn read_raw(&mut self, text: &str) -> Vec<Block> {
        if self.at >= text.len() {
            return Vec::new();
        }
        let chunk = chunks::next(text, self.at, None);
        let source = &text[self.at..chunk.end];
        self.at = chunk.end;
        let lines = source.split_inclusive('\n');
        lines
            .map(|line| {
                let line = line.strip_suffix('\n').unwrap_or(line);
                let line = line.strip_suffix('\r').unwrap_or(line);
                plain(line)
            })
            .collect()
    }
}

/// Makes credentials unreadable whose parts only stand together since the marks between them are
/// gone.
pub fn mask(blocks: &mut [Block]) {
    let mut all = String::new();
    for_each(blocks, |prose| {
        all.push_str(&prose.text);
        all.push('\n');
    });
    // Nearly always there is nothing, and one look is cheaper than thousands.
    if !secret::find(&all).is_empty() {
        for_each(blocks, Prose::mask);
    }
}

fn for_each(blocks: &mut [Block], mut see: impl FnMut(&mut Prose)) {
    for block in blocks {
        match &mut block.body {
            Body::Prose(_, prose) => see(prose),
            Body::Table(table) => {
                let rows = table.rows.iter_mut().flatten();
                table.head.iter_mut().chain(rows).for_each(&mut see);
            }
            Body::Code(_) | Body::Rule | Body::Blank => {}
        }
    }
}

fn rest_of_code(source: &str, fence: Fence) -> Block {
    let last = source.split_inclusive('\n').next_back().unwrap_or_default();
    let end = if fence.is_closed_by(last) {
        source.len() - last.len()
    } else {
        source.len()
    };
    Block {
        first: Vec::new(),
        rest: Vec::new(),
        body: Body::Code(Code {
            info: fence.info,
            text: source[..end].to_owned(),
            goes_on: true,
        }),
    }
}

fn plain(line: &str) -> Block {
    let body = if line.is_empty() {
        Body::Blank
    } else {
        Body::Prose(Look::Body, Prose::plain(line))
    };
    Block {
        first: Vec::new(),
        rest: Vec::new(),
        body,
    }
}
