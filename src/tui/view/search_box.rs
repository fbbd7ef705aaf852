//! The search box: what is typed, its parts told apart, and what is wrong with it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Modifier,
    text::Span,
};

use super::{
    Scene, chips, misread,
    pane::Pane,
    query_error,
    spans::{self, Layer},
};
use crate::{
    domain::query::QueryError,
    tui::{
        keymap::{Action, Context},
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

/// Stands before it, so that nobody takes it for a query in force.
const TRY: &str = "try: ";

const PROMPT: &str = "› ";

/// Draws the box; tells where the cursor is when it has the keys.
pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus == Focus::SearchBox;
    scene.clickable(area, Target::Box(Focus::SearchBox));
    let place = Place::of(scene, area);
    let doubts = misread::doubts(scene);
    if place.framed {
        let pane = Pane::new(styles, focused).named("Search");
        let pane = pane.right(chips::mode(scene));
        pane.draw(area, buffer);
        chips::put_mode(scene, place.mode, buffer);
    } else {
        spans::put(buffer, place.mode, chips::mode(scene));
        chips::put_mode(scene, place.mode, buffer);
    }
    if let Some(below) = place.below {
        let error = model.search_box.query().errors.first();
        let doubt = doubts.first().map(|doubt| (doubt, styles.warn));
        match error.map(|error| (error, styles.bad)).or(doubt) {
            Some(wrong) => query_error::draw(wrong, scene, place.line, below, buffer),
            None => chips::put(scene, below, buffer),
        }
    }
    let cursor = put_line(scene, &doubts, place.line, buffer);
    let cursor = focused.then_some(cursor);
    chips::put_marks(scene, place.line, cursor, buffer);
    cursor
}

/// The column in which a byte of the query stands, when it is in sight.
pub(super) fn column_of(scene: Scene<'_>, area: Rect, offset: usize) -> Option<u16> {
    let line = Place::of(scene, area).line;
    column_in(scene.model.search_box.line(), line, offset)
}

/// The parts of the box.
struct Place {
    framed: bool,
    /// Where the query stands.
    line: Rect,
    /// Where the mode stands.
    mode: Rect,
    /// The edge or the row below the query.
    below: Option<Rect>,
}

impl Place {
    fn of(scene: Scene<'_>, area: Rect) -> Self {
        let framed = area.height >= 3;
        let row = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            height: 1,
            ..area
        };
        let mode = spans::columns(&chips::mode(scene)).min(row.width);
        let air = u16::from(framed);
        let mode = Rect {
            x: row.right() - mode - air.min(row.width - mode),
            width: mode,
            ..row
        };
        let line = if framed {
            Rect {
                y: row.y + 1,
                ..row
            }
        } else {
            Rect {
                width: row.width.saturating_sub(mode.width + 1),
                ..row
            }
        };
        let prompt = u16::try_from(cells::width(PROMPT))
            .unwrap_or(0)
            .min(line.width);
        let line = Rect {
            x: line.x + prompt,
            width: line.width - prompt,
            ..line
        };
        let below = (area.height > 1).then_some(Rect {
            y: line.y + 1,
            ..row
        });
        Self {
            framed,
            line,
            mode,
            below,
        }
    }
}

/// Writes the query, or what it could be; tells where the cursor stands.
fn put_line(scene: Scene<'_>, doubts: &[QueryError], line: Rect, buffer: &mut Buffer) -> Position {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus == Focus::SearchBox;
    let style = if focused { styles.accent } else { styles.faint };
    let prompt = Rect {
        x: line.x - u16::try_from(cells::width(PROMPT)).unwrap_or(0).min(line.x),
        width: line.width + 2,
        ..line
    };
    spans::put(buffer, prompt, vec![Span::styled(PROMPT, style)]);
    let text = model.search_box.line().text();
    if text.is_empty() {
        put_example(scene, line, buffer);
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
    let doubtful = styles.warn.add_modifier(Modifier::UNDERLINED);
    layers.extend(doubts.iter().map(|doubt| (doubt.span.clone(), doubtful)));
    for error in &query.errors {
        layers.push((error.span.clone(), styles.wrong));
    }
    put_edited(model.search_box.line(), &layers, scene, line, buffer)
}

/// What could be typed; who has searched before is told how to get at that.
fn put_example(scene: Scene<'_>, line: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let key = model
        .keymap
        .first_key(Action::Recall(true), Context::SearchBox)
        .filter(|_| model.focus == Focus::SearchBox && !model.search_box.recall.is_empty());
    let recall = key
        .map(|key| format!("   {key} earlier searches"))
        .unwrap_or_default();
    let room = usize::from(line.width).saturating_sub(cells::width(&recall) + 1);
    let example = EXAMPLES
        .into_iter()
        .map(|example| format!("{TRY}{example}"))
        .find(|example| cells::width(example) <= room)
        .unwrap_or_default();
    let text = format!("{example}{recall}");
    spans::put(buffer, line, vec![Span::styled(text, styles.faint)]);
}

/// How much of a line is scrolled out of sight: bytes, and columns.
fn scrolled(line: &LineBox, width: u16) -> (usize, usize) {
    let text = line.text();
    let before = cells::width(&text[..line.cursor_offset()]);
    // The cursor needs a cell of its own behind the text.
    let hidden = (before + 1).saturating_sub(usize::from(width));
    let (mut start, mut skipped) = (0, 0);
    for cell in Cells::new(text) {
        if skipped >= hidden {
            break;
        }
        skipped += cell.width;
        start = cell.end;
    }
    (start, skipped)
}

/// The column in which a byte of a line stands, when it is in sight.
pub(super) fn column_in(line: &LineBox, area: Rect, offset: usize) -> Option<u16> {
    let (start, skipped) = scrolled(line, area.width);
    if offset < start {
        return None;
    }
    let column = cells::width(line.text().get(..offset)?) - skipped;
    let column = u16::try_from(column).ok()?;
    (column < area.width).then_some(area.x + column)
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
    let before = cells::width(&text[..line.cursor_offset()]);
    let (start, skipped) = scrolled(line, area.width);
    let layers: Vec<Layer> = layers
        .iter()
        .filter(|(range, _)| range.end > start)
        .map(|(range, style)| (range.start.saturating_sub(start)..range.end - start, *style))
        .collect();
    let base = if line.is_proposed() {
        scene.styles.selected
    } else {
        scene.styles.text
    };
    let shown = spans::layered(&text[start..], base, &layers, 0);
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
