//! The journal: a list of changes, and all about the selected one.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use super::{Scene, full, list::List, pane::Pane, spans};
use crate::{
    domain::{
        age,
        change::{Change, ChangeState},
        count::{counted, thousands},
    },
    tui::{
        keymap::Action,
        model::{LogView, Viewport},
        text::{cells, wrap},
    },
};

/// Columns of age, action, and count.
const AGE: usize = 4;
const ACTION: usize = 11;
const COUNT: usize = 8;

/// From this width on, a row tells who and what.
const WITH_WHO: usize = 24;

/// From this height on, the columns have names.
const WITH_HEADER: u16 = 5;

/// Lines shorter than this have little room.
const NARROW: u16 = 40;

/// Lines of the details, with their frame.
const DETAILS: u16 = 10;

pub(super) fn draw(
    view: &LogView,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    full::clear(scene, area, buffer);
    let details = view.details.then(|| DETAILS.min(area.height / 2 + 1));
    let [top, below] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(details.unwrap_or(0)),
    ])
    .areas(area);
    let state = view.rows.as_ref().map(|rows| {
        let changes = counted(rows.len(), "change", "changes");
        Span::styled(changes, scene.styles.muted)
    });
    let inner = full::draw(scene, "Changes", state.into_iter().collect(), top, buffer);
    if view.is_empty() {
        put_nothing(view, scene, inner, buffer);
    } else {
        let list = List {
            scroll: &view.scroll,
            len: view.len(),
            height: 1,
            focused: true,
        };
        let rows = put_header(scene, inner, buffer);
        viewport.list = list.draw(scene, (top, rows), buffer, |number, place, buffer| {
            if let Some(change) = view.rows.as_ref().and_then(|rows| rows.get(number)) {
                put_row(change, scene, place, buffer);
            }
        });
    }
    if let Some(change) = view.selected().filter(|_| details.is_some()) {
        put_details(change, scene, below, buffer);
    }
    None
}

fn put_nothing(view: &LogView, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let (text, style) = match (&view.error, &view.rows) {
        (Some(error), _) => (error.clone(), styles.bad),
        (None, None) => ("Reading the journal…".to_owned(), styles.muted),
        (None, Some(_)) => (
            scene.advice(
                "Nothing was changed by lore yet. Changes stand here, to be taken back",
                Action::Back,
                "goes back",
            ),
            styles.muted,
        ),
    };
    for (line, row) in wrap::lines(&text, usize::from(area.width)).zip(spans::rows(area)) {
        let line = cells::fit(line, usize::from(row.width));
        spans::put(buffer, row, vec![Span::styled(line, style)]);
    }
}

/// Names the columns, where there is room; tells what is left for the rows.
fn put_header(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    if area.height < WITH_HEADER {
        return area;
    }
    let gap = gap(area);
    let mut names = format!(
        "{}  {}{}{gap}",
        cells::fill_left("age", AGE),
        cells::fill("change", ACTION),
        cells::fill_left("entries", COUNT),
    );
    if usize::from(area.width) >= cells::width(&names) + WITH_WHO {
        names += "who · where · more";
    }
    let names = cells::fit(names.trim_end(), area.width.into());
    spans::put(buffer, area, vec![Span::styled(names, scene.styles.faint)]);
    Rect {
        y: area.y + 1,
        height: area.height - 1,
        ..area
    }
}

/// When, what, how many, where it stands, who, and what more there is to tell.
fn put_row(change: &Change, scene: Scene<'_>, line: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let (state, style) = state(change.state, scene);
    let quiet = change.state == ChangeState::Undone;
    let action = if quiet { styles.faint } else { styles.text };
    let mut spans = vec![
        Span::styled(
            cells::fill_left(&age::short(change.at, scene.now), AGE),
            styles.muted,
        ),
        Span::styled(
            format!("  {}", cells::fill(change.action.name(), ACTION)),
            action,
        ),
        Span::styled(
            format!(
                "{}{}",
                cells::fill_left(&thousands(change.entries), COUNT),
                gap(line)
            ),
            styles.muted,
        ),
    ];
    if !state.is_empty() {
        spans.push(Span::styled(format!("{state}  "), style));
    }
    let room = usize::from(line.width.saturating_sub(spans::columns(&spans)));
    if room >= WITH_WHO {
        let places = change.repositories.join(", ");
        let told = [change.who.as_str(), places.as_str(), change.detail.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        spans.push(Span::styled(cells::fit(&told, room), styles.faint));
    }
    spans::put(buffer, line, spans);
}

/// Stands behind the count: where a change stands has room then on narrow screens too.
fn gap(line: Rect) -> &'static str {
    if line.width < NARROW { " " } else { "  " }
}

fn state(state: ChangeState, scene: Scene<'_>) -> (&'static str, ratatui::style::Style) {
    match state {
        ChangeState::Done => ("", scene.styles.muted),
        ChangeState::Undone => ("taken back", scene.styles.info),
        ChangeState::Unfinished => ("unfinished", scene.styles.warn),
    }
}

fn put_details(change: &Change, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    const NAME: usize = 10;
    let styles = scene.styles;
    let inner = Pane::new(styles, false)
        .named("The change")
        .draw(area, buffer);
    let (state, _) = state(change.state, scene);
    let at = format!(
        "{} ({})",
        change.at.format("%Y-%m-%d %H:%M:%S UTC"),
        age::long(change.at, scene.now)
    );
    let of = change.of.as_ref().map(std::string::ToString::to_string);
    let what = format!(
        "{} of {}",
        change.action.name(),
        counted(change.entries, "entry", "entries")
    );
    let lines = [
        ("what", what),
        (
            "state",
            if state.is_empty() {
                "done".to_owned()
            } else {
                state.to_owned()
            },
        ),
        ("when", at),
        ("who", change.who.clone()),
        ("where", change.repositories.join(", ")),
        ("more", change.detail.clone()),
        ("of", of.unwrap_or_default()),
        ("name", change.id.to_string()),
    ];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    for ((name, text), row) in lines.zip(spans::rows(inner)) {
        let room = usize::from(row.width).saturating_sub(NAME);
        spans::put(
            buffer,
            row,
            vec![
                Span::styled(cells::fill(name, NAME), styles.faint),
                Span::styled(cells::fit(&text, room), styles.text),
            ],
        );
    }
}
