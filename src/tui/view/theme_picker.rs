//! The choice of a theme: a list, and what the one under the cursor looks like.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, bars, floating, list::List, pane::Pane, spans};
use crate::{
    config::ThemeSetting,
    domain::kind,
    tui::{
        model::{ThemePicker, Viewport},
        styles::Depth,
        text::cells,
    },
};

/// Columns of the list, and of the sample beside it with the gap.
const LIST: u16 = 34;
const SAMPLE: u16 = 30;
const GAP: u16 = 3;

/// Columns and rows of a frame around something, air included.
const FRAME: (u16, u16) = (4, 2);

/// What stands behind a name: how light it is.
const WORD: usize = 6;

/// Draws it in a corner, so that much of the screen behind it shows in the colours of the theme.
pub(super) fn draw(
    view: &ThemePicker,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let styles = scene.styles;
    let with_sample = area.width >= LIST + GAP + SAMPLE + FRAME.0;
    let columns = LIST + if with_sample { GAP + SAMPLE } else { 0 };
    let sample = sample(scene, usize::from(SAMPLE));
    let rows = view.choices.len().max(sample.len());
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    let width = (columns + FRAME.0).min(area.width);
    let height = rows.saturating_add(FRAME.1).min(area.height);
    let frame = Rect {
        x: area.right() - width,
        y: area.bottom() - height,
        width,
        height,
    };
    floating::clear(frame, styles.raised, buffer);
    let inner = Pane::new(styles, true)
        .named("Themes")
        .right([Span::styled(told(scene), styles.muted)])
        .draw(frame, buffer);
    let list = Rect {
        width: inner.width.min(LIST),
        ..inner
    };
    viewport.list = List {
        scroll: &view.scroll,
        len: view.choices.len(),
        height: 1,
        focused: true,
    }
    .draw(scene, (frame, list), buffer, |number, place, buffer| {
        if let Some(choice) = view.choices.get(number) {
            spans::put(buffer, place, row(choice, view, scene, place.width));
        }
    });
    if with_sample {
        let beside = Rect {
            x: list.right() + GAP,
            width: SAMPLE,
            ..inner
        };
        for (line, place) in sample.into_iter().zip(spans::rows(beside)) {
            spans::put(buffer, place, line);
        }
    }
    None
}

/// What the terminal can show of it.
fn told(scene: Scene<'_>) -> &'static str {
    match scene.model.look.sight().depth {
        Depth::None => "no colours",
        Depth::Sixteen => "16 colours",
        Depth::Indexed => "256 colours",
        Depth::True => "true colour",
    }
}

/// The name, a mark at the one in use before, and how light it is.
fn row(
    choice: &ThemeSetting,
    view: &ThemePicker,
    scene: Scene<'_>,
    width: u16,
) -> Vec<Span<'static>> {
    let styles = scene.styles;
    let theme = scene.model.look.theme_of(choice);
    let (name, name_style) = match choice {
        ThemeSetting::Auto { .. } => ("as the terminal is", styles.text),
        ThemeSetting::Named(name) => (&**name, styles.text),
    };
    let word = match theme {
        Some(theme) if theme.is_users => "yours",
        Some(theme) if theme.is_light() => "light",
        _ => "dark",
    };
    let mark = if *choice == view.before { "● " } else { "  " };
    let room = usize::from(width).saturating_sub(WORD + cells::width(mark));
    vec![
        Span::styled(mark, styles.accent),
        Span::styled(cells::fill(name, room), name_style),
        Span::styled(cells::fill_left(word, WORD), styles.faint),
    ]
}

/// Something of everything that has a colour.
fn sample(scene: Scene<'_>, width: usize) -> Vec<Vec<Span<'static>>> {
    let styles = scene.styles;
    let styled = Span::styled::<&'static str, _>;
    let mut lines = vec![
        vec![
            styled("Text, ", styles.text),
            styled("beside it, ", styles.muted),
            styled("faint", styles.faint),
        ],
        vec![
            styled("a ", styles.text),
            styled("match", styles.matched),
            styled(", a ", styles.text),
            styled("key", styles.key),
            styled(", ", styles.text),
            styled(" code ", styles.code),
        ],
        vec![
            styled("good", styles.good),
            styled("  ", styles.text),
            styled("warning", styles.warn),
            styled("  ", styles.text),
            styled("error", styles.bad),
            styled("  ", styles.text),
            styled("note", styles.info),
        ],
        vec![
            styled("removed", styles.removed),
            styled(" ", styles.text),
            styled("added", styles.added),
            styled(" ", styles.text),
            styled("selected", styles.selected),
        ],
        vec![Span::styled(
            cells::fill("▌under the cursor", width),
            styles.text.patch(styles.selection),
        )],
        vec![Span::styled(
            cells::fill("▌in another pane", width),
            styles.text.patch(styles.selection_idle),
        )],
        bars::thin(0.6, width, styles.bar, styles).to_vec(),
        Vec::new(),
    ];
    let kinds = kind::KNOWN.into_iter().chain(["any other"]);
    lines.extend(kinds.map(|kind| {
        vec![
            Span::styled("● ", styles.kind(kind)),
            Span::styled(kind, styles.kind(kind)),
        ]
    }));
    lines
}
