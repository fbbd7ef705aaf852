//! The choice of a theme: a list, and what the one under the cursor looks like.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, bars, floating, list::List, pane::Pane, spans};
use crate::{
    config::ThemeSetting,
    domain::{kind, printable::printable_line},
    tui::{
        model::{ThemePicker, Viewport},
        styles::Depth,
        text::{cells, wrap},
    },
};

/// Columns of the list, and of the sample beside it with the gap.
const LIST: u16 = 34;
const SAMPLE: u16 = 30;
const GAP: u16 = 3;

/// Columns and rows of a frame around something, air included.
const FRAME: (u16, u16) = (4, 2);

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
    let width = (columns + FRAME.0).min(area.width);
    let broken = broken(scene, usize::from(width.saturating_sub(FRAME.0)));
    let rows = view.choices.len().max(sample.len()) + broken.len();
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
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
    let below = u16::try_from(broken.len()).unwrap_or(u16::MAX);
    let below = below.min(inner.height / 2);
    let (inner, below) = (
        Rect {
            height: inner.height - below,
            ..inner
        },
        Rect {
            y: inner.bottom() - below,
            height: below,
            ..inner
        },
    );
    for (line, row) in broken.into_iter().zip(spans::rows(below)) {
        spans::put(buffer, row, vec![Span::styled(line, styles.warn)]);
    }
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

/// Why themes are missing in the list, in lines of so many columns.
fn broken(scene: Scene<'_>, width: usize) -> Vec<String> {
    let told = scene.model.look.broken().iter();
    told.flat_map(|broken| {
        let told = format!("left out: {}", printable_line(&broken.why));
        let lines: Vec<String> = wrap::lines(&told, width).map(str::to_owned).collect();
        lines
    })
    .collect()
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
    let lightness = match theme {
        Some(theme) if theme.is_light() => "light",
        _ => "dark",
    };
    let word = match theme {
        Some(theme) if theme.is_users => format!(" yours, {lightness}"),
        _ => format!(" {lightness}"),
    };
    let mark = if *choice == view.before { "● " } else { "  " };
    let room = usize::from(width).saturating_sub(cells::width(&word) + cells::width(mark));
    vec![
        Span::styled(mark, styles.accent),
        Span::styled(cells::fill(name, room), name_style),
        Span::styled(word, styles.faint),
    ]
}

/// Something of everything that has a colour.
fn sample(scene: Scene<'_>, width: usize) -> Vec<Vec<Span<'static>>> {
    let styles = scene.styles;
    let of = Span::styled::<&'static str, _>;
    let mut lines = vec![
        vec![
            of("Text, ", styles.text),
            of("beside it, ", styles.muted),
            of("faint", styles.faint),
        ],
        vec![
            of("a ", styles.text),
            of("match", styles.matched),
            of(", a ", styles.text),
            of("key", styles.key),
            of(", ", styles.text),
            of(" code ", styles.code),
        ],
        vec![
            of("good", styles.good),
            of("  ", styles.text),
            of("warning", styles.warn),
            of("  ", styles.text),
            of("error", styles.bad),
            of("  ", styles.text),
            of("note", styles.info),
        ],
        vec![
            of("removed", styles.removed),
            of(" ", styles.text),
            of("added", styles.added),
            of(" ", styles.text),
            of("selected", styles.selected),
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
