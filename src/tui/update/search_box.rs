//! The search box: what it offers for the word being typed, and searches of before.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    asking::{self, Reason},
    projects,
};
use crate::{
    domain::{
        age_band::AgeBand,
        calendar::Unit,
        query::{self, Clause, Completing, Field},
        search::{SearchMode, Sort},
        stats::Count,
    },
    tui::{
        effect::Effect,
        keymap::Movement,
        model::{Chip, Focus, Level, Model},
        msg::Failure,
        read::Read,
    },
};

/// Takes a clause of the query out; the hits follow.
pub(super) fn remove_clause(model: &mut Model, number: usize, now: DateTime<Utc>) -> Vec<Effect> {
    let Some(clause) = model.search_box.query().clauses.get(number).cloned() else {
        return Vec::new();
    };
    let other = other_end(model, &clause, now);
    let mut gone = model.search_box.remove_clause(&clause, now);
    if let Some(field) = other {
        let clauses = &model.search_box.query().clauses;
        let other = clauses.iter().find(|it| it.field == Some(field)).cloned();
        gone |= other.is_some_and(|other| model.search_box.remove_clause(&other, now));
    }
    if gone {
        return asking::ask(model, Reason::Changed);
    }
    Vec::new()
}

/// The other end of the span of time that a clause is an end of, where both make a bar of the stats:
/// what one click put there goes with one.
fn other_end(model: &Model, clause: &Clause, now: DateTime<Utc>) -> Option<Field> {
    let other = match clause.field? {
        Field::After => Field::Before,
        Field::Before => Field::After,
        _ => return None,
    };
    let query = model.search_box.query();
    let text = model.search_box.line().text();
    let day = |field| {
        let mut of_field = query.clauses.iter().filter(|it| it.field == Some(field));
        let only = of_field.next().filter(|_| of_field.next().is_none())?;
        text[only.value.clone()].parse::<NaiveDate>().ok()
    };
    let (from, to) = (day(Field::After)?, day(Field::Before)?);
    let is_age = || {
        let span = (Some(from), Some(to));
        AgeBand::ALL
            .into_iter()
            .any(|band| band.bounds(now.date_naive()) == span)
    };
    (Unit::is_one(from, to) || is_age()).then_some(other)
}

/// Brings the usual back in place of what is in force beside the query.
pub(super) fn remove_chip(model: &mut Model, chip: Chip) -> Vec<Effect> {
    match chip {
        Chip::Scope => return projects::go_to(model, 0),
        Chip::Mode => model.mode = SearchMode::default(),
        Chip::Sort => model.sort = Sort::default(),
    }
    asking::ask(model, Reason::Changed)
}

/// Takes an offer of the menu.
pub(super) fn take_offer(model: &mut Model, number: usize, now: DateTime<Utc>) -> Vec<Effect> {
    if let Some(menu) = model.search_box.completion.menu_mut() {
        menu.scroll.cursor = number;
    }
    complete(model, now)
}

/// The query was edited by hand: from here on the menu may open.
pub(super) fn edited(model: &mut Model) {
    model.search_box.completion.awake = true;
    model.search_box.recall.leave();
}

/// Brings the menu up to what stands at the cursor, and asks for values that it lacks.
pub(super) fn follow(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if model.focus != Focus::SearchBox {
        model.search_box.completion.close();
        return Vec::new();
    }
    let line = model.search_box.line();
    let part = query::completing(line.text(), line.cursor_offset());
    let mut effects = Vec::new();
    let mut given = Vec::new();
    if let Some(Completing::Value { field, span, .. }) = &part {
        given = given_elsewhere(model, *field, span.start);
        let filter = model.filter_beside(*field);
        let completion = &model.search_box.completion;
        // What lies over the search box may be waiting for values, and one read of them is at work.
        let is_covered = !model.overlays.is_empty();
        if !is_covered && completion.awake && completion.lacks(*field, &filter) {
            let (number, effect) = model.read(Read::FieldValues(*field, filter.clone()));
            model.search_box.completion.asked(number, *field, filter);
            effects.push(effect);
        }
    }
    model.search_box.completion.show(part, &given, now);
    if effects.is_empty() {
        effects.extend(look_for_alternatives(model));
    }
    effects
}

