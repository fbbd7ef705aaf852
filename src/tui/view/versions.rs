//! Two states of an entry compared: each field that differs under its name, then the text.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{diff::Look, spans};
use crate::{
    domain::fields::Field,
    tui::{model::Versions, styles::Styles, text::cells},
};

type SpanLine = Vec<Span<'static>>;

/// Lines of a comparison, from `first` on, at most `most`; and how many there are in all.
pub(super) fn lines(
    versions: &Versions,
    look: Look<'_>,
    styles: &Styles,
    width: usize,
    (first, most): (usize, usize),
) -> (Vec<SpanLine>, usize) {
    let mut shown = Vec::new();
    let mut at = 0;
    let alone = versions.sections.len() == 1;
    let mut push = |at: &mut usize, line: &dyn Fn() -> SpanLine| {
        if *at >= first && shown.len() < most {
            shown.push(line());
        }
        *at += 1;
    };
    for (number, (field, comparison)) in versions.sections.iter().enumerate() {
        if number > 0 {
            push(&mut at, &Vec::new);
        }
        let name = match (field, comparison.is_same()) {
            (_, true) => format!("{} (the same)", field.name()),
            _ => field.name().to_owned(),
        };
        if !alone || comparison.is_same() {
            push(&mut at, &|| rule(&name, width, styles));
        }
        let rows = look.rows(comparison);
        if rows == 0 && *field == Field::Text {
            push(&mut at, &|| vec![Span::styled("(no text)", styles.faint)]);
        }
        for row in 0..rows {
            push(&mut at, &|| look.line(comparison, row, [&[], &[]]));
        }
    }
    (shown, at)
}

/// Draws lines into an area.
pub(super) fn put(lines: Vec<SpanLine>, area: Rect, buffer: &mut Buffer) {
    for (line, row) in lines.into_iter().zip(spans::rows(area)) {
        spans::put(buffer, row, line);
    }
}

fn rule(title: &str, width: usize, styles: &Styles) -> SpanLine {
    let rest = width.saturating_sub(cells::width(title) + 1);
    vec![
        Span::styled(format!("{title} "), styles.muted),
        Span::styled("─".repeat(rest), styles.track),
    ]
}
