//! An entry being edited: its fields in a strip, its text below.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use super::{
    Scene, full,
    pane::{self, Pane},
    spans, text_box,
};
use crate::{
    domain::fields::Field,
    tui::{
        keymap::Action,
        model::{Editor, Scrolled, Target, editor::Stage},
        text::cells,
    },
};

/// From this width on, all short fields stand in one row; from the other on, two do.
const FOUR: u16 = 96;
const TWO: u16 = 50;

/// From this height on, fields that do not have the keys show too.
const ROOMY: u16 = 11;

/// Lines are not made longer than one can read.
const MAX_MEASURE: u16 = 110;

/// Columns of the names of fields, with a mark and a space behind.
const NAME: u16 = 9;

/// Fields of one line.
const SHORT: [Field; 4] = [Field::Kind, Field::Project, Field::Agent, Field::Session];

pub(super) fn draw(
    view: &Editor,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let entry = view.base();
    let room = usize::from(area.width / 2);
    let title = cells::fit(&format!("Edit · {}", entry.place()), room);
    full::clear(scene, area, buffer);
    let frame = Pane::new(styles, true)
        .named(&title)
        .right(state(view, scene))
        .bottom_left(hidden(view, scene, area.height));
    let inner = frame.draw(area, buffer);
    let message = message(view, scene, usize::from(inner.width));
    let short = short_rows(view, inner);
    let metadata = metadata_rows(view, inner);
    let [fields, below, told, rule, text] = Layout::vertical([
        Constraint::Length(short),
        Constraint::Length(metadata),
        Constraint::Length(u16::from(message.is_some())),
        Constraint::Length(u16::from(short + metadata > 0)),
        Constraint::Fill(1),
    ])
    .areas(inner);
    let mut cursor = draw_short(view, scene, fields, buffer);
    cursor = cursor.or(draw_field(view, Field::Metadata, scene, below, buffer));
    if let Some(message) = message {
        spans::put(buffer, told, message);
    }
    put_rule(view, scene, rule, buffer);
    let text = Rect {
        width: text.width.min(MAX_MEASURE),
        ..text
    };
    let in_text = view.focus == Field::Text;
    let text_view = view.text_box(Field::Text);
    scene.clickable(text, Target::Field(Field::Text));
    let drawn = text_box::draw(text_view, in_text, styles, text, buffer);
    let lines = text_view.lines().len();
    let shown = usize::from(text.height).min(lines);
    let frame = Rect {
        y: text.y.saturating_sub(1),
        height: text.height + 2,
        ..area
    };
    pane::scroll_bar(
        scene,
        Scrolled::View,
        in_text,
        frame,
        (text_view.first_line(), shown, lines),
        buffer,
    );
    cursor.or(drawn)
}

