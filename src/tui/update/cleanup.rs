//! The rules of a cleanup: typed and stepped, counted with every key.

mod clicking;

use chrono::{DateTime, Utc};

pub(super) use clicking::click;

use crate::{
    domain::cleanup::{Ages, Plan},
    tui::{
        effect::Effect,
        keymap::{Action, Movement},
        model::{
            Cleanup, Level, Model, Overlay,
            cleanup::{Field, Review},
            line_box::Edit,
        },
        msg::Failure,
        read::{Read, ReadKind},
        write::WriteFailure,
    },
};

use super::{
    overlays::{Input, Next},
    review,
};

/// Opens the dialog over what the panes show.
pub(super) fn open(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let mut view = Cleanup::new(model.filter(), now);
    view.policies.clone_from(&model.policies);
    view.ignored_words = !model.search_box.query().words.is_empty();
    let effects = read_ages(&mut view, model);
    model.overlays.push(Overlay::Cleanup(Box::new(view)));
    effects
}

/// Takes keys and pastes.
pub(super) fn input(
    view: &mut Cleanup,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    if view.review.is_some() {
        return review::input(view, model, input, now);
    }
    match input {
        Input::Act(Action::Back) => Next::close().with([
            Effect::StopRead(ReadKind::Ages),
            Effect::StopRead(ReadKind::Plan),
        ]),
        Input::Act(Action::Open) => Next::stay().with(plan(view, model, now)),
        Input::Act(Action::Move(movement)) => {
            go(view, movement);
            Next::stay()
        }
        Input::Act(Action::Type(c)) => Next::stay().with(typed(view, model, c, now)),
        Input::Act(Action::Edit(edit)) => Next::stay().with(edited(view, model, edit, now)),
        Input::Paste(text) => Next::stay().with(pasted(view, model, text, now)),
        Input::Act(_) => Next::stay(),
    }
}

/// Goes to another field.
fn go(view: &mut Cleanup, movement: Movement) {
    let fields = view.fields();
    let at = fields
        .iter()
        .position(|field| *field == view.field)
        .unwrap_or(0);
    let to = match movement {
        Movement::Up => (at + fields.len() - 1) % fields.len(),
        Movement::Down => (at + 1) % fields.len(),
        Movement::First | Movement::PageUp => 0,
        Movement::Last | Movement::PageDown => fields.len() - 1,
    };
    view.field = fields[to];
}

fn typed(view: &mut Cleanup, model: &mut Model, c: char, now: DateTime<Utc>) -> Vec<Effect> {
    let text = c.to_string();
    match (view.field, c) {
        (Field::Age | Field::Keep | Field::Policy, '+') | (Field::Policy, ' ') => {
            return step(view, true, now);
        }
        (Field::Keep | Field::Policy, '-') => return step(view, false, now),
        (Field::Age, '-') if !view.rules.age.takes_dash() => return step(view, false, now),
        (Field::Age, _) => view.rules.age.insert(&text, now),
        (Field::Filter, _) => {
            return edit_filter(view, model, now, |line| {
                line.insert(&text);
            });
        }
        (Field::Keep, _) => match c.to_digit(10) {
            Some(digit) => view.rules.type_keep(digit),
            None => return Vec::new(),
        },
        (Field::Protect, ' ') => {
            if let Some(kind) = view.kinds().get(view.kind).map(|kind| (*kind).to_owned()) {
                view.rules.toggle_kind(&kind);
            }
        }
        (Field::Protect | Field::Policy, _) => return Vec::new(),
    }
    changed(view);
    Vec::new()
}

fn edited(view: &mut Cleanup, model: &mut Model, edit: Edit, now: DateTime<Utc>) -> Vec<Effect> {
    match (view.field, edit) {
        (Field::Filter, _) => return edit_filter(view, model, now, |line| line.edit(edit)),
        (_, Edit::Left) => return step(view, false, now),
        (_, Edit::Right) => return step(view, true, now),
        (Field::Age, _) => view.rules.age.edit(now, |line| line.edit(edit)),
        (Field::Keep, Edit::Backspace) => view.rules.keep_newest /= 10,
        (Field::Keep, Edit::DeleteToStart | Edit::DeleteWord) => view.rules.keep_newest = 0,
        _ => return Vec::new(),
    }
    changed(view);
    Vec::new()
}

fn pasted(view: &mut Cleanup, model: &mut Model, text: &str, now: DateTime<Utc>) -> Vec<Effect> {
    match view.field {
        Field::Age => view.rules.age.insert(text, now),
        Field::Filter => {
            return edit_filter(view, model, now, |line| {
                line.insert(text);
            });
        }
        _ => return Vec::new(),
    }
    changed(view);
    Vec::new()
}

/// One step further or back in a field that has steps.
fn step(view: &mut Cleanup, on: bool, now: DateTime<Utc>) -> Vec<Effect> {
    match view.field {
        Field::Age => view.rules.age.step(on, now),
        Field::Keep => view.rules.step_keep(on),
        Field::Protect => {
            let last = view.kinds().len().saturating_sub(1);
            view.kind = if on {
                (view.kind + 1).min(last)
            } else {
                view.kind.saturating_sub(1)
            };
            return Vec::new();
        }
        Field::Policy => {
            view.pick(on);
            return Vec::new();
        }
        Field::Filter => return Vec::new(),
    }
    changed(view);
    Vec::new()
}

