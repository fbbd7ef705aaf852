//! What stands near an entry: similar entries, and those of the same session.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::super::{Scene, row, snippet::snippet, spans, words::Words};
use crate::{
    domain::age,
    tui::{
        keymap::{Action, Context},
        model::{
            Target,
            neighbours::{Nearness, Neighbour, NeighbourLine},
        },
        text::cells,
    },
};

/// Columns of what tells how an entry is near, of its type and of its age, gaps counted.
const NEARNESS: usize = 5;
const KIND: usize = 9;
const AGE: usize = 5;

/// Where there is so little room, the type is left out.
const LITTLE_ROOM: usize = 34;

/// Draws a line of the section.
pub(super) fn put(scene: Scene<'_>, line: &NeighbourLine, row: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    match line {
        NeighbourLine::Blank => {}
        NeighbourLine::Heading(title) => {
            let any = !model.detail.neighbours.is_empty();
            super::put_rule(
                scene,
                title,
                any.then_some(Action::Neighbour(true)),
                row,
                buffer,
            );
        }
        NeighbourLine::Note(note) => {
            spans::put(buffer, row, vec![Span::styled(*note, styles.faint)]);
        }
        NeighbourLine::NoVector => {
            let key = model.keymap.first_key(Action::Reembed, Context::Detail);
            let does = key.map_or_else(String::new, |key| format!("; {key} makes it"));
            let text = format!("no vector to compare with{does}");
            let text = cells::fit(&text, usize::from(row.width));
            spans::put(buffer, row, vec![Span::styled(text, styles.faint)]);
        }
        NeighbourLine::Error(failure) => {
            let text = cells::fit(failure, usize::from(row.width));
            spans::put(buffer, row, vec![Span::styled(text, styles.bad)]);
        }
        NeighbourLine::Row(number) => {
            if let Some(neighbour) = model.detail.neighbours.get(*number) {
                scene.clickable(row, Target::Neighbour(*number));
                put_neighbour(scene, *number, neighbour, row, buffer);
            }
        }
    }
}

fn put_neighbour(
    scene: Scene<'_>,
    number: usize,
    neighbour: &Neighbour,
    line: Rect,
    buffer: &mut Buffer,
) {
    let Scene {
        model, styles, now, ..
    } = scene;
    if model.detail.neighbours.cursor == Some(number) {
        buffer.set_style(line, styles.selection);
    }
    let shown = model.veil.shown(&neighbour.entry);
    let width = usize::from(line.width);
    let (near, style) = match neighbour.nearness {
        Nearness::Similar(score) => (format!("{score:.2}"), styles.accent),
        Nearness::Before => ("↑".to_owned(), styles.muted),
        Nearness::After => ("↓".to_owned(), styles.muted),
    };
    let mut spans = vec![Span::styled(cells::fill(&near, NEARNESS), style)];
    let mut used = NEARNESS + AGE;
    if width >= LITTLE_ROOM {
        let kind = cells::fill(&row::label(&shown.kind), KIND);
        spans.push(Span::styled(kind, styles.kind(&shown.kind)));
        used += KIND;
    }
    let room = width.saturating_sub(used);
    let words = Words::of(scene);
    let text = snippet(&shown.text, &words, room);
    let layers: Vec<_> = words
        .ranges(&text)
        .into_iter()
        .map(|range| (range, styles.matched))
        .collect();
    spans.extend(spans::layered(&text, styles.text, &layers, 0));
    spans::put(buffer, line, spans);
    let age = shown
        .instant()
        .map_or_else(|| "?".to_owned(), |then| age::short(then, now));
    spans::put_right(
        buffer,
        line,
        vec![Span::styled(cells::fill_left(&age, AGE), styles.faint)],
    );
}
