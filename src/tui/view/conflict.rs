//! Two changes of one entry: side by side where there is room, else one at a time.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use super::{Scene, diff::Look, full, pane, spans, versions};
use crate::tui::{
    model::{Conflict, Scrolled, Viewport, conflict::Tab},
    styles::Styles,
    text::cells,
};

/// From this width on, three states stand side by side.
const THREE: u16 = 110;

/// Columns between them.
const GAP: u16 = 3;

pub(super) fn draw(
    view: &Conflict,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let styles = scene.styles;
    let inner = full::draw(
        scene,
        "Somebody changed this entry",
        vec![outlook(view, styles)],
        area,
        buffer,
    );
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let lines = if inner.width >= THREE && view.tab != Tab::Merged {
        three(view, styles, head, body, buffer)
    } else {
        tabs(view, styles, head, buffer);
        column(view, view.tab, styles, body, buffer)
    };
    viewport.preview = usize::from(body.height);
    viewport.preview_lines = lines;
    let seen = (view.scroll, usize::from(body.height), lines);
    pane::scroll_bar(scene, Scrolled::View, true, area, seen, buffer);
    None
}

/// Whether both changes fit together.
fn outlook(view: &Conflict, styles: &Styles) -> Span<'static> {
    let meeting: Vec<&str> = view
        .merged
        .conflicts
        .iter()
        .map(|field| field.name())
        .collect();
    if meeting.is_empty() {
        Span::styled("both changes fit together", styles.good)
    } else {
        let text = format!("they meet in: {}", meeting.join(", "));
        Span::styled(text, styles.warn)
    }
}

fn tabs(view: &Conflict, styles: &Styles, line: Rect, buffer: &mut Buffer) {
    let mut spans = Vec::new();
    for tab in Tab::ALL {
        let style = if tab == view.tab {
            styles.badge
        } else {
            styles.muted
        };
        spans.push(Span::styled(format!(" {} ", tab.title()), style));
        spans.push(Span::raw(" "));
    }
    spans::put(buffer, line, spans);
}

/// As it was, and what each made of it. Returns the lines of the longest.
fn three(view: &Conflict, styles: &Styles, head: Rect, body: Rect, buffer: &mut Buffer) -> usize {
    let width = (body.width - 2 * GAP) / 3;
    let mut lines = 0;
    for (at, tab) in (0u16..).zip([Tab::Before, Tab::Theirs, Tab::Mine]) {
        let x = body.x + at * (width + GAP);
        let title = cells::fit(tab.title(), usize::from(width));
        let place = Rect { x, width, ..head };
        let style = if tab == view.tab {
            styles.accent
        } else {
            styles.muted
        };
        spans::put(buffer, place, vec![Span::styled(title, style)]);
        let place = Rect { x, width, ..body };
        lines = lines.max(column(view, tab, styles, place, buffer));
        if at > 0 {
            for row in spans::rows(Rect {
                x: x - 2,
                width: 1,
                y: head.y,
                height: head.height + body.height,
            }) {
                spans::put(buffer, row, vec![Span::styled("│", styles.track)]);
            }
        }
    }
    lines
}

/// One state, as it differs from what was read. Returns its lines.
fn column(view: &Conflict, tab: Tab, styles: &Styles, area: Rect, buffer: &mut Buffer) -> usize {
    let look = Look::unified(styles, area.width);
    let height = usize::from(area.height);
    let state = view.state(tab);
    let part = (view.scroll, height);
    let (lines, total) = versions::lines(state, look, styles, area.width.into(), part);
    versions::put(lines, area, buffer);
    total
}
