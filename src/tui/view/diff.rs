//! What differs between two texts: in two columns where there is room, else in one.

use std::ops::Range;

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::spans::{self, Layer};
use crate::tui::{
    model::comparison::{Change, Column, Comparison, Layout, Shape, Side},
    styles::Styles,
};

/// From this width on, texts stand side by side.
const TWO_COLUMNS: u16 = 90;

/// What stands between two columns.
const DIVIDER: &str = " │ ";
const DIVIDER_WIDTH: u16 = 3;

/// Styles laid over parts of the old and of the new text, given as bytes of these.
pub(super) type Overlays<'a> = [&'a [Layer]; 2];

/// How a comparison is drawn.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    styles: &'a Styles,
    shape: Shape,
    /// Columns of each text.
    width: u16,
}

impl<'a> Look<'a> {
    /// One column or two, as the width allows.
    pub fn fitting(styles: &'a Styles, width: u16) -> Self {
        if width < TWO_COLUMNS {
            return Self::unified(styles, width);
        }
        Self {
            styles,
            shape: Shape::SideBySide,
            width: (width - DIVIDER_WIDTH) / 2,
        }
    }

    /// One column.
    pub fn unified(styles: &'a Styles, width: u16) -> Self {
        let marks = styles.added.fg.is_none();
        Self {
            styles,
            shape: Shape::Unified { marks },
            width,
        }
    }

    /// Rows that a comparison takes.
    pub fn rows(self, comparison: &Comparison) -> usize {
        self.layout(comparison).rows()
    }

    /// One row of a comparison.
    pub fn line(
        self,
        comparison: &Comparison,
        row: usize,
        overlays: Overlays<'_>,
    ) -> Vec<Span<'static>> {
        let layout = self.layout(comparison);
        let mut line = Vec::new();
        for (at, column) in layout.columns.iter().enumerate() {
            if at > 0 {
                let used = spans::columns(&line);
                let missing = usize::from(self.width.saturating_sub(used));
                line.push(Span::raw(" ".repeat(missing)));
                line.push(Span::styled(DIVIDER, self.styles.track));
            }
            line.extend(part(self.styles, column, row, overlays));
        }
        line
    }

    /// Draws the rows from `first` on; returns how many rows there are.
    pub fn draw(
        self,
        comparison: &Comparison,
        overlays: Overlays<'_>,
        first: usize,
        area: Rect,
        buffer: &mut Buffer,
    ) -> usize {
        let rows = self.rows(comparison);
        for (row, place) in (first..rows).zip(spans::rows(area)) {
            spans::put(buffer, place, self.line(comparison, row, overlays));
        }
        rows
    }

    fn layout(self, comparison: &Comparison) -> std::cell::Ref<'_, Layout> {
        comparison.layout(self.shape, usize::from(self.width))
    }
}

/// One row of a column.
fn part(
    styles: &Styles,
    column: &Column,
    row: usize,
    overlays: Overlays<'_>,
) -> Vec<Span<'static>> {
    let Some((text, range)) = column.row(row) else {
        return Vec::new();
    };
    let mut layers: Vec<Layer> = Vec::new();
    for run in column.runs(range.clone()) {
        let style = match run.change {
            Change::Same => Style::new(),
            Change::Removed => styles.removed,
            Change::Added => styles.added,
        };
        layers.push((within(&run.range, &range), style));
        let Some((side, source)) = run.source else {
            continue;
        };
        let overlay = match side {
            Side::Old => overlays[0],
            Side::New => overlays[1],
        };
        let length = run.range.len();
        for (over, style) in overlay {
            let start = over.start.max(source);
            let end = over.end.min(source + length);
            if start < end {
                let shown = run.range.start + start - source..run.range.start + end - source;
                layers.push((within(&shown, &range), *style));
            }
        }
    }
    spans::layered(text, styles.text, &layers, 0)
}

/// A part of a text, counted from the start of a row.
fn within(part: &Range<usize>, row: &Range<usize>) -> Range<usize> {
    part.start.saturating_sub(row.start)..part.end.min(row.end).saturating_sub(row.start)
}
