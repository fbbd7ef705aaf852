//! Marks: one, a range, all that is found, inverted, cleared.

use chrono::{DateTime, Utc};

use crate::{
    domain::{change::Target, count::counted, entry::EntryKey},
    tui::{
        effect::Effect,
        keymap::Movement,
        model::{
            Level, Model,
            marks::{MarkRange, Marking},
        },
        msg::Failure,
        read::{Read, ReadKind},
    },
};

use super::{asking, moving};

/// A range of more rows than this is marked in the background.
const AT_ONCE: usize = 2_000;

/// Marks the selected entry or takes its mark away, and goes on to the next; ends a range.
pub(super) fn toggle(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if model.marks.range.is_some() {
        return end_range(model, now);
    }
    let Some(target) = model.selected_entry().map(|entry| entry.target()) else {
        return Vec::new();
    };
    model.marks.toggle(target);
    model.notices.outdate();
    moving::move_results(model, Movement::Down);
    Vec::new()
}

/// Begins a range at the cursor, or ends the one that was begun.
pub(super) fn range(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if model.marks.range.is_some() {
        return end_range(model, now);
    }
    let from = model.selected_entry().map(|entry| entry.key());
    let row = model.results.cursor;
    model.marks.range = from.map(|from| MarkRange { from, row });
    Vec::new()
}

fn end_range(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let Some(range) = model.marks.range.take() else {
        return Vec::new();
    };
    let cursor = model.results.cursor;
    let rows = range.row.min(cursor)..=range.row.max(cursor);
    let loaded: Option<Vec<Target>> = (rows.end() - rows.start() < AT_ONCE)
        .then(|| {
            rows.map(|row| Some(model.results.row(row)?.entry()?.target()))
                .collect()
        })
        .flatten();
    if let Some(targets) = loaded {
        for target in targets {
            model.marks.insert(target);
        }
        return Vec::new();
    }
    let Some(to) = model.results.selection.clone() else {
        // It ends where the cursor is, and what is there is still to come.
        model.marks.range = Some(range);
        let text = "the row under the cursor is still loading; try again";
        model.notices.say(Level::Info, text, now);
        return Vec::new();
    };
    read(model, Marking::Between(range.from, to))
}

/// Marks everything that the search or the filter finds, loaded or not.
pub(super) fn all(model: &mut Model) -> Vec<Effect> {
    read(model, Marking::All)
}

/// Marks what is not marked of everything that the search or the filter finds, and the reverse.
pub(super) fn invert(model: &mut Model) -> Vec<Effect> {
    read(model, Marking::Invert)
}

/// Takes all marks away.
pub(super) fn clear(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let effects = stop(model);
    let marked = model.marks.len();
    model.marks.clear();
    if marked > 0 {
        let text = format!(
            "{} not marked any more",
            counted(marked, "entry", "entries")
        );
        model.notices.say(Level::Info, text, now);
    }
    effects
}

fn read(model: &mut Model, marking: Marking) -> Vec<Effect> {
    model.marks.range = None;
    let what = if model.search_box.query().words.is_empty() {
        Read::Targets(model.filter(), model.sort)
    } else {
        Read::Matches(asking::request(model))
    };
    let (number, effect) = model.read(what);
    model.marks.marking = Some((number, marking));
    vec![effect]
}

/// Drops a range that has not ended, or stops what is being marked in the background.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
    model.marks.range = None;
    if model.marks.marking.take().is_some() {
        return vec![Effect::StopRead(ReadKind::Targets)];
    }
    Vec::new()
}

/// Takes in what is to be marked.
pub(super) fn taken(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Target>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let Some((_, marking)) = model
        .marks
        .marking
        .take_if(|(expected, _)| *expected == number)
    else {
        return Vec::new();
    };
    let targets = match answer {
        Ok(targets) => targets,
        Err(failure) => {
            model.notices.say(Level::Error, failure, now);
            return Vec::new();
        }
    };
    let before = model.marks.len();
    let found = targets.len();
    match marking {
        Marking::All => {
            for target in targets {
                model.marks.insert(target);
            }
            let found = counted(found, "entry", "entries");
            let text = format!("all {found} marked");
            model.notices.say(Level::Info, text, now);
        }
        Marking::Invert => {
            for target in targets {
                model.marks.toggle(target);
            }
            let now_marked = counted(model.marks.len(), "entry", "entries");
            let text = format!("{now_marked} marked, {before} before");
            model.notices.say(Level::Info, text, now);
        }
        Marking::Between(from, to) => between(model, targets, &from, &to, now),
    }
    Vec::new()
}

fn between(
    model: &mut Model,
    targets: Vec<Target>,
    from: &EntryKey,
    to: &EntryKey,
    now: DateTime<Utc>,
) {
    let row = |key: &EntryKey| targets.iter().position(|target| target.key == *key);
    let (Some(from), Some(to)) = (row(from), row(to)) else {
        let text = "nothing marked: an end of the range is no longer there";
        model.notices.say(Level::Warning, text, now);
        return;
    };
    let rows = from.min(to)..=from.max(to);
    let text = format!(
        "{} marked",
        counted(rows.clone().count(), "entry", "entries")
    );
    let (first, count) = (*rows.start(), rows.count());
    for target in targets.into_iter().skip(first).take(count) {
        model.marks.insert(target);
    }
    model.notices.say(Level::Info, text, now);
}

/// The rows may have shifted: the range goes on from the entry on which it began.
pub(super) fn follow(model: &mut Model) {
    let Some(range) = &mut model.marks.range else {
        return;
    };
    let results = &model.results;
    let is_it = |row: usize| {
        let entry = results
            .row(row)
            .and_then(super::super::model::results::Row::entry);
        entry.map(|entry| entry.id == range.from.id && entry.repository == range.from.repository)
    };
    // A row that is still to come may be the one.
    if is_it(range.row) != Some(false) && range.row < results.len() {
        return;
    }
    let found = if results.shows_hits() {
        (0..results.len()).find(|row| is_it(*row) == Some(true))
    } else {
        results.listing.find(&range.from)
    };
    match found {
        Some(row) => range.row = row,
        None => model.marks.range = None,
    }
}
