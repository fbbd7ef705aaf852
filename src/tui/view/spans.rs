//! Puts untrusted text on the screen, a style for each part of it.

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use crate::tui::text::{
    cells::{self, Cells},
    wrap,
};

/// A style for a part of a text, laid over what is below.
pub(super) type Layer = (Range<usize>, Style);

/// The text as spans safe to print: `base`, and over it the layers in their order. Tabs become
/// spaces, counted from `column`.
pub(super) fn layered(
    text: &str,
    base: Style,
    layers: &[Layer],
    mut column: usize,
) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut run = String::new();
    let mut run_style = base;
    for cell in Cells::new(text) {
        if cell.width == 0 {
            // It would join what is before it.
            continue;
        }
        let style = layers
            .iter()
            .filter(|(range, _)| range.contains(&cell.start))
            .fold(base, |style, (_, layer)| style.patch(*layer));
        if style != run_style && !run.is_empty() {
            spans.push(Span::styled(std::mem::take(&mut run), run_style));
        }
        run_style = style;
        let advance = wrap::advance(text, cell, column);
        if &text[cell.start..cell.end] == "\t" {
            run.extend(std::iter::repeat_n(' ', advance));
        } else {
            run.push_str(&cells::symbol(&text[cell.start..cell.end]));
        }
        column += advance;
    }
    if !run.is_empty() {
        spans.push(Span::styled(run, run_style));
    }
    spans
}

/// As much of the text as fits into `columns`, as spans; an ellipsis tells of a cut.
pub(super) fn fitted(
    text: &str,
    base: Style,
    layers: &[Layer],
    columns: usize,
) -> Vec<Span<'static>> {
    let Some(end) = cells::cut(text, columns) else {
        return layered(text, base, layers, 0);
    };
    let mut spans = layered(&text[..end], base, layers, 0);
    if columns > 0 {
        spans.push(Span::styled(cells::ELLIPSIS, base));
    }
    spans
}

/// Writes spans into one row, as many as fit; returns the columns used.
pub(super) fn put(buffer: &mut Buffer, row: Rect, spans: Vec<Span<'_>>) -> u16 {
    if row.is_empty() {
        return 0;
    }
    let (x, _) = buffer.set_line(row.x, row.y, &Line::from(spans), row.width);
    x - row.x
}

/// Writes spans at the right end of a row; returns the columns used. Writes nothing when they do
/// not fit.
pub(super) fn put_right(buffer: &mut Buffer, row: Rect, spans: Vec<Span<'_>>) -> u16 {
    let width = columns(&spans);
    if width > row.width {
        return 0;
    }
    let x = row.right() - width;
    put(buffer, Rect { x, width, ..row }, spans)
}

/// Columns that spans take.
pub(super) fn columns(spans: &[Span<'_>]) -> u16 {
    let width: usize = spans.iter().map(|span| cells::width(&span.content)).sum();
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Writes a text into the middle of a row.
pub(super) fn centre(buffer: &mut Buffer, row: Rect, text: &str, style: Style) {
    let fitted = cells::fit(text, usize::from(row.width));
    let span = Span::styled(fitted, style);
    let used = columns(std::slice::from_ref(&span));
    let x = row.x + (row.width - used) / 2;
    put(
        buffer,
        Rect {
            x,
            width: used,
            ..row
        },
        vec![span],
    );
}

/// The rows of an area, from top to bottom.
pub(super) fn rows(area: Rect) -> impl Iterator<Item = Rect> {
    (area.top()..area.bottom()).map(move |y| Rect {
        y,
        height: 1,
        ..area
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_lie_over_each_other() {
        let layers = [(0..4, Style::new().red()), (2..6, Style::new().bold())];
        let spans = layered("abcdefg", Style::new(), &layers, 0);
        let told: Vec<_> = spans
            .iter()
            .map(|span| (&*span.content, span.style))
            .collect();
        assert_eq!(
            told,
            [
                ("ab", Style::new().red()),
                ("cd", Style::new().red().bold()),
                ("ef", Style::new().bold()),
                ("g", Style::new()),
            ]
        );
    }

    #[test]
    fn clusters_are_not_torn() {
        let layers = [(0..1, Style::new().red())];
        let spans = layered("e\u{301}x", Style::new(), &layers, 0);
        assert_eq!(spans[0].content, "e\u{301}");
    }

    #[test]
    fn a_cut_keeps_the_layers_on_their_letters() {
        let (plain, red) = (Style::new(), Style::new().red());
        let told = |text: &str, layers: &[Layer], columns| -> Vec<(String, Style)> {
            fitted(text, plain, layers, columns)
                .into_iter()
                .map(|span| (span.content.into_owned(), span.style))
                .collect()
        };
        let layers = [(0..3, red), (6..7, red)];
        assert_eq!(
            told("e\u{301}bcdefg", &layers, 4),
            [
                ("e\u{301}".to_owned(), red),
                ("bc".to_owned(), plain),
                ("…".to_owned(), plain)
            ]
        );
        assert_eq!(told("abc", &[(2..3, red)], 3).len(), 2);
        assert_eq!(told("abc", &[], 0), []);
    }

    #[test]
    fn tabs_become_spaces() {
        assert_eq!(layered("a\tb", Style::new(), &[], 0)[0].content, "a   b");
        assert_eq!(layered("\tb", Style::new(), &[], 2)[0].content, "  b");
    }
}
