//! What is wrong with the query, told under the word that is wrong.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, search_box, spans};
use crate::{domain::when, tui::text::cells};

/// How a date may be written, the shortest form first, in place of [`when::FORMS`].
const SHORT_FORMS: &str = "90d, 12h, 2026-01-31";

/// Points up at the word.
const CARET: &str = "^";

/// Tells the first error below the query, which stands in `line`, in the row or edge `below`.
pub(super) fn draw(scene: Scene<'_>, line: Rect, below: Rect, buffer: &mut Buffer) {
    let search_box = &scene.model.search_box;
    let Some(error) = search_box.query().errors.first() else {
        return;
    };
    let bad = scene.styles.bad;
    let width = usize::from(below.width);
    let message = fitted(&error.message, width.saturating_sub(2));
    let columns = u16::try_from(cells::width(&message)).unwrap_or(u16::MAX);
    let caret = search_box::column_in(search_box.line(), line, error.span.start)
        .filter(|column| (below.x..below.right()).contains(column));
    let Some(caret) = caret else {
        spans::put(
            buffer,
            below,
            vec![Span::styled(format!(" {message} "), bad)],
        );
        return;
    };
    let right = below.right() - caret;
    let left = caret - below.x;
    let (x, text) = if columns + 3 <= right {
        (caret, format!("{CARET} {message} "))
    } else if columns + 2 <= left {
        (caret - columns - 2, format!(" {message} {CARET}"))
    } else {
        // The message reaches under the word from whichever side; its underline tells the rest.
        (
            below.right() - (columns + 2).min(below.width),
            format!(" {message} "),
        )
    };
    let place = Rect {
        x,
        width: below.right() - x,
        ..below
    };
    spans::put(buffer, place, vec![Span::styled(text, bad)]);
}

/// An error in one line; where there is little room, with fewer examples of a date.
fn fitted(message: &str, width: usize) -> String {
    if cells::width(message) <= width {
        return cells::fit(message, width);
    }
    cells::fit(&message.replace(when::FORMS, SHORT_FORMS), width)
}
