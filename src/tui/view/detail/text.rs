//! Lines of an entry's text, the words that match marked in them.

use std::{collections::HashMap, ops::Range};

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::super::{
    Scene,
    spans::{self, Layer},
    words::Words,
};
use crate::tui::{
    model::{Document, DocumentLine},
    text::{
        markdown::block::Edge,
        page::{Fill, Line, columns},
        prose::Look,
    },
};

/// Bullets by the depth of their list.
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];

/// What matches in the lines that show: by line and part, the ranges of their texts.
#[derive(Debug, Default)]
pub(super) struct Matches(HashMap<(usize, usize), Vec<Range<usize>>>);

impl Matches {
    /// Looks for the words of the query in the lines of a document. What was broken into lines, or
    /// stands in pieces of different looks, is looked through as one.
    pub(super) fn of(scene: Scene<'_>, document: &Document, lines: Range<usize>) -> Self {
        let mut all = String::new();
        let mut places: Vec<(Range<usize>, (usize, usize), usize)> = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for at in lines {
            let Some(DocumentLine::Text(line)) = document.line(at) else {
                continue;
            };
            for (number, part) in line.parts.iter().enumerate() {
                let Some(paragraph) = document.paragraph(part.paragraph) else {
                    continue;
                };
                let text = paragraph.prose.text.as_str();
                match last {
                    Some((same, end)) if same == part.paragraph && end <= part.start => {
                        all.push_str(&text[end..part.start]);
                    }
                    _ => all.push('\n'),
                }
                let start = all.len();
                all.push_str(&text[part.start..part.end]);
                places.push((start..all.len(), (at, number), part.start));
                last = Some((part.paragraph, part.end));
            }
        }
        let mut found: HashMap<(usize, usize), Vec<Range<usize>>> = HashMap::new();
        let mut from = 0;
        for range in Words::of(scene).ranges(&all) {
            while places
                .get(from)
                .is_some_and(|(place, ..)| place.end <= range.start)
            {
                from += 1;
            }
            for (place, part, start) in &places[from..] {
                if place.start >= range.end {
                    break;
                }
                let first = range.start.max(place.start) - place.start + start;
                let behind = range.end.min(place.end) - place.start + start;
                found.entry(*part).or_default().push(first..behind);
            }
        }
        Self(found)
    }

    /// What matches in the parts of a line, each with its part.
    pub(super) fn on<'a>(&'a self, line: usize) -> impl Fn(usize) -> &'a [Range<usize>] + 'a {
        move |part| self.0.get(&(line, part)).map_or(&[], Vec::as_slice)
    }
}

/// Draws a line.
pub(super) fn put<'a>(
    scene: Scene<'_>,
    document: &Document,
    line: &Line,
    matches: impl Fn(usize) -> &'a [Range<usize>],
    row: Rect,
    buffer: &mut Buffer,
) {
    let styles = scene.styles;
    put_edges(scene, &line.edges, row, buffer);
    match line.fill {
        Fill::None => {}
        Fill::Code => buffer.set_style(from(row, columns(&line.edges)), styles.code),
        Fill::Rule(width) => {
            let rule = Span::styled("─".repeat(width), styles.track);
            spans::put(buffer, from(row, columns(&line.edges)), vec![rule]);
        }
    }
    for (number, part) in line.parts.iter().enumerate() {
        let Some(paragraph) = document.paragraph(part.paragraph) else {
            continue;
        };
        let place = part.start..part.end;
        let marks = paragraph.prose.marks.iter();
        let mut layers: Vec<Layer> = marks
            .filter(|(range, _)| range.start < place.end && range.end > place.start)
            .map(|(range, mark)| (within(range, &place), styles.mark(*mark)))
            .collect();
        let found = matches(number).iter();
        layers.extend(found.map(|range| (within(range, &place), styles.matched)));
        let text = &paragraph.prose.text[place];
        let base = match (paragraph.look, line.fill) {
            // The label of a block of code.
            (Look::Aside, Fill::Code) => styles.faint.bg(styles.code.bg.unwrap_or_default()),
            (look, _) => styles.look(look),
        };
        let spans = spans::layered(text, base, &layers, 0);
        spans::put(buffer, from(row, part.column), spans);
    }
}

/// A range as it is counted from the start of another.
fn within(range: &Range<usize>, place: &Range<usize>) -> Range<usize> {
    range.start.saturating_sub(place.start)..range.end.min(place.end) - place.start
}

fn put_edges(scene: Scene<'_>, edges: &[Edge], row: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let mut column = 0;
    for edge in edges {
        let (text, style): (String, Style) = match edge {
            Edge::Quote => ("▎".to_owned(), styles.bar),
            Edge::Indent(_) => (String::new(), Style::new()),
            Edge::Bullet(depth) => (BULLETS[depth % BULLETS.len()].to_owned(), styles.accent),
            Edge::Number(number) => (number.clone(), styles.accent),
            Edge::Task(true) => ("[x]".to_owned(), styles.good),
            Edge::Task(false) => ("[ ]".to_owned(), styles.muted),
        };
        spans::put(buffer, from(row, column), vec![Span::styled(text, style)]);
        column += edge.width();
    }
}

/// The part of a row from a column on.
fn from(row: Rect, column: usize) -> Rect {
    let taken = u16::try_from(column).unwrap_or(u16::MAX).min(row.width);
    Rect {
        x: row.x + taken,
        width: row.width - taken,
        ..row
    }
}
