//! The command palette: a line, and what fits it with the keys that do the same.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{
    Scene, floating,
    list::List,
    pane::Pane,
    search_box::put_edited,
    spans::{self, Layer},
};
use crate::{
    domain::letters::Letters,
    tui::{
        model::{Palette, Viewport, palette::Command},
        text::cells,
    },
};

/// Columns of the box within its frame.
const WIDTH: u16 = 72;

/// Rows of the list where there is room.
const ROWS: u16 = 14;

/// Columns of a name.
const NAME: usize = 18;

/// Columns of the keys.
const KEYS: usize = 12;

pub(super) fn draw(
    view: &Palette,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Position {
    let styles = scene.styles;
    let width = (WIDTH + 4).min(area.width);
    let height = (ROWS + 3).min(area.height);
    // Its top stays where it is, however many rows fit.
    let frame = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 3,
        width,
        height,
    };
    floating::clear(frame, styles.raised, buffer);
    let count = Span::styled(view.fitting().len().to_string(), styles.faint);
    let inner = Pane::new(styles, true)
        .named("Commands")
        .right([count])
        .draw(frame, buffer);
    let [line, list] = split(inner);
    let used = spans::put(buffer, line, vec![Span::styled("› ", styles.accent)]);
    let line = Rect {
        x: line.x + used,
        width: line.width.saturating_sub(used),
        ..line
    };
    let cursor = put_edited(&view.line, &[], scene, line, buffer);
    let commands: Vec<&Command> = view.fitting().collect();
    if commands.is_empty() {
        let text = "no action fits; delete a letter, or Esc to go back";
        spans::put(buffer, list, vec![Span::styled(text, styles.faint)]);
    }
    let letters = Letters::new(view.line.text());
    let rows = List {
        scroll: &view.scroll,
        len: commands.len(),
        height: 1,
        focused: true,
    };
    viewport.list = rows.draw(scene, (frame, list), buffer, |number, place, buffer| {
        if let Some(command) = commands.get(number) {
            put(command, &letters, scene, place, buffer);
        }
    });
    cursor
}

fn split(inner: Rect) -> [Rect; 2] {
    let line = Rect {
        height: inner.height.min(1),
        ..inner
    };
    let list = Rect {
        y: inner.y + line.height,
        height: inner.height - line.height,
        ..inner
    };
    [line, list]
}

/// Name, what it does, and at the right its keys; what it does goes first where there is no room.
fn put(command: &Command, letters: &Letters, scene: Scene<'_>, place: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let keys = cells::fit(&command.keys, KEYS);
    let used = spans::put_right(buffer, place, vec![Span::styled(keys, styles.key)]);
    let room = usize::from(place.width.saturating_sub(used + 1));
    let name = command.action.name();
    let layers: Vec<Layer> = letters
        .ranges(name)
        .into_iter()
        .map(|range| (range, styles.matched))
        .collect();
    let mut line = spans::fitted(name, styles.text, &layers, room);
    let taken = NAME.max(cells::width(name)) + 2;
    if taken < room {
        let gap = taken - cells::width(name);
        line.push(Span::raw(" ".repeat(gap)));
        let help = cells::fit(command.help, room - taken);
        line.push(Span::styled(help, styles.muted));
    }
    let place = Rect {
        width: place.width.saturating_sub(used),
        ..place
    };
    spans::put(buffer, place, line);
}