/// Where there is no room for the fields without the keys: that there are some, and how one gets
/// there.
fn hidden(view: &Editor, scene: Scene<'_>, height: u16) -> Vec<Span<'static>> {
    if height.saturating_sub(2) >= ROOMY || view.focus != Field::Text {
        return Vec::new();
    }
    let Some(keys) = scene.keys(Action::NextPane) else {
        return Vec::new();
    };
    vec![
        Span::styled(keys, scene.styles.key),
        Span::styled(" type, project, agent, …", scene.styles.muted),
    ]
}

/// What was changed, or how saving goes.
fn state(view: &Editor, scene: Scene<'_>) -> Vec<Span<'static>> {
    let styles = scene.styles;
    match view.stage {
        Stage::Saving(_) => return vec![Span::styled("saving…", styles.accent)],
        Stage::Looking(_) => {
            return vec![Span::styled("somebody changed it; looking…", styles.warn)];
        }
        Stage::Typing => {}
    }
    let changed: Vec<&str> = view.changed().into_iter().map(Field::name).collect();
    if changed.is_empty() {
        vec![Span::styled("unchanged", styles.faint)]
    } else {
        vec![
            Span::styled("● ", styles.warn),
            Span::styled(changed.join(", "), styles.text),
        ]
    }
}

/// Why something cannot be saved, or what could stand in a field.
fn message(view: &Editor, scene: Scene<'_>, width: usize) -> Option<Vec<Span<'static>>> {
    let styles = scene.styles;
    let wrong = [view.focus]
        .into_iter()
        .chain(Field::ALL)
        .find_map(|field| Some((field, view.error(field)?)));
    if let Some((field, error)) = wrong {
        let text = format!("{}: {error}", field.name());
        return Some(vec![Span::styled(cells::fit(&text, width), styles.bad)]);
    }
    if let Some(failure) = &view.failure {
        let text = format!("not saved: {failure}");
        return Some(vec![Span::styled(cells::fit(&text, width), styles.bad)]);
    }
    let offers = view.offers();
    if offers.is_empty() {
        return None;
    }
    let text = format!("↑↓ {}", offers.join(" · "));
    Some(vec![Span::styled(cells::fit(&text, width), styles.faint)])
}

/// How many short fields stand side by side.
fn side_by_side(width: u16) -> u16 {
    match width {
        FOUR.. => 4,
        TWO.. => 2,
        _ => 1,
    }
}

fn short_rows(view: &Editor, inner: Rect) -> u16 {
    if inner.height >= ROOMY {
        4 / side_by_side(inner.width)
    } else {
        u16::from(SHORT.contains(&view.focus))
    }
}

fn metadata_rows(view: &Editor, inner: Rect) -> u16 {
    let focused = view.focus == Field::Metadata;
    if inner.height < ROOMY && !focused {
        return 0;
    }
    if !focused {
        return 1;
    }
    // Long lines wrap, so that lines alone do not tell.
    let text = view.text_box(Field::Metadata);
    let width = usize::from(inner.width.saturating_sub(NAME).max(1));
    let rows: usize = text.lines().iter().map(|line| line.len() / width + 1).sum();
    let most = usize::from((inner.height / 2).max(1));
    u16::try_from(rows.clamp(1, most)).unwrap_or(1)
}

fn draw_short(
    view: &Editor,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if area.height == 1 && SHORT.contains(&view.focus) && side_by_side(area.width) < 4 {
        return draw_field(view, view.focus, scene, area, buffer);
    }
    let columns = side_by_side(area.width);
    let mut cursor = None;
    for (fields, line) in SHORT.chunks(usize::from(columns)).zip(spans::rows(area)) {
        let width = line.width / columns;
        for (at, field) in (0u16..).zip(fields) {
            let place = Rect {
                x: line.x + at * width,
                width: width - u16::from(at + 1 < columns),
                ..line
            };
            cursor = cursor.or(draw_field(view, *field, scene, place, buffer));
        }
    }
    cursor
}

/// The name of a field and its box.
fn draw_field(
    view: &Editor,
    field: Field,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let focused = view.focus == field;
    let style = if view.error(field).is_some() {
        styles.bad
    } else if focused {
        styles.accent
    } else {
        styles.muted
    };
    let text = view.text_box(field);
    let mark = if text.is(view.was().get(field)) {
        " "
    } else {
        "*"
    };
    let name = NAME.min(area.width / 2);
    let label = format!("{}{mark}", field.name());
    let line = Rect {
        height: area.height.min(1),
        ..area
    };
    spans::put(buffer, line, vec![Span::styled(label, style)]);
    let place = Rect {
        x: area.x + name,
        width: area.width - name,
        ..area
    };
    if focused {
        buffer.set_style(place, styles.field);
    }
    scene.clickable(place, Target::Field(field));
    text_box::draw(text, focused, styles, place, buffer)
}

fn put_rule(view: &Editor, scene: Scene<'_>, line: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let style = if view.focus == Field::Text {
        styles.accent
    } else {
        styles.muted
    };
    let text = view.text_box(Field::Text);
    let mark = if text.is(view.was().get(Field::Text)) {
        ""
    } else {
        "*"
    };
    let (row, column) = text.cursor();
    let title = format!("text{mark} ");
    let place = format!(" {}:{}", row + 1, column + 1);
    let used = cells::width(&title) + cells::width(&place);
    let rest = usize::from(line.width).saturating_sub(used);
    let spans = vec![
        Span::styled(title, style),
        Span::styled("─".repeat(rest), styles.track),
        Span::styled(place, styles.faint),
    ];
    spans::put(buffer, line, spans);
}
