//! What stands near the entry of the detail pane, and the way from entry to entry.

use std::sync::Arc;

use crate::tui::{
    effect::Effect,
    model::{
        Focus, Model,
        neighbours::{Neighbours, SESSION, SIMILAR},
    },
    msg::Failure,
    read::{Read, ReadKind, Surroundings},
};

use super::moving;

/// So many steps of the way are remembered.
const MOST_STEPS: usize = 100;

/// Asks for the neighbours of the entry that shows.
pub(super) fn want(model: &mut Model) -> Vec<Effect> {
    if model.focus != Focus::Detail {
        model.detail.trail.clear();
    }
    let Some(entry) = model.selected_entry().cloned() else {
        let reading = model.detail.neighbours.reading.is_some();
        model.detail.neighbours = Neighbours::default();
        let stop = Effect::StopRead(ReadKind::Neighbours);
        return if reading { vec![stop] } else { Vec::new() };
    };
    let neighbours = &model.detail.neighbours;
    let known = neighbours.are_of(&entry) && !neighbours.stale;
    // Who does not see the pane needs no neighbours.
    if known || model.viewport.detail == 0 {
        return Vec::new();
    }
    let (number, effect) = model.read(Read::Neighbours {
        key: entry.key(),
        similar: SIMILAR,
        session: SESSION,
    });
    model.detail.neighbours.await_those_of(&entry, number);
    vec![effect]
}

/// Takes the neighbours in, and what became of the entry itself.
pub(super) fn read(
    model: &mut Model,
    number: u64,
    answer: Result<Surroundings, Failure>,
) -> Vec<Effect> {
    if model.detail.neighbours.reading != Some(number) {
        return Vec::new();
    }
    if let (Ok(surroundings), Some(step)) = (&answer, model.detail.trail.last_mut()) {
        match &surroundings.entry {
            Some(entry) if entry.key() == step.key() => *step = Arc::new(entry.clone()),
            Some(_) => {}
            None => drop(model.detail.trail.pop()),
        }
    }
    model.detail.neighbours.set(answer);
    Vec::new()
}

/// Chooses the next neighbour, or the one before, and brings it into sight.
pub(super) fn step(model: &mut Model, forward: bool) {
    let neighbours = &mut model.detail.neighbours;
    let Some(last) = neighbours.len().checked_sub(1) else {
        return;
    };
    let next = match neighbours.cursor {
        None if forward => 0,
        None => last,
        Some(at) if forward => (at + 1).min(last),
        Some(at) => at.saturating_sub(1),
    };
    choose(model, next);
}

/// Chooses a neighbour and brings it into sight.
pub(super) fn choose(model: &mut Model, number: usize) {
    model.detail.neighbours.cursor = Some(number);
    let Some(line) = model.detail.neighbours.cursor_line() else {
        return;
    };
    let Some(key) = model.selected_entry().map(|entry| entry.key()) else {
        return;
    };
    let (line, height) = (
        model.viewport.neighbours + line,
        moving::screenful(model.viewport.detail),
    );
    let first = model.detail.scroll(&key);
    if line < first {
        model.detail.set_scroll(&key, line.saturating_sub(1));
    } else if line >= first + height {
        model.detail.set_scroll(&key, line + 1 - height);
    }
}

/// Goes to the chosen neighbour.
pub(super) fn open(model: &mut Model) {
    let neighbours = &mut model.detail.neighbours;
    let chosen = neighbours.cursor.take();
    let Some(entry) = chosen
        .and_then(|at| neighbours.get(at))
        .map(|one| &one.entry)
    else {
        return;
    };
    let trail = &mut model.detail.trail;
    trail.push(Arc::clone(entry));
    if trail.len() > MOST_STEPS {
        trail.remove(0);
    }
}

/// One step back on the way; `false` at its beginning.
pub(super) fn back(model: &mut Model) -> bool {
    let detail = &mut model.detail;
    detail.neighbours.cursor.take().is_some() || detail.trail.pop().is_some()
}
