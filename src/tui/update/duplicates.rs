//! Near-equal entries: looked for, compared, and the rest of a group moved to the trash.

use chrono::{DateTime, Utc};

use crate::{
    domain::{change, duplicates::Group, entry::EntryKey},
    service::{Progress, PurgeScope},
    tui::{
        effect::Effect,
        keymap::Action,
        model::{ConfirmDuplicates, Duplicates, Level, Model, Overlay, list::scroll_text},
        msg::Failure,
        read::{Read, ReadKind},
        write::Write,
    },
};

use super::{
    changes,
    overlays::{Input, Next},
    purge,
};

/// Opens the view over what the panes show.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let mut view = Duplicates::new(model.filter());
    let effects = read(&mut view, model);
    model.overlays.push(Overlay::Duplicates(Box::new(view)));
    effects
}

fn read(view: &mut Duplicates, model: &mut Model) -> Vec<Effect> {
    let wanted = Read::Duplicates(view.filter.clone(), view.threshold());
    let (number, effect) = model.read(wanted);
    view.reading = Some(number);
    view.progress = None;
    vec![effect]
}

/// Takes keys.
pub(super) fn input(
    view: &mut Duplicates,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let Input::Act(action) = input else {
        return Next::stay();
    };
    let viewport = &model.viewport;
    match action {
        Action::Back => {
            // A second look at what is there already stops first.
            if view.reading.take().is_some() && view.groups.is_some() {
                model.notices.say(Level::Info, "stopped looking", now);
                return Next::stay().with([Effect::StopRead(ReadKind::Duplicates)]);
            }
            return Next::close().with([Effect::StopRead(ReadKind::Duplicates)]);
        }
        Action::Threshold(stricter) if view.step_threshold(stricter) => {
            return Next::stay().with(read(view, model));
        }
        Action::Move(movement) => {
            let len = view.shown().len();
            view.scroll.step(movement, len, viewport.list);
            view.first = 0;
        }
        Action::Preview(movement) => {
            let (lines, page) = (viewport.preview_lines, viewport.preview);
            view.first = scroll_text(movement, view.first, lines, page);
        }
        Action::Step(forward) => {
            if let Some(group) = view.group_mut() {
                group.step(forward);
            }
            view.first = 0;
        }
        Action::Toggle => {
            if let Some(group) = view.group_mut() {
                group.toggle();
            }
        }
        Action::Reveal => {
            if let Some(entry) = view.group().and_then(|group| group.selected()) {
                model.veil.toggle(entry.key());
            }
        }
        Action::NotDuplicates => {
            if let Some(keys) = view.hide() {
                model.distinct.insert(keys);
                let text = "hidden until lore ends: they are no duplicates";
                model.notices.say(Level::Info, text, now);
            }
        }
        Action::Open => confirm(view, model, now),
        Action::Purge => {
            if let Some(entry) = view.group().and_then(|group| group.selected()) {
                let scope = PurgeScope::Entries(vec![entry.key()]);
                return Next::stay().with(purge::open(model, scope));
            }
        }
        _ => {}
    }
    Next::stay()
}

/// Asks before the rest goes.
fn confirm(view: &Duplicates, model: &mut Model, now: DateTime<Utc>) {
    let Some((group, keeper)) = view
        .group()
        .and_then(|group| Some((group, group.selected()?)))
    else {
        return;
    };
    let rest = group.rest();
    if rest.is_empty() {
        let text = "every other entry of the group is left alone";
        model.notices.say(Level::Info, text, now);
        return;
    }
    let goes = |key: &EntryKey| rest.iter().any(|target| target.key == *key);
    let samples = group
        .entries()
        .iter()
        .filter(|entry| goes(&entry.key()))
        .cloned()
        .collect();
    model
        .overlays
        .push(Overlay::ConfirmDuplicates(ConfirmDuplicates {
            keeper: keeper.clone(),
            samples,
            rest,
        }));
}

/// The question was answered.
pub(super) fn confirmed(
    view: &mut ConfirmDuplicates,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Back) => Next::close(),
        Input::Act(Action::Open) => {
            let write = Write::Delete {
                targets: std::mem::take(&mut view.rest),
                action: change::Action::Deduplicate,
                detail: format!("kept {}", view.keeper.id),
            };
            Next::close().with(changes::begin(model, write, now))
        }
        _ => Next::stay(),
    }
}

/// Takes in how far the work is.
pub(super) fn progress(model: &mut Model, number: u64, progress: Progress) {
    if let Some(view) = view(model).filter(|view| view.reading == Some(number)) {
        view.progress = Some(progress);
    }
}

/// Takes groups in.
pub(super) fn found(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Group>, Failure>,
) -> Vec<Effect> {
    let distinct = std::mem::take(&mut model.distinct);
    if let Some(view) = view(model).filter(|view| view.reading == Some(number)) {
        view.reading = None;
        match answer {
            Ok(groups) => view.set(groups, &distinct),
            Err(failure) => view.error = Some(failure),
        }
    }
    model.distinct = distinct;
    Vec::new()
}

/// Entries are gone: their groups are smaller, or none any more.
pub(super) fn gone(model: &mut Model, keys: &[EntryKey]) {
    if let Some(view) = view(model) {
        view.remove(keys);
    }
}

fn view(model: &mut Model) -> Option<&mut Duplicates> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Duplicates(view) => Some(view.as_mut()),
        _ => None,
    })
}
