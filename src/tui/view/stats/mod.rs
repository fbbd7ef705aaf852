//! The stats pane: totals, a timeline, bars, and how the store stands, as much as there is room for.

mod health;
mod lists;
mod meaning;
mod timeline;
mod totals;

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{
    Scene,
    pane::{self, Pane},
    spans,
};
use crate::{
    domain::{filter::Filter, query_line::query_line},
    tui::{
        model::{
            self, Scrolled, Target, Viewport,
            stats::{Bar, Board, Panel, PanelKind, board::Room},
        },
        text::{cells, wrap},
    },
};

type SpanLine = Vec<Span<'static>>;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer, viewport: &mut Viewport) {
    let Scene {
        model, styles, now, ..
    } = scene;
    let focused = model.focus.pane() == model::Pane::Stats;
    let stats = &model.stats;
    let right = if stats.error.is_some() {
        Some(Span::styled("failed", styles.bad))
    } else if stats.loading {
        Some(Span::styled("counting…", styles.accent))
    } else {
        None
    };
    let inner = Pane::new(styles, focused)
        .named(model::Pane::Stats.title())
        .right(right)
        .bottom_left(counted_set(scene, area.width))
        .draw(area, buffer);
    scene.clickable(area, Target::Pane(model::Pane::Stats));
    let width = usize::from(inner.width);
    viewport.stats = usize::from(inner.height);
    viewport.stats_width = inner.width;
    let told = match (&stats.stats, &stats.error) {
        (_, Some(error)) => Some((error.as_str(), styles.bad)),
        (None, None) => Some(("counting…", styles.faint)),
        (Some(_), None) => None,
    };
    if let Some((text, style)) = told {
        let lines: Vec<SpanLine> = told_lines(text, width, style);
        viewport.stats_lines = lines.len();
        for (line, row) in lines.into_iter().zip(spans::rows(inner)) {
            spans::put(buffer, row, line);
        }
        return;
    }
    let board = Board::new(stats, (inner.width, inner.height), now.date_naive());
    let lines = usize::from(board.height);
    let first = stats.scroll.min(lines.saturating_sub(viewport.stats));
    viewport.stats_lines = lines;
    let of = Scrolled::Pane(model::Pane::Stats);
    let seen = (first, viewport.stats, lines);
    pane::scroll_bar(scene, of, focused, area, seen, buffer);
    let window = Window { first, inner };
    let selected = board
        .under_cursor(stats.cursor.as_ref())
        .filter(|_| focused);
    if let Some((place, bar)) = selected {
        window.mark(scene, *place, bar, buffer);
    }
    let selected = selected.map(|(_, bar)| bar);
    for (number, (place, _)) in board.bars.iter().enumerate() {
        for row in (0..place.height).filter_map(|row| window.row(*place, row)) {
            scene.clickable(row, Target::Bar(number));
        }
    }
    for panel in &board.panels {
        for row in 0..panel.area.height {
            if let Some(place) = window.row(panel.area, row) {
                viewport.health |= matches!(panel.kind, PanelKind::Meaning | PanelKind::Health);
                let line = panel_line(scene, &board, panel, usize::from(row), selected);
                spans::put(buffer, place, line);
            }
        }
    }
}

/// The part of the board that shows.
#[derive(Clone, Copy)]
struct Window {
    first: usize,
    inner: Rect,
}

impl Window {
    /// Where a row of a panel is on the screen, if it is.
    fn row(self, panel: Rect, row: u16) -> Option<Rect> {
        let line = usize::from(panel.y) + usize::from(row);
        let below = line.checked_sub(self.first)?;
        let y = u16::try_from(below)
            .ok()
            .filter(|y| *y < self.inner.height)?;
        Some(Rect {
            x: self.inner.x + panel.x,
            y: self.inner.y + y,
            width: panel.width,
            height: 1,
        })
    }

