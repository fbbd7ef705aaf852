//! The trash: a list of what was deleted, and the text of the selected entry.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use super::{Scene, full, list::List, pane, preview, question::Question, row, snippet, spans};
use crate::{
    domain::{
        age,
        change::Trashed,
        count::{counted, thousands},
    },
    tui::{
        keymap::Action,
        model::{EmptyTrashQuestion, Scrolled, Target, TrashView, Viewport},
        text::{cells, wrap},
    },
};

/// Columns of a row's type and age.
const KIND: usize = 8;
const AGE: usize = 4;

/// From this width on, the text stands beside the list.
const BESIDE: u16 = 100;

/// From this height on, the text stands below the list where it has no room beside it.
const BELOW: u16 = 14;

/// From this width on, a row tells who deleted it.
const WITH_WHO: u16 = 60;

pub(super) fn draw(
    view: &TrashView,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    full::clear(scene, area, buffer);
    let (left, right) = parts(area);
    let state = state(view, scene);
    let inner = full::draw(scene, "Trash", state, left, buffer);
    if view.is_empty() {
        put_nothing(view, scene, inner, buffer);
    } else {
        let list = List {
            scroll: &view.scroll,
            len: view.len(),
            height: 1,
            focused: true,
        };
        viewport.list = list.draw(scene, (left, inner), buffer, |number, place, buffer| {
            if let Some(row) = view.rows.as_ref().and_then(|rows| rows.get(number)) {
                put_row(view, row, scene, place, buffer);
            }
        });
    }
    if let Some(right) = right {
        put_text(view, scene, right, buffer, viewport);
    }
    None
}

fn parts(area: Rect) -> (Rect, Option<Rect>) {
    let halves = [Constraint::Fill(1), Constraint::Fill(1)];
    if area.width >= BESIDE {
        let [left, right] = Layout::horizontal(halves).areas(area);
        (left, Some(right))
    } else if area.height >= BELOW {
        let [top, below] = Layout::vertical(halves).areas(area);
        (top, Some(below))
    } else {
        (area, None)
    }
}

fn state(view: &TrashView, scene: Scene<'_>) -> Vec<Span<'static>> {
    let styles = scene.styles;
    let Some(rows) = &view.rows else {
        return Vec::new();
    };
    let mut state = Vec::new();
    if !view.marked.is_empty() {
        let marked = format!("● {} marked · ", thousands(view.marked.len()));
        state.push(Span::styled(marked, styles.accent));
    }
    let entries = counted(rows.len(), "entry", "entries");
    state.push(Span::styled(entries, styles.muted));
    state
}

fn put_nothing(view: &TrashView, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let (text, style) = match (&view.error, &view.rows) {
        (Some(error), _) => (error.clone(), styles.bad),
        (None, None) => ("Looking into the trash…".to_owned(), styles.muted),
        (None, Some(_)) => (
            scene.advice(
                "The trash is empty. What is deleted comes here",
                Action::Back,
                "goes back",
            ),
            styles.muted,
        ),
    };
    for (line, row) in wrap::lines(&text, usize::from(area.width)).zip(spans::rows(area)) {
        spans::put(
            buffer,
            row,
            vec![Span::styled(
                cells::fit(line, usize::from(row.width)),
                style,
            )],
        );
    }
}

/// Mark, type, text, who, and when it went.
fn put_row(view: &TrashView, row: &Trashed, scene: Scene<'_>, line: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let entry = &row.entry;
    let mark = if view.marked.contains(&entry.key()) {
        "● "
    } else {
        "  "
    };
    let when = cells::fill_left(&age::short(row.at, scene.now), AGE);
    let mut line = line;
    line.width -= spans::put_right(
        buffer,
        line,
        vec![Span::raw(" "), Span::styled(when, styles.muted)],
    );
    if line.width >= WITH_WHO {
        let who = cells::fit(
            &format!("{} by {}", row.action.name(), row.who),
            usize::from(line.width / 3),
        );
        line.width -= spans::put_right(
            buffer,
            line,
            vec![Span::raw("  "), Span::styled(who, styles.faint)],
        );
    }
    let room = usize::from(line.width).saturating_sub(KIND + 3);
    let text = snippet::masked_opening(&entry.text, room);
    spans::put(
        buffer,
        line,
        vec![
            Span::styled(mark, styles.accent),
            Span::styled(
                format!("{} ", cells::fill(&row::label(&entry.kind), KIND)),
                styles.kind(&entry.kind),
            ),
            Span::styled(cells::fit(&text, room), styles.text),
        ],
    );
}

/// Where the selected entry was, when and why it went, and what it says.
fn put_text(
    view: &TrashView,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let styles = scene.styles;
    let inner = pane::Pane::new(styles, false)
        .named("What it said")
        .draw(area, buffer);
    let Some(row) = view.selected() else {
        return;
    };
    let about = [row.entry.id.clone(), why(row, scene)];
    let [head, text] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(inner);
    for (line, place) in about.iter().zip(spans::rows(head)) {
        let line = cells::fit(line, usize::from(place.width));
        spans::put(buffer, place, vec![Span::styled(line, styles.muted)]);
    }
    scene.clickable(area, Target::Preview);
    preview::draw(scene, &row.entry, view.preview, text, buffer, viewport);
    let (shown, total) = (viewport.preview, viewport.preview_lines);
    let first = view.preview.min(total.saturating_sub(shown));
    pane::scroll_bar(
        scene,
        Scrolled::Preview,
        false,
        area,
        (first, shown, total),
        buffer,
    );
}

fn why(row: &Trashed, scene: Scene<'_>) -> String {
    let age = age::long(row.at, scene.now);
    format!("{} by {}, {age}", row.action.name(), row.who)
}

/// "Empty the trash?"
pub(super) fn draw_empty(
    view: EmptyTrashQuestion,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let entries = counted(view.entries, "entry", "entries");
    Question::new("Empty the trash?", "empty it", "keep it")
        .body(format!(
            "All of it would be removed, marked or not: {entries}."
        ))
        .warning("This cannot be taken back.")
        .draw(scene, area, buffer)
}
