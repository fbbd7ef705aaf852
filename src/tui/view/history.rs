//! What an entry said before: its states, and what one of them changed.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use super::{
    Scene,
    diff::Look,
    floating, full,
    list::List,
    pane::{self, Pane},
    spans, versions,
};
use crate::{
    domain::{
        age,
        count::{counted, percent},
        fields::{Field, Fields},
        history::Past,
    },
    tui::{
        keymap::Action,
        model::{History, Scrolled, Target, Viewport, history::Against},
        text::{cells, wrap},
    },
};

/// From this width on, the comparison stands beside the states.
const BESIDE: u16 = 100;

/// Columns of the states then.
const STATES: u16 = 44;

/// From this width on, a word marks the state that holds now.
const WITH_WORD: u16 = 40;

pub(super) fn draw(
    view: &History,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let styles = scene.styles;
    let count = view.states.as_ref().map_or_else(
        || "reading…".to_owned(),
        |states| counted(states.len(), "state", "states"),
    );
    let right = vec![Span::styled(count, styles.muted)];
    if view.is_empty() {
        let inner = full::draw(scene, "History", right, area, buffer);
        say(
            &nothing(view, scene),
            view.error.is_some(),
            scene,
            inner,
            buffer,
        );
        return None;
    }
    let (states, changes) = if area.width >= BESIDE {
        let [states, changes] =
            Layout::horizontal([Constraint::Length(STATES), Constraint::Fill(1)]).areas(area);
        (states, changes)
    } else {
        let rows = u16::try_from(view.len()).unwrap_or(u16::MAX);
        let height = rows.saturating_add(2).min(area.height * 2 / 5).max(3);
        let [states, changes] =
            Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
        (states, changes)
    };
    let inner = full::draw(scene, "History", right, states, buffer);
    let list = List {
        scroll: &view.list,
        len: view.len(),
        height: 1,
        focused: true,
    };
    viewport.list = list.draw(scene, (states, inner), buffer, |number, row, buffer| {
        put_state(view, number, scene, row, buffer);
    });
    draw_changes(view, scene, changes, buffer, viewport);
    None
}

/// Why there is nothing to show.
fn nothing(view: &History, scene: Scene<'_>) -> String {
    if let Some(error) = &view.error {
        return error.clone();
    }
    if view.states.is_some() {
        let known = "nothing is known of what it said before";
        return scene.advice(known, Action::Back, "goes back");
    }
    let doing = match view.progress {
        Some(at) => format!("reading old versions, {} %", percent(at.done, at.total)),
        None => "reading old versions".to_owned(),
    };
    scene.advice(&doing, Action::Back, "stops")
}

fn say(text: &str, failed: bool, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let style = if failed {
        scene.styles.bad
    } else {
        scene.styles.faint
    };
    let below = Rect {
        y: area.y + area.height / 3,
        height: area.height - area.height / 3,
        ..area
    };
    for (line, row) in wrap::lines(text, area.width.into()).zip(spans::rows(below)) {
        spans::centre(buffer, row, line, style);
    }
}

/// Since when a state held, and what it changed.
fn put_state(view: &History, number: usize, scene: Scene<'_>, row: Rect, buffer: &mut Buffer) {
    let Scene { styles, now, .. } = scene;
    let states = view.states.as_deref().unwrap_or_default();
    let Some(state) = states.get(number) else {
        return;
    };
    let since = format!(
        "{}  {}",
        state.since.format("%Y-%m-%d %H:%M"),
        cells::fill(&age::short(state.since, now), 4)
    );
    let what = changed(state, states.get(number + 1));
    let mut spans = vec![Span::styled(since, styles.muted), Span::raw("  ")];
    if state.current {
        let mark = if row.width < WITH_WORD {
            "● "
        } else {
            "current  "
        };
        spans.push(Span::styled(mark, styles.good));
    }
    let room = usize::from(row.width.saturating_sub(spans::columns(&spans)));
    spans.push(Span::styled(cells::fit(&what, room), styles.text));
    spans::put(buffer, row, spans);
}

fn changed(state: &Past, before: Option<&Past>) -> String {
    let Some(before) = before else {
        return "as first known".to_owned();
    };
    let fields: Vec<&str> = Fields::from(&state.entry)
        .differing(&Fields::from(&before.entry))
        .into_iter()
        .map(Field::name)
        .collect();
    let mut told = if fields.is_empty() {
        "nothing people wrote".to_owned()
    } else {
        fields.join(", ")
    };
    // What stood before one of lore's changes was ended by it.
    if before.before.is_some() {
        told += " by lore";
    }
    told
}

fn draw_changes(
    view: &History,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let styles = scene.styles;
    let is_first = view.list.cursor + 1 == view.len();
    let title = match view.against {
        Against::Before if is_first => "The first state",
        Against::Before => "What it changed",
        Against::Now => "From now to this state",
    };
    floating::clear(area, styles.base, buffer);
    let inner = Pane::new(styles, false).named(title).draw(area, buffer);
    let Some(of) = view.versions() else {
        return;
    };
    let look = if is_first && view.against == Against::Before {
        Look::unified(styles, inner.width)
    } else {
        Look::fitting(styles, inner.width)
    };
    let height = usize::from(inner.height);
    let part = (view.scroll, height);
    let (lines, total) = versions::lines(of, look, styles, inner.width.into(), part);
    versions::put(lines, inner, buffer);
    viewport.preview = height;
    viewport.preview_lines = total;
    scene.clickable(area, Target::Preview);
    let seen = (view.scroll, height, total);
    pane::scroll_bar(scene, Scrolled::Preview, false, area, seen, buffer);
}