/// The rules were changed by hand.
fn changed(view: &mut Cleanup) {
    view.policy = None;
    view.count();
}

fn edit_filter(
    view: &mut Cleanup,
    model: &mut Model,
    now: DateTime<Utc>,
    how: impl FnOnce(&mut crate::tui::model::LineBox),
) -> Vec<Effect> {
    if !view.rules.edit_filter(now, how) {
        view.count();
        return Vec::new();
    }
    changed(view);
    read_ages(view, model)
}

/// Has what the filter admits counted; the counts at hand stay until then.
fn read_ages(view: &mut Cleanup, model: &mut Model) -> Vec<Effect> {
    let (number, effect) = model.read(Read::Ages(view.rules.filter().clone()));
    view.counting = Some(number);
    vec![effect]
}

/// Works out what would go, unless something is wrong or nothing would.
fn plan(view: &mut Cleanup, model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    view.rules.age.read(now);
    let Some(read) = view.plan() else {
        let wrong = view.rules.wrong().map(str::to_owned);
        let why = wrong.or_else(|| view.rules.age.before().err().map(str::to_owned));
        model
            .notices
            .say(Level::Warning, why.unwrap_or_default(), now);
        return Vec::new();
    };
    let nothing = view.policy.is_none()
        && view.counting.is_none()
        && view.tally.as_ref().is_some_and(|tally| tally.goes == 0);
    if nothing {
        model.notices.say(Level::Info, "nothing would go", now);
        return Vec::new();
    }
    let (number, effect) = model.read(read);
    view.planning = Some(number);
    vec![effect]
}

/// Takes in what there is to choose from.
pub(super) fn aged(model: &mut Model, number: u64, answer: Result<Ages, Failure>) -> Vec<Effect> {
    let Some(view) = view(model).filter(|view| view.counting == Some(number)) else {
        return Vec::new();
    };
    view.counting = None;
    match answer {
        Ok(ages) => {
            view.ages = Some(ages.into());
            view.error = None;
        }
        Err(failure) => {
            view.ages = None;
            view.error = Some(failure);
        }
    }
    view.count();
    Vec::new()
}

/// Takes in what would go: the list comes up.
pub(super) fn planned(
    model: &mut Model,
    number: u64,
    answer: Result<Plan, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let Some(view) = view(model).filter(|view| view.planning == Some(number)) else {
        return Vec::new();
    };
    view.planning = None;
    match answer {
        Ok(plan) if plan.entries.is_empty() => {
            view.review = None;
            model.notices.say(Level::Info, "nothing would go", now);
        }
        Ok(plan) => {
            view.paging = None;
            view.review = Some(match view.review.take() {
                Some(review) => review.renewed(plan),
                None => Review::new(plan),
            });
        }
        Err(failure) => model.notices.say(Level::Error, failure, now),
    }
    Vec::new()
}

/// A cleanup is through: the dialog has done its work. One that was refused lists anew what would
/// go.
pub(super) fn ended(model: &mut Model, failed: Option<&WriteFailure>) -> Vec<Effect> {
    let at = model
        .overlays
        .iter()
        .position(|overlay| matches!(overlay, Overlay::Cleanup(view) if view.applying));
    let Some(at) = at else {
        return Vec::new();
    };
    if failed.is_none() {
        model.overlays.remove(at);
        return vec![
            Effect::StopRead(ReadKind::Ages),
            Effect::StopRead(ReadKind::LookUp),
        ];
    }
    let Overlay::Cleanup(mut view) = model.overlays.remove(at) else {
        return Vec::new();
    };
    view.applying = false;
    let mut effects = Vec::new();
    if let Some(read) = view.plan() {
        let (number, effect) = model.read(read);
        view.planning = Some(number);
        effects.push(effect);
    }
    effects.extend(read_ages(&mut view, model));
    model.overlays.insert(at, Overlay::Cleanup(view));
    effects
}

/// Somebody wrote into the store: what can be chosen from is counted anew.
pub(super) fn store_changed(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    for at in 0..model.overlays.len() {
        let Overlay::Cleanup(view) = &model.overlays[at] else {
            continue;
        };
        // Counts asked for again and again would never come.
        if view.counting.is_none() {
            let (number, effect) = model.read(Read::Ages(view.rules.filter().clone()));
            if let Overlay::Cleanup(view) = &mut model.overlays[at] {
                view.counting = Some(number);
            }
            effects.push(effect);
        }
    }
    effects
}

/// The dialog, wherever it lies.
pub(super) fn view(model: &mut Model) -> Option<&mut Cleanup> {
    model
        .overlays
        .iter_mut()
        .rev()
        .find_map(|overlay| match overlay {
            Overlay::Cleanup(view) => Some(view.as_mut()),
            _ => None,
        })
}