/// Asks for the values of a field that has several in the query: hits of one of them would hide
/// that nobody has another.
fn look_for_alternatives(model: &mut Model) -> Option<Effect> {
    let completion = &model.search_box.completion;
    if !completion.awake || completion.is_reading() {
        return None;
    }
    let clauses = &model.search_box.query().clauses;
    let fields = || clauses.iter().filter_map(|clause| clause.field);
    let field = fields().find(|field| {
        fields().filter(|other| other == field).count() > 1
            && completion.lacks(*field, &model.filter_beside(*field))
    })?;
    let filter = model.filter_beside(field);
    let (number, effect) = model.read(Read::FieldValues(field, filter.clone()));
    model.search_box.completion.asked(number, field, filter);
    Some(effect)
}

/// The values that other clauses of the line give the field.
fn given_elsewhere(model: &Model, field: Field, argument: usize) -> Vec<String> {
    let text = model.search_box.line().text();
    let clauses = &model.search_box.query().clauses;
    clauses
        .iter()
        .filter(|clause| clause.field == Some(field) && clause.argument().start != argument)
        .map(|clause| text[clause.value.clone()].to_owned())
        .collect()
}

/// Takes in which values a field has.
pub(super) fn values(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Count>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let completion = &mut model.search_box.completion;
    if completion.take(number, answer)
        && let Some(why) = completion.failed()
    {
        let text = format!("the values cannot be offered: {why}");
        model.notices.say(Level::Warning, text, now);
    }
    Vec::new()
}

/// Takes what is highlighted in the menu.
pub(super) fn complete(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let search_box = &mut model.search_box;
    let Some(menu) = search_box.completion.menu() else {
        return Vec::new();
    };
    let Some(offer) = menu.offers.get(menu.scroll.cursor) else {
        return Vec::new();
    };
    let completed = query::completed(search_box.line().text(), &menu.part, &offer.value);
    let Some((line, cursor)) = completed else {
        let text = "the query cannot hold this value: it has both a space and a quotation mark";
        model.notices.say(Level::Warning, text, now);
        return Vec::new();
    };
    let changed = search_box.change(now, |it| {
        it.set_text(&line);
        it.go_to_offset(cursor);
    });
    edited(model);
    if changed {
        asking::ask(model, Reason::Changed)
    } else {
        Vec::new()
    }
}

/// Moves in the menu.
pub(super) fn choose(model: &mut Model, forward: bool) -> Vec<Effect> {
    let movement = if forward {
        Movement::Down
    } else {
        Movement::Up
    };
    model.search_box.completion.step(movement);
    Vec::new()
}

/// Puts an older search into the box, or a newer one.
pub(super) fn recall(model: &mut Model, older: bool, now: DateTime<Utc>) -> Vec<Effect> {
    let search_box = &mut model.search_box;
    if search_box.recall.is_empty() {
        let text = "no search is remembered yet: Enter remembers the one you typed";
        model.notices.say(Level::Info, text, now);
        return Vec::new();
    }
    let typed = search_box.line().text().to_owned();
    let Some(line) = search_box.recall.walk(older, &typed) else {
        return Vec::new();
    };
    search_box.completion.close();
    if search_box.change(now, |it| it.set_text(&line)) {
        return asking::ask(model, Reason::Changed);
    }
    Vec::new()
}

/// The query was used: a hit was opened, or the hits gone to. A field without its value is no part of
/// what is remembered.
pub(super) fn used(model: &mut Model) -> Option<Effect> {
    let line = query::finished(model.search_box.line().text());
    let line = line.trim().to_owned();
    let is_new = model.search_box.recall.used(&line);
    is_new.then_some(Effect::RememberSearch(line))
}