    /// Lays the cursor's background under a bar.
    fn mark(self, scene: Scene<'_>, place: Rect, bar: &Bar, buffer: &mut Buffer) {
        let styles = scene.styles;
        for row in 0..place.height {
            let Some(on_screen) = self.row(place, row) else {
                continue;
            };
            if let Bar::Time(_) = bar {
                buffer.set_style(on_screen, styles.selection);
                continue;
            }
            // The mark and the background reach into the air at the left.
            let wide = Rect {
                x: on_screen.x - 1,
                width: on_screen.width + 1,
                ..on_screen
            };
            buffer.set_style(wide, styles.selection);
            spans::put(buffer, wide, vec![Span::styled("▌", styles.accent)]);
        }
    }
}

/// What the numbers are about, when that is not the whole store.
fn counted_set(scene: Scene<'_>, width: u16) -> Option<Span<'static>> {
    let filter = scene.model.stats.filter.as_ref()?;
    let words = !scene.model.search_box.query().words.is_empty();
    let of = query_line(filter);
    let text = match (of.is_empty(), words) {
        (true, false) => return None,
        (true, true) => "all entries, whatever the words find".to_owned(),
        (false, false) => of,
        (false, true) => format!("{of}, whatever the words find"),
    };
    let room = usize::from(width.saturating_sub(8));
    Some(Span::styled(cells::fit(&text, room), scene.styles.muted))
}

fn told_lines(text: &str, width: usize, style: Style) -> Vec<SpanLine> {
    wrap::lines(text, width)
        .map(|line| spans::layered(line, style, &[], 0))
        .collect()
}

fn panel_line(
    scene: Scene<'_>,
    board: &Board,
    panel: &Panel,
    row: usize,
    selected: Option<&Bar>,
) -> SpanLine {
    let Some(stats) = &scene.model.stats.stats else {
        return Vec::new();
    };
    let width = usize::from(panel.area.width);
    match panel.kind {
        PanelKind::Totals => match board.room {
            Room::Tiny => totals::summary(scene, stats, width),
            Room::Small => totals::line(scene, stats, width, row),
            Room::Large => totals::cards(scene, stats, width, row),
        },
        PanelKind::Nothing => nothing(scene, width),
        PanelKind::Timeline => timeline::line(scene, board, stats, panel.area, row, selected),
        PanelKind::List(list) => lists::values(scene, stats, list, panel.area, row),
        PanelKind::Ages => lists::ages(scene, stats, width, row),
        PanelKind::Meaning => meaning::line(scene, width, row),
        PanelKind::Health => health::line(scene, width, row),
    }
}

/// What to do when there is nothing to count.
fn nothing(scene: Scene<'_>, width: usize) -> SpanLine {
    let filter = scene.model.stats.filter.as_ref();
    let whole = filter.is_none_or(|filter| *filter == Filter::default());
    let text = if whole {
        "nothing is stored yet: `lore store TEXT` adds an entry"
    } else {
        "no entry passes the filter: Esc in the results takes it out"
    };
    vec![Span::styled(cells::fit(text, width), scene.styles.muted)]
}

/// A heading with a rule behind it, and what goes at its right end.
fn rule(scene: Scene<'_>, title: &str, right: Vec<Span<'static>>, width: usize) -> SpanLine {
    let styles = scene.styles;
    let title = cells::fit(title, width);
    let used = cells::width(&title) + 1;
    let right_width = usize::from(spans::columns(&right));
    let mut line = vec![Span::styled(title, styles.muted), Span::raw(" ")];
    if right.is_empty() || used + right_width + 2 > width {
        line.push(Span::styled(
            "─".repeat(width.saturating_sub(used)),
            styles.track,
        ));
        return line;
    }
    let dashes = width - used - right_width - 1;
    line.push(Span::styled("─".repeat(dashes), styles.track));
    line.push(Span::raw(" "));
    line.extend(right);
    line
}
