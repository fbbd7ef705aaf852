//! The entries that hold credentials, beside them the text of the one under the cursor.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::Span,
};

use super::{
    Scene, full,
    list::{self, List},
    preview, snippet, spans,
};
use crate::{
    domain::{
        age,
        count::{counted, percent},
    },
    tui::{
        keymap::Action,
        model::{Secrets, Viewport, secrets::SecretRow},
        text::{cells, wrap},
    },
};

/// From this width on, the text stands beside the list; from this height on, below it.
const BESIDE: u16 = 100;
const BELOW: u16 = 12;

/// From this width on, a row also tells where the entry belongs.
const WITH_PLACE: u16 = 60;

/// Columns of the age, and most of the kinds.
const AGE: usize = 5;
const KINDS: usize = 22;

pub(super) fn draw(
    view: &Secrets,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let inner = full::draw(scene, "Credentials", state(view, scene), area, buffer);
    if view.shown().is_empty() {
        say(view, scene, inner, buffer);
        return;
    }
    let (list, text) = if inner.width >= BESIDE {
        let [list, _, text] = Layout::horizontal([
            Constraint::Percentage(55),
            Constraint::Length(3),
            Constraint::Fill(1),
        ])
        .areas(inner);
        (list, Some(text))
    } else if inner.height >= BELOW {
        let [list, _, text] = Layout::vertical([
            Constraint::Percentage(50),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(inner);
        (list, Some(text))
    } else {
        (inner, None)
    };
    viewport.list = List {
        scroll: &view.scroll,
        len: view.shown().len(),
        height: 1,
        focused: true,
    }
    .draw(
        scene,
        (list::around(list), list),
        buffer,
        |number, place, buffer| {
            if let Some(row) = view.shown().get(number) {
                put_row(row, scene, place, buffer);
            }
        },
    );
    if let (Some(text), Some(row)) = (text, view.row()) {
        preview::draw(scene, &row.entry, view.preview, text, buffer, viewport);
    }
}

/// How far the work is, or what came of it.
fn state(view: &Secrets, scene: Scene<'_>) -> Vec<Span<'static>> {
    let styles = scene.styles;
    if view.reading.is_some() {
        let text = view.progress.map_or_else(
            || "looking…".to_owned(),
            |at| format!("looking… {} %", percent(at.done, at.total)),
        );
        return vec![Span::styled(text, styles.accent)];
    }
    let count = view.shown().len();
    vec![Span::styled(
        counted(count, "entry", "entries"),
        if count > 0 { styles.warn } else { styles.good },
    )]
}

/// What shows instead of a list.
fn say(view: &Secrets, scene: Scene<'_>, inner: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let (text, style) = match &view.error {
        Some(error) => (error.clone(), styles.bad),
        None if view.reading.is_some() => (
            scene.advice("looking into every entry", Action::Back, "stops"),
            styles.faint,
        ),
        None => (
            scene.advice(
                "no entry holds anything that looks like a credential",
                Action::Back,
                "goes back",
            ),
            styles.good,
        ),
    };
    let middle = Rect {
        y: inner.y + inner.height / 3,
        height: inner.height - inner.height / 3,
        ..inner
    };
    for (line, row) in wrap::lines(&text, inner.width.into()).zip(spans::rows(middle)) {
        spans::centre(buffer, row, line, style);
    }
}

fn put_row(row: &SecretRow, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let masked = scene.model.veil.masked(&row.entry);
    let entry = masked.as_deref().unwrap_or(&row.entry);
    let mut area = area;
    if area.width >= WITH_PLACE {
        let place = cells::fill(&entry.place(), usize::from(area.width / 4));
        let place = vec![Span::raw("  "), Span::styled(place, styles.faint)];
        area.width -= spans::put_right(buffer, area, place);
    }
    let age = entry
        .instant()
        .map_or_else(|| "?".to_owned(), |at| age::short(at, scene.now));
    let kinds = cells::fill(
        &row.kinds.join(", "),
        KINDS.min(usize::from(area.width) / 3),
    );
    let mut line = vec![
        Span::styled(format!("{} ", cells::fill_left(&age, AGE)), styles.muted),
        Span::styled(format!("{kinds}  "), styles.warn),
    ];
    let room = usize::from(area.width.saturating_sub(spans::columns(&line)));
    let text = snippet::opening(&entry.text);
    line.extend(spans::fitted(&text, styles.text, &[], room));
    spans::put(buffer, area, line);
}
