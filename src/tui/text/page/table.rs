//! Tables: columns side by side where they fit, else the cells of each row below each other.

use super::{Fill, Line, Page, Part, Room, columns};
use crate::tui::text::{
    cells,
    markdown::block::{Align, Edge, Table},
    prose::{Look, Mark, Prose},
};

/// Columns between two cells.
const GAP: usize = 2;

/// Cells narrower than this cannot be read.
const MIN_CELL: usize = 9;

impl Page {
    /// Lays out a table.
    pub(super) fn table(&mut self, first: Vec<Edge>, rest: &[Edge], table: Table) {
        let from = columns(&first).max(columns(rest));
        let room = self.width.saturating_sub(from);
        match widths(&table, room) {
            Some(widths) => self.grid(first, rest, table, &widths),
            None => self.stacked(first, rest, table),
        }
    }

    fn grid(&mut self, first: Vec<Edge>, rest: &[Edge], table: Table, widths: &[usize]) {
        let mut edges = Some(first);
        let whole: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        self.row(
            &mut edges,
            rest,
            table.head,
            Look::ColumnHead,
            (widths, &table.aligns),
        );
        self.fill(rest.to_vec(), Fill::Rule(whole));
        for row in table.rows {
            self.row(&mut edges, rest, row, Look::Body, (widths, &table.aligns));
        }
    }

    fn row(
        &mut self,
        edges: &mut Option<Vec<Edge>>,
        rest: &[Edge],
        row: Vec<Prose>,
        look: Look,
        (widths, aligns): (&[usize], &[Align]),
    ) {
        let mut column = columns(rest);
        let mut lines: Vec<Vec<Part>> = vec![Vec::new()];
        for (at, (cell, width)) in row.into_iter().zip(widths).enumerate() {
            let paragraph = self.paragraph_of(look, cell, None);
            let room = Room {
                column,
                width: *width,
                hang: 0,
            };
            let align = aligns.get(at).copied().unwrap_or(Align::Left);
            for (line, mut part) in self
                .parts(paragraph, 0, usize::MAX, room)
                .into_iter()
                .enumerate()
            {
                let text = &self.paragraphs[paragraph].prose.text[part.start..part.end];
                let spare = width.saturating_sub(cells::width(text));
                part.column += match align {
                    Align::Left => 0,
                    Align::Centre => spare / 2,
                    Align::Right => spare,
                };
                if lines.len() <= line {
                    lines.push(Vec::new());
                }
                lines[line].push(part);
            }
            column += width + GAP;
        }
        for parts in lines {
            self.lines.push(Line {
                edges: edges.take().unwrap_or_else(|| rest.to_vec()),
                parts,
                fill: Fill::None,
            });
        }
    }

    fn stacked(&mut self, first: Vec<Edge>, rest: &[Edge], table: Table) {
        let mut edges = Some(first);
        let heads: Vec<String> = table.head.iter().map(|head| head.text.clone()).collect();
        if table.rows.is_empty() {
            for head in table.head {
                let edges = edges.take().unwrap_or_else(|| rest.to_vec());
                self.prose(edges, rest, Look::ColumnHead, head);
            }
            return;
        }
        for (number, row) in table.rows.into_iter().enumerate() {
            if number > 0 {
                self.fill(rest.to_vec(), Fill::None);
            }
            for (at, cell) in row.into_iter().enumerate() {
                if cell.text.is_empty() {
                    continue;
                }
                let edges = edges.take().unwrap_or_else(|| rest.to_vec());
                self.prose(edges, rest, Look::Body, named(heads.get(at), cell));
            }
        }
    }
}

/// A cell behind the heading of its column.
fn named(head: Option<&String>, cell: Prose) -> Prose {
    let Some(head) = head.filter(|head| !head.is_empty()) else {
        return cell;
    };
    let mut prose = Prose::default();
    prose.push(&format!("{head}: "), [Mark::Aside]);
    let from = prose.text.len();
    prose.text.push_str(&cell.text);
    let moved = |(range, mark): (std::ops::Range<usize>, Mark)| {
        (range.start + from..range.end + from, mark)
    };
    prose.marks.extend(cell.marks.into_iter().map(moved));
    prose
}

/// The widths of the columns; `None` when they cannot be side by side in `room`.
fn widths(table: &Table, room: usize) -> Option<Vec<usize>> {
    let count = table.head.len();
    let gaps = GAP * count.saturating_sub(1);
    let room = room.checked_sub(gaps)?;
    if count == 0 || count > room {
        return None;
    }
    let mut natural = vec![1; count];
    for row in table.rows.iter().chain([&table.head]) {
        for (widest, cell) in natural.iter_mut().zip(row) {
            *widest = (*widest).max(cells::width(&cell.text).min(room + 1));
        }
    }
    let with = |most: usize| {
        natural
            .iter()
            .map(|width| (*width).min(most))
            .sum::<usize>()
    };
    let widest = natural.iter().copied().max().unwrap_or(1);
    // The widest columns give way first.
    let most = (MIN_CELL..=widest.max(MIN_CELL))
        .rev()
        .find(|most| with(*most) <= room)?;
    Some(natural.into_iter().map(|width| width.min(most)).collect())
}
