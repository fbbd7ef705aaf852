//! What stands on lines of its own, and that nothing between is forgotten.

use std::ops::Range;

use super::{Builder, Container};
use crate::tui::text::{
    markdown::block::{Block, Body, Edge},
    prose::{Look, Prose},
};

/// Of lists and quotations within each other, the innermost show.
const MAX_DEPTH: usize = 12;

impl Builder<'_> {
    pub(super) fn end_line(&mut self) {
        if self.table.is_some() {
            return;
        }
        if let Some(line) = self.line.take() {
            self.push(Body::Prose(self.look_here(), line));
        }
        self.broke = false;
    }

    pub(super) fn look_here(&self) -> Look {
        let quoted = self
            .containers
            .iter()
            .any(|one| matches!(one, Container::Quote));
        match self.look {
            Look::Body if quoted => Look::Quote,
            look => look,
        }
    }

    pub(super) fn begin_block(&mut self, at: usize) {
        self.catch_up(at);
        let gap = &self.source[self.seen.min(at)..at];
        let breaks = gap.bytes().filter(|byte| *byte == b'\n').count();
        if breaks > 1 && !self.blocks.is_empty() {
            self.push_blank();
        }
        // A second look must not say it again.
        self.seen = self.seen.max(at);
    }

    pub(super) fn catch_up(&mut self, at: usize) {
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

    pub(super) fn forgotten(&self, at: usize) -> bool {
        self.seen < at && self.source[self.seen..at].contains(char::is_alphanumeric)
    }

    pub(super) fn account(&mut self, end: usize) {
        let end = self.source[..end].trim_end().len();
        self.seen = self.seen.max(end);
    }

    pub(super) fn push_blank(&mut self) {
        let rest = self.rest();
        self.blocks.push(Block {
            first: rest.clone(),
            rest,
            body: Body::Blank,
        });
    }

    pub(super) fn push(&mut self, body: Body) {
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

    pub(super) fn rest(&self) -> Vec<Edge> {
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

    pub(super) fn html(&mut self, html: &str, range: &Range<usize>) {
        self.end_line();
        self.begin_block(range.start);
        for line in html.lines() {
            let look = Look::Aside;
            self.push(Body::Prose(look, Prose::plain(line.trim_end())));
        }
        self.account(range.end);
    }
}
