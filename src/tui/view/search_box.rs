//! The search box: what is typed, its parts told apart, and what is wrong with it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{
    Scene,
    pane::Pane,
    spans::{self, Layer},
};
use crate::{
    domain::when,
    tui::{
        model::{Focus, LineBox, Target},
        text::cells::{self, Cells},
    },
};

/// What stands in an empty box, the longest that fits.
const EXAMPLES: [&str; 4] = [
    "how do services check a token   type:decision agent:qa before:90d",
    "how do services check a token   type:decision",
    "retry backoff   type:decision",
    "retry backoff",
];

/// How a date may be written, the shortest form first, in place of [`when::FORMS`].
const SHORT_FORMS: &str = "90d, 12h, 2026-01-31";

const PROMPT: &str = "› ";

/// Draws the box; tells where the cursor is when it has the keys.
pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus == Focus::SearchBox;
    let error = model.search_box.query().errors.first();
    let badge = Span::styled(model.mode.name(), styles.mode);
    scene.clickable(area, Target::Box(Focus::SearchBox));
    if area.height < 3 {
        let area = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            ..area
        };
        let [line, below] = [0, 1].map(|dy| Rect {
            y: area.y + dy,
            height: 1,
            ..area
        });
        let used = spans::put_right(buffer, line, vec![badge]);
        if let Some(error) = error
            && area.height > 1
        {
            let message = fitted(&error.message, usize::from(below.width).saturating_sub(2));
            spans::put(
                buffer,
                below,
                vec![Span::styled(format!("  {message}"), styles.bad)],
            );
        }
        let line = Rect {
            width: line.width.saturating_sub(used + 1),
            ..line
        };
        let cursor = put_line(scene, line, buffer);
        return focused.then_some(cursor);
    }
    let room = usize::from(area.width).saturating_sub(8);
    let message = error.map(|error| Span::styled(fitted(&error.message, room), styles.bad));
    let inner = Pane::new(styles, focused)
        .named("Search")
        .right([badge])
        .bottom_left(message)
        .draw(area, buffer);
    let cursor = put_line(scene, inner, buffer);
    focused.then_some(cursor)
}

/// An error in one line; where there is little room, with fewer examples of a date.
fn fitted(message: &str, width: usize) -> String {
    if cells::width(message) <= width {
        return cells::fit(message, width);
    }
    cells::fit(&message.replace(when::FORMS, SHORT_FORMS), width)
}

fn put_line(scene: Scene<'_>, line: Rect, buffer: &mut Buffer) -> Position {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus == Focus::SearchBox;
    let style = if focused { styles.accent } else { styles.faint };
    let used = spans::put(buffer, line, vec![Span::styled(PROMPT, style)]);
    let line = Rect {
        x: line.x + used,
        width: line.width.saturating_sub(used),
        ..line
    };
    let text = model.search_box.line().text();
    if text.is_empty() {
        let example = EXAMPLES
            .into_iter()
            .find(|example| cells::width(example) < usize::from(line.width));
        spans::put(
            buffer,
            line,
            example
                .map(|text| Span::styled(text, styles.faint))
                .into_iter()
                .collect(),
        );
        return line.as_position();
    }
    let mut layers: Vec<Layer> = Vec::new();
    let query = model.search_box.query();
    for clause in &query.clauses {
        layers.push((clause.span.clone(), styles.field));
        layers.push((clause.name(), styles.info));
        if clause.quoted {
            layers.push((clause.argument(), styles.literal));
        }
    }
    for error in &query.errors {
        layers.push((error.span.clone(), styles.wrong));
    }
    put_edited(model.search_box.line(), &layers, scene, line, buffer)
}

/// Writes a line that is being typed, scrolled so that its cursor shows; tells where that is.
pub(super) fn put_edited(
    line: &LineBox,
    layers: &[Layer],
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Position {
    let text = line.text();
    let at = text
        .char_indices()
        .nth(line.cursor())
        .map_or(text.len(), |(at, _)| at);
    let before = cells::width(&text[..at]);
    // The cursor needs a cell of its own behind the text.
    let hidden = (before + 1).saturating_sub(usize::from(area.width));
    let mut skipped = 0;
    let mut start = 0;
    for cell in Cells::new(text) {
        if skipped >= hidden {
            break;
        }
        skipped += cell.width;
        start = cell.end;
    }
    let layers: Vec<Layer> = layers
        .iter()
        .filter(|(range, _)| range.end > start)
        .map(|(range, style)| (range.start.saturating_sub(start)..range.end - start, *style))
        .collect();
    let shown = spans::layered(&text[start..], scene.styles.text, &layers, 0);
    spans::put(buffer, area, shown);
    put_characters(
        line,
        &text[start..],
        text[..start].chars().count(),
        scene,
        area,
    );
    let column = u16::try_from(before.saturating_sub(skipped)).unwrap_or(u16::MAX);
    Position::new(
        area.x
            .saturating_add(column)
            .min(area.right().saturating_sub(1)),
        area.y,
    )
}

/// Each character takes clicks, and so does what is right of the last one.
fn put_characters(line: &LineBox, shown: &str, hidden: usize, scene: Scene<'_>, area: Rect) {
    let mut number = hidden.cast_signed() - line.cursor().cast_signed();
    let mut rest = area;
    for cell in Cells::new(shown) {
        let width = u16::try_from(cell.width).unwrap_or(0).min(rest.width);
        scene.clickable(Rect { width, ..rest }, Target::Character(number));
        number += shown[cell.start..cell.end].chars().count().cast_signed();
        rest.x += width;
        rest.width -= width;
        if rest.is_empty() {
            return;
        }
    }
    scene.clickable(rest, Target::Character(number));
}
