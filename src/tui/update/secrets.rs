//! The entries that hold credentials: listed, revealed one at a time, erased.

use chrono::{DateTime, Utc};

use crate::{
    service::{Exposed, Progress, PurgeScope},
    tui::{
        effect::Effect,
        keymap::Action,
        model::{Level, Model, Overlay, Secrets, list::scroll_text},
        msg::Failure,
        read::{Read, ReadKind},
    },
};

use super::{
    copying, delete, editor,
    overlays::{Input, Next},
    purge,
};

/// What is told when a text with credentials was copied.
pub(super) const COPIED: &str = "text copied as it is, its credentials unmasked";

/// Opens the list over what the panes show.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let mut view = Secrets::new(model.filter());
    let (number, effect) = model.read(Read::Secrets(view.filter.clone()));
    view.reading = Some(number);
    model.overlays.push(Overlay::Secrets(Box::new(view)));
    vec![effect]
}

/// Takes keys.
pub(super) fn input(
    view: &mut Secrets,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let Input::Act(action) = input else {
        return Next::stay();
    };
    let viewport = &model.viewport;
    match action {
        Action::Back => return Next::close().with([Effect::StopRead(ReadKind::Secrets)]),
        Action::Move(movement) => {
            let len = view.shown().len();
            view.scroll.step(movement, len, viewport.list);
            view.preview = 0;
        }
        Action::Preview(movement) => {
            let (lines, page) = (viewport.preview_lines, viewport.preview);
            view.preview = scroll_text(movement, view.preview, lines, page);
        }
        Action::Reveal => {
            if let Some(row) = view.row() {
                model.veil.toggle(row.entry.key());
            }
        }
        Action::EditEntry => {
            if let Some(row) = view.row() {
                editor::open_on(model, &row.entry);
            }
        }
        Action::Delete => {
            if let Some(target) = view.row().map(|row| row.entry.target()) {
                return Next::stay().with(delete::ask(model, vec![target]));
            }
        }
        Action::Copy => {
            if let Some(text) = view.row().map(|row| row.entry.text.clone()) {
                return Next::stay().with(copying::copy(model, text, COPIED, now));
            }
        }
        Action::Purge => {
            if let Some(row) = view.row() {
                let scope = PurgeScope::Entries(vec![row.entry.key()]);
                return Next::stay().with(purge::open(model, scope));
            }
        }
        _ => {}
    }
    Next::stay()
}

/// Shows or masks the credentials of the entry selected in the panes.
pub(super) fn reveal(model: &mut Model, now: DateTime<Utc>) {
    let Some(entry) = model.selected_entry().cloned() else {
        return;
    };
    if model.veil.covers(&entry) {
        model.veil.toggle(entry.key());
    } else {
        model
            .notices
            .say(Level::Info, "no credential in this entry", now);
    }
}

/// Takes in how far the work is.
pub(super) fn progress(model: &mut Model, number: u64, progress: Progress) {
    if let Some(view) = view(model).filter(|view| view.reading == Some(number)) {
        view.progress = Some(progress);
    }
}

/// Takes the list in.
pub(super) fn found(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Exposed>, Failure>,
) -> Vec<Effect> {
    if let Some(view) = view(model).filter(|view| view.reading == Some(number)) {
        view.reading = None;
        match answer {
            Ok(rows) => view.set(rows),
            Err(failure) => view.error = Some(failure),
        }
    }
    Vec::new()
}

/// Somebody wrote into the store: what was listed may be gone or changed.
pub(super) fn store_changed(model: &mut Model) -> Vec<Effect> {
    let Some(filter) = view(model)
        .filter(|view| view.reading.is_none())
        .map(|view| view.filter.clone())
    else {
        return Vec::new();
    };
    let (number, effect) = model.read(Read::Secrets(filter));
    if let Some(view) = view(model) {
        view.reading = Some(number);
    }
    vec![effect]
}

fn view(model: &mut Model) -> Option<&mut Secrets> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Secrets(view) => Some(view.as_mut()),
        _ => None,
    })
}
