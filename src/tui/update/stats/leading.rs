//! From a bar to its entries, and back.

use chrono::{DateTime, Utc};

use crate::{
    domain::{calendar::Unit, query::Field},
    tui::{
        effect::Effect,
        keymap::Movement,
        model::{
            Focus, Level, Model,
            stats::{Bar, Led, bar::Term},
        },
        update::{
            asking::{self, Reason},
            moving::move_results,
        },
    },
};

use super::board;

/// Puts the filter of the bar under the cursor into the search box and goes to the results; takes
/// it out when it is there.
pub(in crate::tui::update) fn open(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let board = board(model, now.date_naive());
    let Some((_, bar)) = board.under_cursor(model.stats.cursor.as_ref()) else {
        return Vec::new();
    };
    let bar = bar.clone();
    let unit = board
        .timeline
        .map_or(Unit::Day, |timeline| timeline.slots.unit);
    model.stats.cursor = Some(bar.clone());
    match bar {
        Bar::More(list) => {
            let first = model
                .stats
                .stats
                .as_ref()
                .and_then(|stats| list.counts(stats).first());
            model.stats.cursor = first.map(|count| Bar::Value(list, count.name.clone()));
            model.stats.unfolded = Some(list);
            Vec::new()
        }
        Bar::Undated => to_undated(model, now),
        bar => lead(model, &bar.terms(unit, now.date_naive()), now),
    }
}

/// Filters by the bar that was clicked, or not any more; the charts stay.
pub(in crate::tui::update) fn click(
    model: &mut Model,
    number: usize,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let board = board(model, now.date_naive());
    model.focus = Focus::Stats;
    let Some((_, bar)) = board.bars.get(number) else {
        return Vec::new();
    };
    model.stats.cursor = Some(bar.clone());
    let effects = open(model, now);
    if model.stats.led.take().is_some() {
        model.focus = Focus::Stats;
    }
    effects
}

/// No filter names entries without a date, but they stand at the end of every listing.
fn to_undated(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let text = if model.search_box.query().words.is_empty() {
        model.focus = Focus::Results;
        move_results(model, Movement::Last);
        "undated entries stand at the end"
    } else {
        "undated entries stand at the end of the list: take the search words out first"
    };
    model.notices.say(Level::Info, text, now);
    Vec::new()
}

fn lead(model: &mut Model, terms: &[Term], now: DateTime<Utc>) -> Vec<Effect> {
    let from = model.search_box.line().text().to_owned();
    let all_there = terms.iter().all(|term| has(model, term));
    drop_other_moments(model, terms, now);
    let missing: Vec<&Term> = terms
        .iter()
        .filter(|term| all_there || !has(model, term))
        .collect();
    let mut whole = true;
    for (field, value) in missing {
        whole &= model.search_box.toggle_filter(*field, value, now);
    }
    if !whole {
        model.search_box.change(now, |line| line.set_text(&from));
        let text = "this value cannot be written as a filter";
        model.notices.say(Level::Warning, text, now);
        return Vec::new();
    }
    if all_there {
        model.stats.led = None;
    } else {
        let to = model.search_box.line().text().to_owned();
        model.stats.led = Some(Led { from, to });
        model.focus = Focus::Results;
    }
    asking::ask(model, Reason::Changed)
}

/// A span of time takes the place of another one, also where only one of them has two ends.
fn drop_other_moments(model: &mut Model, terms: &[Term], now: DateTime<Utc>) {
    if !terms.iter().any(|(field, _)| field.is_moment()) {
        return;
    }
    let named = |field: Field| terms.iter().any(|(known, _)| *known == field);
    loop {
        let clauses = &model.search_box.query().clauses;
        let other = clauses.iter().find(|clause| {
            clause
                .field
                .is_some_and(|field| field.is_moment() && !named(field))
        });
        let Some(other) = other.cloned() else { return };
        if !model.search_box.remove_clause(&other, now) {
            return;
        }
    }
}

/// Whether the line says so already.
fn has(model: &Model, (field, value): &Term) -> bool {
    let line = model.search_box.line().text();
    let clauses = &model.search_box.query().clauses;
    clauses.iter().any(|clause| {
        clause.field == Some(*field)
            && !clause.is_unfinished()
            && line[clause.value.clone()] == **value
    })
}

/// Goes back to the bar that led here, and takes its filter out; `None` when none did, or the line
/// was edited since.
pub(in crate::tui::update) fn back(model: &mut Model, now: DateTime<Utc>) -> Option<Vec<Effect>> {
    let led = model.stats.led.take()?;
    if model.search_box.line().text() != led.to {
        return None;
    }
    model
        .search_box
        .change(now, |line| line.set_text(&led.from));
    model.focus = Focus::Stats;
    Some(asking::ask(model, Reason::Changed))
}
