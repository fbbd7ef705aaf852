//! What stands within a line: words, emphasis, links.

use std::ops::Range;

use super::{Builder, Container, Link, Open};
use crate::tui::text::{
    markdown::{block::Body, literal},
    prose::{Mark, Prose},
};

/// Blanks that a line of prose may begin with; notes are indented, art is code.
const MAX_INDENT: usize = 24;

impl Builder<'_> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
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

    pub(super) fn inline(&mut self, text: &str, mark: Option<Mark>, range: &Range<usize>) {
        self.start_text(range.start);
        self.write(text, mark);
        self.account(range.end);
    }

    pub(super) fn line_break(&mut self, range: &Range<usize>) {
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

    pub(super) fn open(&mut self, mark: Mark, delimiter: &'static str, range: &Range<usize>) {
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

    pub(super) fn start_link(&mut self, address: String, bare: bool) {
        let start = self.line.as_ref().map_or(0, |line| line.text.len());
        self.links.push(Link {
            start,
            address,
            bare,
        });
    }

    pub(super) fn end_link(&mut self, end: usize) {
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

    pub(super) fn start_text(&mut self, at: usize) {
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

    pub(super) fn write(&mut self, text: &str, mark: Option<Mark>) {
        let Some(line) = &mut self.line else {
            return;
        };
        let within = self.links.last().map(|_| Mark::Link);
        let open = self.open.iter().filter_map(|open| open.mark);
        line.push(text, open.chain(within).chain(mark));
    }
}
